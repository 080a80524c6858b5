import { expect, it, onTestFinished } from 'vitest';
import { publishFolder } from '../../lib/cli/publish.ts';
import { findDynoxide } from '../../lib/sandbox/dynoxide.ts';
import { emptySandbox } from '../../lib/sandbox/fresh.ts';
import { startSandbox } from '../../lib/sandbox/sandbox.ts';
import { loadContact } from '../../lib/store/contacts.ts';
import { findCustomer } from '../../lib/usecases/find-customer.ts';
import { saveCustomer } from '../../lib/usecases/save-customer.ts';
import { copyExamples } from '../example-shop.ts';
import { temporaryFolder } from './temporary-folder.ts';

const start = Date.UTC(2026, 10, 1, 22);

const stores = findDynoxide() ? (['memory', 'dynamodb'] as const) : (['memory'] as const);

it.each(stores)('on %s: who answers STOP from the inbox gets one confirmation, and texts again after START', async (tables) => {
  const failures: unknown[] = [];
  const folder = temporaryFolder();
  const sandbox = await startSandbox({
    folder,
    port: 0,
    now: start,
    tables,
    onFailure: (...failure) => failures.push(failure),
  });
  onTestFinished(async () => {
    await sandbox.stop();
    await emptySandbox(folder);
  });
  const definitions = temporaryFolder();
  await copyExamples(definitions);
  await publishFolder(sandbox.world, definitions, start);
  await saveCustomer(sandbox.world, { customer: 'c1', attributes: { language: 'de' }, phone: '+4915112345678', at: start });
  await sandbox.world.sendSms({ to: '+4915112345678', body: 'Hallo', class: 'promotional', timeToLive: 60, context: {} });
  const answer = (text: string) =>
    fetch(`${sandbox.inboxUrl}/messages/1/answers`, { method: 'POST', body: new URLSearchParams({ text }), redirect: 'manual' });
  const [found] = await findCustomer(sandbox.world, 'c1');
  const stopped = async () => (await loadContact(sandbox.world, found?.cid ?? ''))?.suppressed.sms?.reason;
  const bodies = () => sandbox.mailbox.find({ channel: 'sms' }, { offset: 0, limit: 9 }).messages.map(({ body }) => body);

  await answer('Stopp!');
  await answer('STOP');
  expect([await stopped(), bodies()]).toEqual(['stop', [expect.stringContaining('Sie erhalten keine SMS mehr'), 'Hallo']]);
  const page = await (await fetch(`${sandbox.inboxUrl}/messages/1`)).text();
  const bubbles = [...page.matchAll(/class="bubble (hers|ours)">([^<]*)/g)].map(([, who, text]) => `${who}: ${text}`);
  expect(bubbles).toEqual(['hers: Stopp!', expect.stringMatching(/^ours: .*Sie erhalten keine SMS mehr/), 'hers: STOP']);
  await sandbox.advanceBy(60_000);
  await answer('start');
  expect([await stopped(), bodies().length, failures, sandbox.counts().deadLetters]).toEqual([undefined, 3, [], 0]);
});
