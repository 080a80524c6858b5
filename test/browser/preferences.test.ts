import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AxeBuilder } from '@axe-core/playwright';
import { type Browser, chromium, type Locator, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { publishFolder } from '../../lib/cli/publish.ts';
import { type Sandbox, startSandbox } from '../../lib/sandbox/sandbox.ts';
import { loadContact, suppress } from '../../lib/store/contacts.ts';
import { customerKey } from '../../lib/store/keys.ts';
import { loadSecrets } from '../../lib/store/secrets.ts';
import { recordActivity } from '../../lib/usecases/record-activity.ts';
import { saveCustomer } from '../../lib/usecases/save-customer.ts';
import { copyExamples } from '../example-shop.ts';

const executable = [process.env.CHROMIUM, '/usr/bin/chromium', '/usr/bin/google-chrome'].find((path) => path && existsSync(path));
const start = Date.UTC(2026, 10, 2, 9);
const day = 86_400_000;
/** Where to look at the pages as they were. */
const pictures = process.env.PICTURES ?? mkdtempSync(join(tmpdir(), 'rapport-pages-'));

let browser: Browser;
let sandbox: Sandbox;
const folder = mkdtempSync(join(tmpdir(), 'rapport-shop-'));

/** The example shop, in which everybody bought something twice and was thanked for it. */
beforeAll(async () => {
  if (!executable) throw new Error('There is no Chromium: install Debian’s (apt-get install chromium) or name one in CHROMIUM.');
  browser = await chromium.launch({ executablePath: executable, args: ['--no-sandbox'] });
  await copyExamples(join(folder, 'campaigns'));
  sandbox = await startSandbox({ folder: join(folder, '.sandbox'), port: 0, now: start, tables: 'memory' });
  await publishFolder(sandbox.world, join(folder, 'campaigns'), start);
  for (const [customer, language] of [
    ['ada', 'en'],
    ['bea', 'de'],
    ['cleo', 'fr'],
    ['dora', 'en'],
    ['emma', 'en'],
  ] as const) {
    await saveCustomer(sandbox.world, {
      customer,
      attributes: { firstName: customer, language, country: 'GB', zone: 'Europe/London' },
      email: `${customer}@customers.example`,
      // A number of her own: what somebody says by a number holds for all who have it.
      phone: `+447700900${100 + customer.charCodeAt(0)}`,
      consent: { email: { offers: true, news: true } },
      evidence: { source: 'api' },
      at: start,
    });
    for (const id of [`${customer}-1`, `${customer}-2`])
      await recordActivity(sandbox.world, {
        id,
        type: 'order.placed',
        customer,
        occurredAt: start,
        data: { orderId: id, total: { amount: 4990, currency: 'GBP' } },
      });
  }
  await sandbox.advanceTo(start + 3 * day);
});
afterAll(async () => {
  await browser?.close();
  await sandbox?.stop();
  rmSync(folder, { recursive: true, force: true });
});

const contactOf = async (customer: string) => {
  const { pepper } = await loadSecrets(sandbox.world);
  return loadContact(sandbox.world, customerKey(pepper, customer));
};

const sizes = { desktop: { width: 1280, height: 900 }, phone: { width: 390, height: 844 } };
type Look = { viewport?: { width: number; height: number }; colorScheme?: 'light' | 'dark' };

/** Opens the mail of a customer in the inbox and follows a link of it, as she does. */
async function follow(customer: string, link: RegExp, look: Look = {}): Promise<Page> {
  const context = await browser.newContext({ viewport: sizes.phone, ...look });
  onTestFinished(() => context.close());
  context.setDefaultTimeout(10_000);
  const inbox = await context.newPage();
  await inbox.goto(sandbox.inboxUrl);
  await inbox
    .locator('ol.messages li', { hasText: `${customer}@customers.example` })
    .getByRole('link')
    .first()
    .click();
  const [page] = await Promise.all([context.waitForEvent('page'), inbox.frameLocator('iframe').getByRole('link', { name: link }).click()]);
  await page.waitForLoadState();
  return page;
}

/** Everybody can use the page, in light and in dark, and it fits. */
async function expectSound(page: Page, name: string): Promise<void> {
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme });
    const { violations } = await new AxeBuilder({ page }).analyze();
    expect(violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' | ')}`)).toEqual([]);
    const width = page.viewportSize()?.width ?? 0;
    expect(await page.evaluate('document.documentElement.scrollWidth - document.documentElement.clientWidth')).toBe(0);
    await page.screenshot({ path: join(pictures, `${name}-${width}-${colorScheme}.png`), fullPage: true });
  }
  await page.emulateMedia({ colorScheme: 'light' });
}

/** Presses Tab until an element has the focus, as somebody without a mouse does. */
async function tabTo(page: Page, wanted: Locator): Promise<void> {
  for (let presses = 0; presses < 40; presses++) {
    await page.keyboard.press('Tab');
    if (await wanted.evaluate((element) => element.matches(':focus'))) return;
  }
  throw new Error(`no number of tabs leads to ${wanted}`);
}

const box = (page: Page, topic: string, channel: string) =>
  page.getByRole('group', { name: topic }).getByRole('checkbox', { name: channel });
const status = (page: Page) => page.getByRole('status').innerText();

describe('the unsubscribe page', () => {
  it('shows one button, does nothing until it is pressed, and is the same when it is pressed again', async () => {
    const page = await follow('ada', /Unsubscribe/);
    expect(await page.getByRole('button').allInnerTexts()).toEqual(['Unsubscribe']);
    expect(await page.title()).toBe('Unsubscribe? · Linden & Pine');
    await expectSound(page, 'unsubscribe');
    await page.reload();
    expect((await contactOf('ada'))?.consent.email?.service).toBeUndefined();
    await page.getByRole('button').click();
    expect(await page.getByRole('heading', { level: 1 }).innerText()).toBe('You are unsubscribed');
    await expectSound(page, 'unsubscribed');
    const after = await contactOf('ada');
    expect(after?.consent.email).toEqual({ service: false, offers: true, news: true });
    await page.reload();
    expect((await contactOf('ada'))?.consent).toEqual(after?.consent);
    await page.getByRole('link', { name: 'Or choose what you get' }).click();
    expect(await box(page, 'Your orders', 'E-mail').isChecked()).toBe(false);
  });
});

describe.each(Object.entries(sizes))('the preference page on a %s', (name, viewport) => {
  const customer = name === 'phone' ? 'dora' : 'emma';

  it('is used by keyboard alone: topics, a break, the language, and one button that saves', async () => {
    const page = await follow(customer, /Choose what you get/, { viewport });
    await expectSound(page, 'preferences');
    await tabTo(page, box(page, 'Offers and birthday wishes', 'E-mail'));
    await page.keyboard.press('Space');
    await tabTo(page, box(page, 'Offers and birthday wishes', 'Text message'));
    await page.keyboard.press('Space');
    await tabTo(page, page.getByRole('combobox', { name: 'Language of our messages' }));
    await page.keyboard.press('D');
    await tabTo(page, page.getByRole('checkbox', { name: 'No advertising for a month' }));
    await page.keyboard.press('Space');
    await page.keyboard.press('Enter');
    await page.waitForLoadState();
    expect(await status(page)).toBe('Gespeichert. So ist es jetzt eingestellt.');
    await expectSound(page, 'saved');
    const { consent, language, pausedUntil = 0 } = (await contactOf(customer)) ?? {};
    expect({ consent, language }).toMatchObject({
      consent: { email: { offers: false, news: true }, sms: { offers: true } },
      language: 'de',
    });
    expect(Math.round((pausedUntil - sandbox.world.now()) / day)).toBe(30);
  });

  it('ends everything by one press', async () => {
    const page = await follow(customer, /Choose what you get/, { viewport });
    await page.getByRole('button', { name: 'Von aller Werbung abmelden' }).click();
    expect(await status(page)).toBe('Sie sind von aller Werbung von Linden & Pine abgemeldet.');
    await expectSound(page, 'none');
    const no = { offers: false, news: false };
    expect((await contactOf(customer))?.consent).toMatchObject({ email: no, sms: no });
  });
});

it('the preference page speaks her language, also one in which the brand does not write', async () => {
  const german = await follow('bea', /Auswählen, was du bekommst/);
  expect(await german.getByRole('heading', { level: 1 }).innerText()).toBe('Was möchten Sie erhalten?');
  const french = await follow('cleo', /Choose what you get/);
  expect(await french.locator('html').getAttribute('lang')).toBe('fr');
  expect(await french.getByRole('heading', { level: 1 }).innerText()).toBe('Que souhaitez-vous recevoir\u202f?');
  await expectSound(french, 'french');
});

it('the preference page says what a tick cannot lift', async () => {
  const { pepper } = await loadSecrets(sandbox.world);
  for (const [channel, reason] of [
    ['email', 'complaint'],
    ['sms', 'stop'],
  ] as const)
    await suppress(sandbox.world, customerKey(pepper, 'cleo'), { channel, reason, at: sandbox.world.now() });
  const page = await follow('cleo', /Choose what you get/);
  expect(await page.locator('.note').count()).toBe(2);
  await expectSound(page, 'blocked');
});
