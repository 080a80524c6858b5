import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { create as sweepDue } from '../../functions/sweep-due.ts';
import { loadBudget } from '../../lib/store/budgets.ts';
import { withdraw } from '../../lib/store/contacts.ts';
import { loadRate, saveRate } from '../../lib/store/permits.ts';
import { type Crowd, gather, invocation, tally, work } from './crowd.ts';
import { hour, noon } from './shop.ts';

beforeEach(() => {
  for (const stream of [process.stdout, process.stderr]) vi.spyOn(stream, 'write').mockReturnValue(true);
});
afterEach(() => vi.restoreAllMocks());
vi.setConfig({ testTimeout: 60_000 });

/** A provider that takes so many in each second of the clock and refuses the next. Resolves to how many it took in each. */
function limitRate({ cloud }: Crowd, perSecond: number): { taken: Map<number, number>; refused: number } {
  const seen = { taken: new Map<number, number>(), refused: 0 };
  cloud.world.quota.perSecond = perSecond;
  cloud.world.outcomes.email = () => {
    const second = Math.floor(cloud.now / 1000);
    const taken = seen.taken.get(second) ?? 0;
    if (taken >= perSecond) {
      seen.refused++;
      return { outcome: 'throttled', reason: 'Maximum sending rate exceeded.' };
    }
    seen.taken.set(second, taken + 1);
    return { outcome: 'sent', providerId: `m${second}.${taken}` };
  };
  return seen;
}

describe('a broadcast', () => {
  it('reaches everybody once who may be reached, with her place in the run, and says why not the others', async () => {
    const crowd = await gather(60, { wants: (index) => index % 3 !== 0 });
    await crowd.enqueue([...crowd.chunks(), ...crowd.chunks()]);
    await work(crowd);
    expect(await tally(crowd)).toEqual({ sent: 40, 'suppressed no-consent': 20 });
    expect(new Set(crowd.cloud.world.emails.map(({ message }) => message.to)).size).toBe(40);
    expect(crowd.cloud.world.emails).toHaveLength(40);
  });

  it.each([
    { perSecond: 14, share: 1 },
    { perSecond: 14, share: 0.6 },
    { perSecond: 1, share: 1 },
  ])('fills a rate of $perSecond a second without one refusal when $share of them may be reached', async ({ perSecond, share }) => {
    const minutes = 5;
    const crowd = await gather(Math.ceil((minutes * 60 * perSecond) / share) + 50, {
      wants: (index) => Math.abs(Math.sin(index) * 10_000) % 1 < share,
    });
    const { cloud } = crowd;
    const seen = limitRate(crowd, perSecond);
    const bodies = crowd.chunks();
    // As run-campaigns does each minute.
    for (let minute = 0; minute < minutes; minute++) {
      cloud.now = Math.max(cloud.now, noon + minute * 60_000);
      await saveRate(cloud.world, await cloud.world.emailQuota());
      const room = (await loadRate(cloud.world, await cloud.world.waiting('bulk')))?.room ?? 0;
      await crowd.enqueue(bodies.splice(0, Math.ceil(room / 25)));
      await work(crowd, { until: noon + (minute + 1) * 60_000 });
    }
    const steady = Array.from({ length: 120 }, (_, second) => seen.taken.get(noon / 1000 + (minutes - 2) * 60 + second) ?? 0);
    expect(seen.refused).toBe(0);
    expect(steady.reduce((sum, count) => sum + count, 0) / (120 * perSecond)).toBeGreaterThanOrEqual(0.95);
  });

  it('waits where the provider refuses after all, slower for a minute, and loses nobody', async () => {
    const crowd = await gather(100);
    const seen = limitRate(crowd, 5);
    crowd.cloud.world.quota.perSecond = 10;
    await crowd.enqueue(crowd.chunks());
    await work(crowd);
    crowd.cloud.now += 60_000;
    await sweepDue(crowd.cloud.limited('sweep-due').world)({}, invocation());
    await work(crowd);
    expect(await tally(crowd)).toEqual({ sent: 100 });
    expect(seen.refused).toBeGreaterThan(0);
  });

  it('stops before the quota of the day is used up, and goes on when it frees', async () => {
    const crowd = await gather(50);
    Object.assign(crowd.cloud.world.quota, { perDay: 100, sentInDay: 75 });
    await crowd.enqueue(crowd.chunks());
    await work(crowd);
    expect(await tally(crowd)).toEqual({ sent: 20, 'held quota': 30 });
    crowd.cloud.world.quota.sentInDay = 0;
    crowd.cloud.now += hour;
    await sweepDue(crowd.cloud.limited('sweep-due').world)({}, invocation());
    expect([crowd.cloud.world.queues.size('triggered'), crowd.cloud.world.queues.size('bulk')]).toEqual([0, 2]);
    await work(crowd);
    expect(await tally(crowd)).toEqual({ sent: 50 });
  });

  it('held by quiet hours goes out in the morning, to those who still want it', async () => {
    const crowd = await gather(3, { campaign: { entry: { trigger: { once: '2026-11-02 22:00', zone: 'Europe/London' } } } });
    const { cloud, cids } = crowd;
    cloud.now = noon + 10 * hour;
    await crowd.enqueue(crowd.chunks().map((chunk) => ({ ...chunk, dueAt: cloud.now })));
    await work(crowd);
    expect(await tally(crowd)).toEqual({ 'held quiet-hours': 3 });
    const [item] = (await cloud.world.table.query({ table: 'relations', pk: cids[0] ?? '', prefix: 'MSG#' })).items;
    expect(JSON.stringify(item).length).toBeLessThan(1000);
    await withdraw(cloud.world, cids[1] ?? '', {
      evidence: { source: 'unsubscribe-link' },
      channel: 'email',
      topic: 'offers',
      at: cloud.now,
    });
    cloud.now = noon + 20 * hour;
    for (let time = 0; time < 2; time++) await sweepDue(cloud.limited('sweep-due').world)({}, invocation());
    await work(crowd);
    expect(await tally(crowd)).toEqual({ sent: 2, 'suppressed no-consent': 1 });
  });

  it('fails alone where a recipient is not known', async () => {
    const crowd = await gather(2);
    await crowd.enqueue(crowd.chunks(['nobody', ...crowd.cids]));
    await work(crowd);
    expect(await tally({ ...crowd, cids: ['nobody', ...crowd.cids] })).toEqual({ sent: 2, 'failed nothing-to-send': 1 });
  });
});

