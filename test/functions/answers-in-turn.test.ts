import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { create as sendMessage } from '../../functions/send-message.ts';
import { queueEvent } from '../../lib/memory/lambda-event.ts';
import { publishCatalogue } from '../../lib/store/catalogue.ts';
import { askToConfirm } from '../../lib/store/confirmations.ts';
import { saveContact } from '../../lib/store/contacts.ts';
import { type Cloud, openCloud } from './cloud.ts';
import { invocation } from './crowd.ts';
import { publication } from './publication.ts';
import { cidOf, noon } from './shop.ts';

beforeEach(() => {
  for (const stream of [process.stdout, process.stderr]) vi.spyOn(stream, 'write').mockReturnValue(true);
});
afterEach(() => vi.restoreAllMocks());
vi.setConfig({ testTimeout: 60_000 });

const people = 300;
const perSecond = 14;

/** So many have just asked for news, and a provider takes two seconds of its rate at once. */
async function crowd(): Promise<{ cloud: Cloud; counts: { taken: number; refused: number } }> {
  const cloud = await openCloud({ now: noon });
  const { settings, ...rest } = publication();
  const news = { class: 'marketing' as const, basis: 'consent', name: 'News', confirm: true };
  await publishCatalogue(cloud.world, { ...rest, settings: { ...settings, topics: { ...settings.topics, news } } }, noon);
  cloud.world.quota.perSecond = perSecond;
  for (let index = 0; index < people; index++) {
    const cid = cidOf(`c${index}`);
    const evidence = { source: 'import' } as const;
    await saveContact(cloud.world, cid, { email: `c${index}@private.example`, at: noon, evidence });
    await askToConfirm(cloud.world, cid, { topic: 'news', at: noon, evidence });
    const { items } = await cloud.world.table.query({ table: 'relations', pk: cid, prefix: 'ASK#' });
    await cloud.world.enqueue('triggered', [{ id: 'x', body: { confirmation: { cid, sk: items[0]?.sk ?? '' } } }]);
  }
  const counts = { taken: 0, refused: 0 };
  let [left, at] = [2 * perSecond, cloud.now];
  cloud.world.outcomes.email = () => {
    left = Math.min(2 * perSecond, left + (perSecond * (cloud.now - at)) / 1000);
    at = cloud.now;
    counts[left < 1 ? 'refused' : 'taken'] += 1;
    if (left < 1) return { outcome: 'throttled', reason: 'Maximum sending rate exceeded.' };
    left -= 1;
    return { outcome: 'sent', providerId: `m${counts.taken}` };
  };
  return { cloud, counts };
}

/** Ten workers for so many seconds; resolves to how many tasks failed. */
async function work(cloud: Cloud, seconds: number): Promise<number> {
  const workers = Array.from({ length: 10 }, () => sendMessage(cloud.limited('send-message').world));
  let failures = 0;
  for (const end = cloud.now + seconds * 1000; cloud.now < end; cloud.now += 200)
    for (const handle of workers) {
      const batch = cloud.world.queues.receive('triggered', 10, cloud.now);
      if (batch.length === 0) break;
      failures += (await handle(queueEvent('triggered', batch), invocation())).batchItemFailures.length;
      for (const { receipt } of batch) cloud.world.queues.delete(receipt);
    }
  return failures;
}

describe('mails of a double opt-in', () => {
  it('that are more than the rate of the account wait for their slots, and none of them fails', async () => {
    const { cloud, counts } = await crowd();
    expect(await work(cloud, 120)).toBe(0);
    expect(counts.taken).toBe(people);
    expect(counts.refused).toBeLessThan(people / 10);
  });

  it('that were refused as one too many make others slower, and go out later', async () => {
    const { cloud, counts } = await crowd();
    cloud.world.quota.perSecond = 2 * perSecond;
    expect(await work(cloud, 30)).toBe(0);
    expect(counts.refused).toBeGreaterThan(0);
    cloud.world.quota.perSecond = perSecond;
    expect(await work(cloud, 400)).toBe(0);
    expect(counts.taken).toBe(people);
  });
});
