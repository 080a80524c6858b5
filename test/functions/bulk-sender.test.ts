import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { create as runCampaigns } from '../../functions/run-campaigns.ts';
import { create as sweepDue } from '../../functions/sweep-due.ts';
import { saveContact } from '../../lib/store/contacts.ts';
import { keys } from '../../lib/store/keys.ts';
import { loadRuns } from '../../lib/store/runs.ts';
import type { Cloud } from './cloud.ts';
import { type Crowd, gather, invocation, tally, work } from './crowd.ts';
import { mailsOf, news, runShop } from './scheduled-shop.ts';
import { ann, noon, order, outcomes, place, shop, thanks } from './shop.ts';

beforeEach(() => {
  for (const stream of [process.stdout, process.stderr]) vi.spyOn(stream, 'write').mockReturnValue(true);
});
afterEach(() => vi.restoreAllMocks());
vi.setConfig({ testTimeout: 30_000 });

const due = Date.UTC(2026, 10, 3, 9);
const utc = (over = {}) => news({ entry: { trigger: { once: '2026-11-03 09:00', zone: 'UTC' } }, ...over });
const minutely = async (cloud: Cloud, minutes: number) => {
  for (const until = cloud.now + minutes * 60_000; cloud.now < until; cloud.now += 60_000) {
    await sweepDue(cloud.limited('sweep-due').world)({}, invocation());
    await runCampaigns(cloud.limited('run-campaigns').world)({}, invocation());
    for (let time = 0; time < 54; time++, cloud.now += 1_000) await cloud.settle();
    cloud.now -= 54_000;
  }
};
const sweepAndWork = async (crowd: Crowd) => {
  await sweepDue(crowd.cloud.limited('sweep-due').world)({}, invocation());
  await work(crowd, { until: crowd.cloud.now + 60_000 });
};

describe('a recipient who cannot be read', () => {
  it('fails alone, and is in the books', async () => {
    const crowd = await gather(3);
    const [profile = ''] = crowd.cids;
    await crowd.cloud.world.table.write([{ update: keys.profile(profile), set: [[['profile', 'attributes'], null]] }]);
    await crowd.enqueue(crowd.chunks());
    await work(crowd);
    expect(await tally(crowd)).toEqual({ sent: 2, 'failed cannot-send': 1 });
    expect(crowd.cloud.world.queues.size('dead-letters')).toBe(0);
  });

  it('when her message was held fails once', async () => {
    const cloud = await runShop([utc()]);
    cloud.world.outcomes.email = () => ({ outcome: 'throttled', reason: 'x' });
    cloud.now = due - 60_000;
    await minutely(cloud, 4);
    expect(await outcomes(cloud)).toEqual(['held throttled']);
    await cloud.world.table.write([{ update: keys.profile(ann), set: [[['profile', 'attributes'], null]] }]);
    cloud.now += 3_600_000;
    await minutely(cloud, 3);
    expect(await outcomes(cloud)).toEqual(['failed cannot-send']);
    expect(cloud.world.queues.size('dead-letters')).toBe(0);
  });
});

it('a thank-you that was held and cannot be read fails once', async () => {
  const cloud = await shop({ campaigns: [thanks({ steps: [{ send: 'thanks', validFor: '2 days' }] })] });
  cloud.world.outcomes.email = () => ({ outcome: 'throttled', reason: 'x' });
  await place(cloud, order('o1'));
  // It is tried again after 1, 2 and 4 seconds.
  await cloud.advanceTo(cloud.now + 30_000);
  expect(await outcomes(cloud)).toEqual(['held throttled']);
  await cloud.world.table.write([{ update: keys.profile(ann), set: [[['profile', 'attributes'], null]] }]);
  await minutely(cloud, 5);
  expect(await outcomes(cloud)).toEqual(['failed cannot-send']);
  expect(cloud.world.queues.size('dead-letters')).toBe(1);
});

describe('what the provider refuses', () => {
  it('does not multiply, though each batch is shown twice', async () => {
    const crowd = await gather(3);
    const { cloud } = crowd;
    cloud.world.outcomes.email = () => ({ outcome: 'throttled', reason: 'x' });
    await crowd.enqueue(crowd.chunks());
    let most = 0;
    for (let minutes = 1; minutes <= 10; minutes++) {
      const until = cloud.now + 60_000;
      await sweepDue(cloud.limited('sweep-due').world)({}, invocation());
      await work(crowd, {
        until,
        show: async (go) => {
          await go();
          most = Math.max(most, cloud.world.queues.size('bulk'));
          return go();
        },
      });
      cloud.now = until;
    }
    expect(most).toBeLessThan(60);
    expect(await tally(crowd)).toEqual({ 'held throttled': 3 });
    cloud.world.outcomes.email = () => ({ outcome: 'sent', providerId: 'm' });
    cloud.now += 60_000;
    await sweepAndWork(crowd);
    expect(await tally(crowd)).toEqual({ sent: 3 });
  });

  it('makes texts slower until they fit', async () => {
    const people = 120;
    const crowd = await gather(people, { campaign: { steps: [{ send: 'thanks', by: ['sms'], validFor: '1 day' }] } });
    const { cloud, cids } = crowd;
    for (const [index, cid] of cids.entries())
      await saveContact(cloud.world, cid, {
        phone: `+4477009${String(index).padStart(5, '0')}`,
        consent: { sms: { offers: true } },
        evidence: { source: 'api' },
        at: noon + 1,
      });
    const taken = new Map<number, number>();
    cloud.world.outcomes.sms = () => {
      const second = Math.floor(cloud.now / 1000);
      taken.set(second, (taken.get(second) ?? 0) + 1);
      return (taken.get(second) ?? 0) > 5 ? { outcome: 'throttled', reason: 'x' } : { outcome: 'sent', providerId: `s${second}` };
    };
    await crowd.enqueue(crowd.chunks());
    for (let minutes = 0; minutes < 3; minutes++) await sweepAndWork(crowd);
    expect(await tally(crowd)).toEqual({ sent: people });
    expect(cloud.world.texts.length).toBeLessThan(3 * people);
  });
});