describe('a budget', () => {
  const settings = { unitCosts: { email: '0.0004 USD', sms: { default: '0.02 GBP' } }, rates: { base: 'GBP', toBase: { USD: 0.75 } } };

  it('is where a broadcast stops, exactly, however many workers there are', async () => {
    // 0.0003 GBP each: 33 of them make 0.0099 GBP.
    const crowd = await gather(100, { settings, campaign: { limits: { budget: '0.01 GBP', per: 'run' } } });
    await crowd.enqueue(crowd.chunks());
    await work(crowd, { show: async (go) => (await Promise.all([go(), go(), go()]))[0] });
    for (let minutes = 0; minutes < 10; minutes++) {
      crowd.cloud.now += 60_000;
      await sweepDue(crowd.cloud.limited('sweep-due').world)({}, invocation());
      await work(crowd);
    }
    expect(await tally(crowd)).toEqual({ sent: 33, 'suppressed budget': 67 });
    expect(await loadBudget(crowd.cloud.world, 'news', '2026-11-02T12:00')).toMatchObject({ limit: 10_000, left: 100, leases: {} });
  });

  it('gives back what was refused, keeps what may have been accepted', async () => {
    const crowd = await gather(30, { settings, campaign: { limits: { budget: '0.01 GBP' } } });
    const answers = ['rejected', 'unknown', 'sent'] as const;
    let calls = 0;
    crowd.cloud.world.outcomes.email = () => {
      const outcome = answers[calls++ % 3] ?? 'sent';
      return outcome === 'sent' ? { outcome, providerId: 'm' } : { outcome, reason: 'test' };
    };
    await crowd.enqueue(crowd.chunks());
    await work(crowd);
    expect((await loadBudget(crowd.cloud.world, 'news', 'life'))?.left).toBe(10_000 - 20 * 300);
  });

  it('counts texts by their parts: a text costs what its parts do', async () => {
    const crowd = await gather(3, {
      settings,
      campaign: { limits: { budget: '0.05 GBP', per: 'month' }, steps: [{ send: 'thanks', by: ['sms'] }] },
    });
    const { cloud, cids } = crowd;
    for (const cid of cids) {
      await cloud.world.table.write([
        {
          update: { table: 'relations', pk: cid, sk: 'CONTACT' },
          set: [
            [['phone'], '+447700900123'],
            [['cons', 'sms', 'offers'], noon],
          ],
        },
      ]);
    }
    await crowd.enqueue(crowd.chunks());
    await work(crowd);
    expect(await tally(crowd)).toEqual({ sent: 2, 'suppressed budget': 1 });
    expect((await loadBudget(cloud.world, 'news', '2026-11'))?.left).toBe(10_000);
  });
});
