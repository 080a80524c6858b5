import type { Context, DynamoDBBatchResponse, SQSBatchResponse } from 'aws-lambda';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { create as onActivity } from '../../functions/on-activity.ts';
import { create as sweepDue } from '../../functions/sweep-due.ts';
import { create as wakeEnrollments } from '../../functions/wake-enrollments.ts';
import { queueEvent, streamEvent } from '../../lib/memory/lambda-event.ts';
import type { Cloud } from './cloud.ts';
import { type Faults, injectFaults } from './faults.ts';
import { accountOf, balanceIn, ledger, memberShop, refund, summaryOf } from './member-shop.ts';
import { day, hour, order, place, thanks } from './shop.ts';

// Waiting for one's turn again takes no time here.
vi.mock('node:timers/promises', () => ({ setTimeout: async () => undefined }));
beforeEach(() => {
  for (const stream of [process.stdout, process.stderr]) vi.spyOn(stream, 'write').mockReturnValue(true);
});
afterEach(() => vi.restoreAllMocks());
vi.setConfig({ testTimeout: 15_000 });

const minute = 60_000;
const seeds = Array.from({ length: 30 }, (_, index) => index + 1);
const bonus = thanks({ id: 'bonus', program: 'circle', steps: [{ wait: '1 hour' }, { id: 'gift', reward: { points: 7 } }] });
const upgrade = thanks({
  id: 'upgrade',
  kind: 'loyalty',
  program: 'circle',
  entry: { trigger: { activity: 'tier.changed', where: { field: 'activity.direction', is: 'up' } }, reentry: 'always' },
  steps: [{ id: 'gift', reward: { points: 1000 } }],
});

/** What wakes the functions on AWS: what failed is shown again, and sometimes what went well, to two workers at once. */
function lambda(cloud: Cloud, faults: Faults) {
  const { world } = cloud;
  const activities = onActivity(cloud.limited('on-activity').world);
  const wake = wakeEnrollments(cloud.limited('wake-enrollments').world);
  const sweep = sweepDue(cloud.limited('sweep-due').world);
  let read = world.feed.last('activities');
  let invocations = 0;
  const context = () => ({ awsRequestId: `${++invocations}`, functionName: 'test' }) as Context;

  async function stream(): Promise<boolean> {
    const changes = world.feed.read('activities', read, 10);
    const last = changes.at(-1);
    if (!last) return false;
    const wanted = changes.filter(({ eventName, newImage }) => eventName === 'INSERT' && newImage?.kind === 'activity');
    const run = () => faults.invoke<DynamoDBBatchResponse>(() => activities(streamEvent('activities', wanted), context()));
    if (faults.happens('activities twice', 0.3)) await run();
    const { killed, answer } = await run();
    if (killed || !answer) return false;
    const [failed] = answer.batchItemFailures;
    read = failed ? Number(failed.itemIdentifier) - 1 : last.sequence;
    return !failed;
  }

  async function work(): Promise<boolean> {
    const tasks = world.queues.receive('work', 10, cloud.now);
    const run = () => faults.invoke<SQSBatchResponse>(() => wake(queueEvent('work', tasks), context()));
    const [first] = await Promise.all(faults.happens('work twice', 0.3) ? [run(), run()] : [run()]);
    const failed = new Set(first?.answer?.batchItemFailures.map(({ itemIdentifier }) => itemIdentifier));
    for (const { messageId, receipt } of tasks) {
      if (!first?.answer || first.killed || failed.has(messageId)) world.queues.return(receipt, cloud.now + minute);
      else world.queues.delete(receipt);
    }
    return tasks.length > 0;
  }

  return async function pass(time: number): Promise<void> {
    cloud.now += time;
    await faults.invoke(() => sweep({}, context()));
    for (let busy = true; busy; ) busy = (await Promise.all([stream(), work()])).includes(true);
  };
}

describe('whatever fails, in whatever order', () => {
  it.each(seeds)('every order earns once, every gift is given once, and the ledger adds up: seed %i', async (seed) => {
    const cloud = await memberShop([bonus, upgrade]);
    const faults = injectFaults(cloud.world, seed);
    const pass = lambda(cloud, faults);
    for (let round = 0; round < 4; round++) {
      const id = `o${round}`;
      await place(cloud, order(id, { occurredAt: cloud.now }), order(`${id}-again`, { occurredAt: cloud.now, data: { orderId: id } }));
      if (round === 2) await place(cloud, refund(id, 4990, { occurredAt: cloud.now }));
      for (let minutes = 0; minutes < 4; minutes++) await pass(minute);
    }
    for (let time = 0; time < 6 * hour; time += 20 * minute) await pass(20 * minute);
    faults.stop();
    for (let time = 0; time < 15 * day; time += 6 * hour) await pass(6 * hour);

    const entries = await ledger(cloud);
    const account = await accountOf(cloud);
    const sum = (of: 'points' | 'pending') => entries.reduce((total, entry) => total + entry[of], 0);
    // Eight enter the bonus, each activity for itself; four orders of 49 points, one of them taken back.
    expect(balanceIn(account)).toBe(3 * 49 + 8 * 7 + 1000);
    expect([sum('points'), sum('pending')]).toEqual([balanceIn(account), 0]);
    expect(new Set(entries.map(({ id }) => id)).size).toBe(entries.length);
    expect(await summaryOf(cloud)).toMatchObject({ available: balanceIn(account), pending: 0 });
  });
});
