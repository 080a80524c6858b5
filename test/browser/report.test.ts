import { existsSync } from 'node:fs';
import { AxeBuilder } from '@axe-core/playwright';
import { type Browser, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import type { ShownReport } from '../../lib/cli/report-look.ts';
import { reportPage } from '../../lib/cli/report-page.ts';
import { lifetimeCurve } from '../../lib/core/measurement/report-cohorts.ts';
import { weekMail } from '../../lib/templates/report-mail.ts';
import { weekContent } from '../../lib/usecases/report-week-content.ts';
import { shownReport } from '../cli/report-shop.ts';

const executable = [process.env.CHROMIUM, '/usr/bin/chromium', '/usr/bin/google-chrome'].find((path) => path && existsSync(path));
let browser: Browser;

beforeAll(async () => {
  if (!executable) throw new Error('There is no Chromium: install Debian’s (apt-get install chromium) or name one in CHROMIUM.');
  browser = await chromium.launch({ executablePath: executable, args: ['--no-sandbox'] });
});
afterAll(() => browser?.close());

const hostile = '<script>document.title = "taken over"</script>" & more';
const cohorts = [{ month: '2026-01', customers: 100, revenue: Array.from({ length: 10 }, (_, n) => 300_000 / (n + 1)) }];
const lifetime = { cohorts, curve: lifetimeCurve(cohorts) };
const looked: NonNullable<ShownReport['looked']> = {
  attributed: [{ campaign: 'win-back', step: 'miss-you', orders: 12, revenue: 40_000 }],
  lifetime: { entered: lifetime, others: { cohorts: [], curve: [] } },
  around: {
    entered: {
      periods: [
        { from: -29, to: 0, customers: 90, revenue: 6_000 },
        { from: 1, to: 30, customers: 100, revenue: 3_000 },
      ],
      cohorts: [{ month: '2026-01', customers: 100, compared: 80, before: 4_000, after: 3_000 }],
    },
    control: { periods: [{ from: -29, to: 0, customers: 9, revenue: 6_100 }], cohorts: [{ month: '2026-01', customers: 9, compared: 0 }] },
  },
};

function report(): ShownReport {
  const shown = shownReport({ looked });
  const [first, ...others] = shown.campaigns;
  if (!first) throw new Error('there is no campaign');
  return { ...shown, campaigns: [{ ...first, campaign: { ...first.campaign, name: hostile } }, ...others] };
}

function mail(): string {
  const whole = report();
  const week = whole.campaigns.slice(0, 3);
  return weekMail(weekContent(week, { whole, since: '2026-11-02', until: '2026-11-08', missing: [] })).html;
}

async function open(html: string, size: { width: number; height: number }, colorScheme: 'light' | 'dark' = 'light'): Promise<Page> {
  const context = await browser.newContext({ viewport: size, colorScheme });
  onTestFinished(() => context.close());
  const page = await context.newPage();
  await page.setContent(html);
  return page;
}

const sizes = { desktop: { width: 1280, height: 800 }, phone: { width: 360, height: 700 } };
const pages = { report: () => reportPage(report()), mail };

describe.each(Object.entries(sizes))('on a %s', (_, size) => {
  it.each(Object.entries(pages))('the %s fits the screen, and runs nothing that a name brings along', async (_name, html) => {
    const page = await open(html(), size);
    expect(await page.evaluate('document.documentElement.scrollWidth - document.documentElement.clientWidth')).toBe(0);
    expect(await page.title()).not.toBe('taken over');
    expect(await page.locator('body').innerText()).not.toMatch(/NaN|undefined|Infinity/);
  });

  it.each([
    ['report', 'light'],
    ['report', 'dark'],
    ['mail', 'light'],
  ] as const)('the %s has nothing on which a person with a screen reader or a keyboard would stumble when %s', async (name, scheme) => {
    const page = await open(pages[name](), size, scheme);
    const { violations } = await new AxeBuilder({ page }).analyze();
    expect(violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 160)).join(' | ')}`)).toEqual([]);
  });
});

it('cuts no table on a phone, and leaves it a table', async () => {
  const page = await open(pages.report(), sizes.phone);
  const cut =
    '[...document.querySelectorAll(".scroll")].filter((frame) => frame.scrollWidth > frame.clientWidth).map((frame) => frame.ariaLabel)';
  expect(await page.evaluate(cut)).toEqual([]);
  const parts = page.getByRole('table').filter({ hasText: 'step miss-you' }).first();
  const row = parts.getByRole('row').filter({ hasText: 'control group' }).last();
  expect(await row.getByRole('rowheader').innerText()).toBe('control group');
  expect(await row.getByRole('cell').allInnerTexts()).toEqual(['1,198', '1,198', '120', '£4,800']);
  expect(await row.locator('td:visible').evaluateAll((cells) => cells.map((cell) => cell.getAttribute('data-head')))).toEqual([
    ...['control group', 'targeted', 'goals', 'revenue'],
  ]);
});

it('shows each plot once, with a title and a description', async () => {
  const page = await open(pages.report(), sizes.desktop);
  const figures = await page.locator('figure').count();
  expect(figures).toBeGreaterThanOrEqual(9);
  expect(await page.locator('figure svg:visible').count()).toBe(figures);
  for (const svg of await page.locator('figure svg').all()) {
    expect(await svg.locator('> title').textContent()).toMatch(/\w{4}/);
    expect(await svg.locator('> desc').textContent()).toMatch(/\d/);
  }
});

it('stands before anything happened', async () => {
  const page = await open(reportPage({ ...shownReport(), campaigns: [], budgets: [] }), sizes.phone);
  expect(await page.locator('h1').innerText()).toBe('Nothing happened in this time');
});
