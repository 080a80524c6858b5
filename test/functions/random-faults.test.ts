import type { Context, DynamoDBBatchResponse, SQSBatchResponse } from 'aws-lambda';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { create as dispatchMessages } from '../../functions/dispatch-messages.ts';
import { create as onActivity } from '../../functions/on-activity.ts';
import { create as sendMessage } from '../../functions/send-message.ts';
import { create as sweepDue } from '../../functions/sweep-due.ts';
import { create as wakeEnrollments } from '../../functions/wake-enrollments.ts';
import { queueEvent, streamEvent } from '../../lib/memory/lambda-event.ts';
import { closeFigures } from '../../lib/usecases/close-figures.ts';
import { saveCustomer } from '../../lib/usecases/save-customer.ts';
import type { Cloud } from './cloud.ts';
import { type Faults, injectFaults } from './faults.ts';
import { ann, cidOf, hour, noon, order, ordersOf, place, shop, thanks } from './shop.ts';

// Waiting for one's turn again takes no time here.
vi.mock('node:timers/promises', () => ({ setTimeout: async () => undefined }));
beforeEach(() => {
  for (const stream of [process.stdout, process.stderr]) vi.spyOn(stream, 'write').mockReturnValue(true);
});
afterEach(() => vi.restoreAllMocks());

vi.setConfig({ testTimeout: 15_000 });
const minute = 60_000;
const seeds = Array.from({ length: 40 }, (_, index) => index + 1);
const customers = { ann, bob: cidOf('bob') };
const campaigns = [
  // Its waits end while the next orders come, and write to the same profile.
  thanks({
    id: 'thank-you',
    steps: [{ wait: '7 minutes' }, { update: { 'customer.stage': 'new' } }, { send: 'thanks', validFor: '2 days' }],
  }),
  thanks({
    id: 'direct',
    kind: 'database',
    topic: 'offers',
    entry: { trigger: { activity: 'order.placed' }, audience: { field: 'metrics.orders', atLeast: 1 }, reentry: '5 minutes' },
  }),
  thanks({ id: 'told', steps: [{ emit: 'gift.due' }] }),
];

/** What wakes the functions on AWS: every source shows what failed again, and sometimes what went well, to two workers at once. */
function lambda(cloud: Cloud, faults: Faults) {
  const { world } = cloud;
  const functions = {
    activities: onActivity(cloud.limited('on-activity').world),
    relations: dispatchMessages(cloud.limited('dispatch-messages').world),
    work: wakeEnrollments(cloud.limited('wake-enrollments').world),
    triggered: sendMessage(cloud.limited('send-message').world),
    sweep: sweepDue(cloud.limited('sweep-due').world),
  };
  const read = { activities: world.feed.last('activities'), relations: world.feed.last('relations') };
  let invocations = 0;
  const context = () => ({ awsRequestId: `${++invocations}`.padStart(12, '0'), functionName: 'test' }) as Context;

  /** Resolves to whether something was read and went well. */
  async function stream(table: 'activities' | 'relations'): Promise<boolean> {
    const changes = world.feed.read(table, read[table], 10);
    const last = changes.at(-1);
    if (!last) return false;
    const wanted = changes.filter(({ eventName, newImage }) =>
      table === 'activities' ? eventName === 'INSERT' && newImage?.kind === 'activity' : newImage?.dispatch === 'yes',
    );
    const event = streamEvent(table, wanted);
    const run = () => faults.invoke<DynamoDBBatchResponse>(() => functions[table](event, context()));
    if (faults.happens(`${table} twice`, 0.2)) await run();
    const { killed, answer } = await run();
    if (killed || !answer) return false;
    const [failed] = answer.batchItemFailures;
    read[table] = failed ? Number(failed.itemIdentifier) - 1 : last.sequence;
    return !failed;
  }

  async function queue(name: 'work' | 'triggered'): Promise<boolean> {
    const tasks = world.queues.receive(name, 10, cloud.now);
    const event = queueEvent(name, tasks);
    const run = () => faults.invoke<SQSBatchResponse>(() => functions[name](event, context()));
    const [first] = await Promise.all(faults.happens(`${name} twice`, 0.3) ? [run(), run()] : [run()]);
    const failed = new Set(first?.answer?.batchItemFailures.map(({ itemIdentifier }) => itemIdentifier));
    for (const { messageId, receipt } of tasks) {
      if (!first?.answer || first.killed || failed.has(messageId)) world.queues.return(receipt, cloud.now + minute);
      else world.queues.delete(receipt);
    }
    return tasks.length > 0;
  }

  /** Lets time pass, then runs whatever is there to do. */
  return async function pass(time: number): Promise<void> {
    cloud.now += time;
    await faults.invoke(() => functions.sweep({}, context()));
    for (let busy = true; busy; )
      busy = (await Promise.all([stream('activities'), stream('relations'), queue('work'), queue('triggered')])).includes(true);
  };
}

describe('whatever fails, in whatever order', () => {
  it.each(seeds)('nothing is sent twice or lost, and the books close: seed %i', async (seed) => {
    const cloud = await shop({ campaigns });
    const consented = { consent: { email: { offers: true } }, evidence: { source: 'api' as const } };
    await saveCustomer(cloud.world, { customer: 'bob', attributes: {}, email: 'bob@private.example', ...consented, at: noon });
    await cloud.settle();
    const faults = injectFaults(cloud.world, seed);
    const pass = lambda(cloud, faults);

    for (let round = 0; round < 4; round++) {
      const orders = Object.keys(customers).map((customer) => order(`${customer}-${round}`, { customer, occurredAt: cloud.now }));
      await place(cloud, ...orders);
      for (let minutes = 0; minutes < 6; minutes++) await pass(minute);
    }
    for (let time = 0; time < 6 * hour; time += 15 * minute) await pass(15 * minute);
    faults.stop();
    for (let time = 0; time < 24 * hour; time += hour) await pass(hour);

    const figures = await closeFigures(cloud.world);
    expect(figures).toMatchObject({ orders: 8, open: 0, held: {}, failed: {} });
    for (const cid of Object.values(customers)) expect(await ordersOf(cloud, cid)).toBe(4);
    expect([...faults.accepted].filter(([, times]) => times > 1)).toEqual([]);
    expect(figures.sent).toBeLessThanOrEqual(faults.accepted.size);
    expect(figures.sent + figures.unknown).toBeGreaterThanOrEqual(faults.accepted.size);
    expect(new Set(cloud.world.events.map(({ event }) => event.id)).size).toBe(8);
    expect((['triggered', 'work', 'dead-letters'] as const).map((name) => cloud.world.queues.size(name))).toEqual([0, 0, 0]);
  });
});
