import { existsSync } from 'node:fs';
import { AxeBuilder } from '@axe-core/playwright';
import { type Browser, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { portraitPage } from '../../lib/cli/score-page.ts';
import { fraction } from '../../lib/core/experiment/hash.ts';
import { usualFrequencies } from '../../lib/core/scoring/frequency.ts';
import { drawPortrait } from '../../lib/core/scoring/portrait.ts';
import type { Purchases } from '../../lib/core/scoring/purchases.ts';

const executable = [process.env.CHROMIUM, '/usr/bin/chromium', '/usr/bin/google-chrome'].find((path) => path && existsSync(path));
let browser: Browser;

beforeAll(async () => {
  if (!executable) throw new Error('There is no Chromium: install Debian’s (apt-get install chromium) or name one in CHROMIUM.');
  browser = await chromium.launch({ executablePath: executable, args: ['--no-sandbox'] });
});
afterAll(() => browser?.close());

const begin = 19_700;

/** Customers who come in their own rhythm until they stop. */
function buyers(count: number): Purchases[] {
  return Array.from({ length: count }, (_, who) => {
    const days: Purchases['days'] = [];
    const gap = 10 + 60 * fraction(`gap ${who}`);
    let on = begin + Math.floor(365 * fraction(`begins ${who}`));
    do {
      days.push([on, 1, 500 + Math.floor(20_000 * fraction(`worth ${who} ${days.length}`) ** 3)]);
      on += Math.ceil(-gap * Math.log(1 - fraction(`next ${who} ${days.length}`)));
    } while (on < begin + 730 && fraction(`stays ${who} ${days.length}`) < 0.85);
    const revenue = days.reduce((sum, [, , worth]) => sum + worth, 0);
    return { id: `c${who}`, days, orders: days.length, revenue, firstDay: days[0]?.[0], lastDay: days.at(-1)?.[0] };
  });
}

const hostile = '<script>document.title = "taken over"</script>" & more';
const pageOf = (count: number) => {
  const options = {
    asOf: begin + 730,
    calibrateUntil: undefined,
    method: 'value-cuts',
    currency: 'GBP',
    net: false,
    others: 0,
    frequency: usualFrequencies,
  } as const;
  return portraitPage(drawPortrait(buyers(count), options).portrait, hostile);
};

async function open(html: string, size: { width: number; height: number }, colorScheme: 'light' | 'dark' = 'light'): Promise<Page> {
  const context = await browser.newContext({ viewport: size, colorScheme });
  onTestFinished(() => context.close());
  const page = await context.newPage();
  await page.setContent(html);
  return page;
}

const sizes = { desktop: { width: 1280, height: 800 }, phone: { width: 360, height: 700 } };

describe.each(Object.entries(sizes))('the portrait of a shop on a %s', (_, size) => {
  it('fits the screen, and shows each plot once', async () => {
    const page = await open(pageOf(400), size);
    expect(await page.evaluate('document.documentElement.scrollWidth - document.documentElement.clientWidth')).toBe(0);
    const figures = await page.locator('figure').count();
    expect(figures).toBeGreaterThanOrEqual(8);
    expect(await page.locator('figure svg:visible').count()).toBe(figures);
    expect(await page.title()).not.toContain('taken over');
  });

  it.each(['light', 'dark'] as const)(
    'has nothing on which a person with a screen reader or a keyboard would stumble when %s',
    async (scheme) => {
      const page = await open(pageOf(400), size, scheme);
      const { violations } = await new AxeBuilder({ page }).analyze();
      expect(violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 120)).join(' | ')}`)).toEqual([]);
    },
  );
});

it('gives every plot a title and a description', async () => {
  const page = await open(pageOf(400), sizes.desktop);
  for (const svg of await page.locator('figure svg').all()) {
    expect(await svg.locator('> title').textContent()).toMatch(/\w{4}/);
    expect(await svg.locator('> desc').textContent()).toMatch(/\d/);
  }
});

it('stands also for a shop with one customer', async () => {
  const page = await open(pageOf(1), sizes.phone);
  expect(await page.locator('h2').count()).toBeGreaterThan(3);
  expect(await page.locator('.warnings').innerText()).toContain('matter of chance');
  expect(await page.locator('body').innerText()).not.toMatch(/NaN|undefined|Infinity/);
});