it('a task that lay until an audit took it for lost does not try again whom the provider refused', async () => {
  const crowd = await gather(1);
  const { cloud } = crowd;
  const tasks = crowd.chunks().map((chunk) => ({ ...chunk, releasedAt: noon }));
  cloud.world.outcomes.email = () => ({ outcome: 'rejected', reason: 'by chance' });
  await crowd.enqueue(tasks);
  await work(crowd);
  expect(await tally(crowd)).toEqual({ 'failed rejected': 1 });
  cloud.world.outcomes.email = () => ({ outcome: 'sent', providerId: 'm' });
  cloud.now = noon + 15 * 60_000;
  await crowd.enqueue(tasks);
  await work(crowd);
  expect(await tally(crowd)).toEqual({ 'failed rejected': 1 });
});

it('a message that stands twice in a chunk is sent once', async () => {
  const crowd = await gather(1);
  await crowd.enqueue(crowd.chunks([...crowd.cids, ...crowd.cids]));
  await work(crowd);
  expect(crowd.cloud.world.emails).toHaveLength(1);
});

it('messages of a run with several steps go by the pace of bulk mail, many to a task, and a thank-you goes before them', async () => {
  const others = Array.from({ length: 60 }, (_, index) => `x${index}`);
  const steps = [{ send: 'hello', validFor: '1 day' }, { wait: '1 hour' }, { send: 'hello', id: 'again', validFor: '1 day' }];
  const cloud = await runShop([utc({ steps }), thanks({ steps: [{ send: 'thanks', validFor: '2 days' }] })], { others });
  const tasks: Record<string, number> = { triggered: 0, bulk: 0 };
  const { world } = cloud.limited('dispatch-messages');
  const { enqueue } = world;
  world.enqueue = async (queue, all) => {
    tasks[queue] = (tasks[queue] ?? 0) + all.length;
    return enqueue(queue, all);
  };
  cloud.world.quota.perSecond = 1;
  cloud.now = due;
  await minutely(cloud, 1);
  await place(cloud, order('o1', { occurredAt: cloud.now }));
  await minutely(cloud, 1);
  const thankYous = () => cloud.world.emails.filter(({ message }) => message.tags['rapport-campaign'] === 'thanks');
  expect(thankYous()).toHaveLength(1);
  expect(mailsOf(cloud).length).toBeLessThan(60);
  await minutely(cloud, 4);
  expect([tasks.triggered, mailsOf(cloud).length]).toEqual([1, 64]);
  expect(tasks.bulk).toBeLessThan(8);
});

describe('the release', () => {
  it('stops when the day of the provider is used up: nobody is looked at in vain', async () => {
    const others = Array.from({ length: 60 }, (_, index) => `x${index}`);
    const cloud = await runShop([utc()], { others });
    cloud.world.quota.perDay = 100;
    Object.defineProperty(cloud.world.quota, 'sentInDay', { get: () => before + cloud.world.emails.length });
    let before = 75;
    cloud.now = due;
    await minutely(cloud, 20);
    expect(mailsOf(cloud)).toHaveLength(20);
    expect(await loadRuns(cloud.world, 'news')).toMatchObject([{ status: 'sending' }]);
    const { items } = await cloud.world.table.query({ table: 'control', pk: 'STOCK#news#2026-11-03T09:00', prefix: 'RELEASE#' });
    expect(items.length).toBeGreaterThan(0);
    before = -75;
    await minutely(cloud, 70);
    expect(mailsOf(cloud)).toHaveLength(63);
  });

  it('of held messages goes on each minute, and repeats none that still waits', async () => {
    const crowd = await gather(60, { campaign: { entry: { trigger: { once: '2026-11-02 22:00', zone: 'Europe/London' } } } });
    const { cloud } = crowd;
    cloud.world.quota.perSecond = 1;
    cloud.now = noon + 10 * 3_600_000;
    await crowd.enqueue(crowd.chunks().map((chunk) => ({ ...chunk, dueAt: cloud.now })));
    await work(crowd);
    expect(await tally(crowd)).toEqual({ 'held quiet-hours': 60 });
    cloud.now = noon + 20 * 3_600_000;
    const seen: string[] = [];
    for (let minute = 0; minute < 4; minute++) {
      await sweepDue(cloud.limited('sweep-due').world)({}, invocation());
      for (const { body, receipt } of cloud.world.queues.receive('bulk', 99, cloud.now)) {
        seen.push(...JSON.parse(body).tasks.map(({ cid }: { cid: string }) => cid));
        cloud.world.queues.return(receipt, cloud.now);
      }
      cloud.now += 60_000;
    }
    expect([seen.length, new Set(seen.slice(-60)).size]).toEqual([240, 60]);
  });
});
