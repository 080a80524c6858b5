import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AxeBuilder } from '@axe-core/playwright';
import { type Browser, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { loadRight } from '../../lib/cli/local-campaign.ts';
import { simulationPage } from '../../lib/cli/simulation/page.ts';
import { chosenCampaigns, planOf } from '../../lib/cli/simulation/plan.ts';
import { runSimulation } from '../../lib/cli/simulation/run-simulation.ts';
import { sourceOfFile } from '../../lib/cli/simulation/source.ts';
import { timeSpanOf } from '../../lib/cli/simulation/time-span.ts';
import { copyExamples } from '../example-shop.ts';

const executable = [process.env.CHROMIUM, '/usr/bin/chromium', '/usr/bin/google-chrome'].find((path) => path && existsSync(path));
const folder = mkdtempSync(join(tmpdir(), 'rapport-simulation-page-'));
const hostile = '<script>document.title = "taken over"<script>" & more.csv';
let browser: Browser;
const pages = { busy: '', quiet: '' };

beforeAll(async () => {
  if (!executable) throw new Error('There is no Chromium: install Debian’s (apt-get install chromium) or name one in CHROMIUM.');
  browser = await chromium.launch({ executablePath: executable, args: ['--no-sandbox'] });
  const definitions = join(folder, 'campaigns');
  await copyExamples(definitions, ['thank-you', 'first-order', 'win-back', 'birthday']);
  pages.busy = await pageOf({ definitions, customers: 40, named: [] });
  pages.quiet = await pageOf({ definitions, customers: 1, named: ['birthday'] });
}, 60_000);
afterAll(async () => {
  await browser?.close();
  rmSync(folder, { recursive: true });
});

/** Customers who order some times in their own rhythm, simulated; two versions of the shop where all campaigns are. */
async function pageOf({ definitions, customers, named }: { definitions: string; customers: number; named: string[] }): Promise<string> {
  const file = join(folder, hostile);
  const head = 'InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country';
  const lines = Array.from({ length: customers * 6 }, (_, number) => {
    const who = number % customers;
    const date = new Date(Date.UTC(2025, 0, 1, 10) + (who + Math.floor(number / customers) * (20 + who)) * 86_400_000);
    return `${number},A,Cup,1,${date.toISOString().slice(0, 16).replace('T', ' ')},12.50,c-${who},United Kingdom`;
  });
  writeFileSync(file, [head, ...lines].join('\n'));
  const shop = await loadRight(definitions, 'nothing was simulated');
  const source = await sourceOfFile(file, {}, shop.settings);
  const plan = planOf(shop, chosenCampaigns(shop, named), timeSpanOf({}, source));
  const wider = plan.campaigns.map((each) =>
    each.id === 'thank-you' ? { ...each, entry: { trigger: { activity: 'order.placed' } } } : each,
  );
  const draft = named.length > 0 ? undefined : { path: hostile, plan: { ...plan, campaigns: wider }, changed: ['thank-you'] };
  const report = await runSimulation({ plan, source, draft, notes: [], seed: undefined });
  source.close();
  return simulationPage(report);
}

async function open(html: string, size: { width: number; height: number }, colorScheme: 'light' | 'dark' = 'light'): Promise<Page> {
  const context = await browser.newContext({ viewport: size, colorScheme });
  onTestFinished(() => context.close());
  const page = await context.newPage();
  await page.setContent(html);
  return page;
}

const sizes = { desktop: { width: 1280, height: 800 }, phone: { width: 360, height: 700 } };

describe.each(Object.entries(sizes))('a simulation on a %s', (_, size) => {
  it.each(['busy', 'quiet'] as const)('fits the screen, and runs nothing that a name brings along, when %s', async (name) => {
    const page = await open(pages[name], size);
    expect(await page.evaluate('document.documentElement.scrollWidth - document.documentElement.clientWidth')).toBe(0);
    expect(await page.title()).not.toBe('taken over');
    expect(await page.locator('body').innerText()).not.toMatch(/NaN|undefined|Infinity|steps\.\d.*0 sent/);
  });

  it.each(['light', 'dark'] as const)(
    'has nothing on which a person with a screen reader or a keyboard would stumble when %s',
    async (scheme) => {
      const page = await open(pages.busy, size, scheme);
      const { violations } = await new AxeBuilder({ page }).analyze();
      expect(violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 160)).join(' | ')}`)).toEqual([]);
    },
  );
});

it('tells in a simulation what another version would change', async () => {
  const page = await open(pages.busy, sizes.desktop);
  expect(await page.locator('#compared').innerText()).toContain('would change');
  expect(await page.locator('section[aria-labelledby="compared"]').innerText()).toMatch(/entered\s+\d+\s+\d+\s+\+40/);
});
