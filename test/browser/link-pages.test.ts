import { existsSync } from 'node:fs';
import { AxeBuilder } from '@axe-core/playwright';
import { type Browser, chromium } from 'playwright-core';
import { afterAll, beforeAll, expect, it, onTestFinished } from 'vitest';
import { stopPage, stoppedPage, taskDonePage, taskPage } from '../../lib/templates/colleague-page.ts';
import { unknownLinkPage } from '../../lib/templates/link-page.ts';
import { wordsFor } from '../../lib/templates/page-words.ts';
import { responsePage } from '../../lib/templates/response-page.ts';
import { surveyPage } from '../../lib/templates/survey-page.ts';
import { unsubscribedPage, unsubscribePage } from '../../lib/templates/unsubscribe-page.ts';

const executable = [process.env.CHROMIUM, '/usr/bin/chromium', '/usr/bin/google-chrome'].find((path) => path && existsSync(path));
let browser: Browser;

beforeAll(async () => {
  if (!executable) throw new Error('There is no Chromium: install Debian’s (apt-get install chromium) or name one in CHROMIUM.');
  browser = await chromium.launch({ executablePath: executable, args: ['--no-sandbox'] });
});
afterAll(() => browser?.close());

const hostile = '<script>document.title = "taken over"</script>" & more';
const task = { campaign: hostile, task: hostile };
const run = { campaign: hostile, run: '2026-11-02 09:00' };
const reader = { words: wordsFor(['en']), brand: hostile };
const message = {
  ...reader,
  senders: hostile,
  topic: hostile,
  channel: 'email',
  done: false,
  preferencesUrl: `https://shop.example/${hostile}`,
} as const;

it.each([
  ['of a task', taskPage(task), ['Done']],
  ['of a task that is done', taskDonePage(task), []],
  ['of a run', stopPage(run), ['Stop']],
  ['of a run that was stopped', stoppedPage(run), []],
  ['to unsubscribe', unsubscribePage(message), ['Unsubscribe']],
  ['of somebody who has unsubscribed', unsubscribedPage(message), []],
  ['to unsubscribe, of somebody who has', unsubscribePage({ ...message, done: true }), []],
  ['of a proof', unsubscribedPage({ ...message, proof: true }), []],
  ['of an answer', responsePage({ ...reader, state: 'asked' }), ['Yes']],
  ['of an answer that was given', responsePage({ ...reader, state: 'answered' }), []],
  ['of an answer that came too late', responsePage({ ...reader, state: 'late' }), []],
  ['of a survey', surveyPage({ ...reader, state: 'missing', score: 9, text: hostile }), ['Send']],
  ['of a survey that was answered', surveyPage({ ...reader, state: 'answered' }), []],
  ['of a link that does not work', unknownLinkPage(reader), []],
])('the page %s is one that everybody can use, and nothing in a name runs', async (_, html, buttons) => {
  for (const colorScheme of ['light', 'dark'] as const) {
    const context = await browser.newContext({ viewport: { width: 375, height: 700 }, colorScheme });
    onTestFinished(() => context.close());
    const page = await context.newPage();
    await page.setContent(html);
    expect(await page.title()).not.toBe('taken over');
    expect(await page.getByRole('button').allInnerTexts()).toEqual(buttons);
    const { violations } = await new AxeBuilder({ page }).analyze();
    expect(violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html: where }) => where).join(' | ')}`)).toEqual([]);
    expect(await page.evaluate('document.documentElement.scrollWidth - document.documentElement.clientWidth')).toBe(0);
  }
});
