import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { create as sendFunction } from '../../functions/send-message.ts';
import { queueEvent } from '../../lib/memory/lambda-event.ts';
import type { QueuedTask } from '../../lib/memory/queues.ts';
import { sendTaskSchema } from '../../lib/store/intents.ts';
import { closeFigures } from '../../lib/usecases/close-figures.ts';
import { sendMessage } from '../../lib/usecases/send-message.ts';
import type { Cloud } from './cloud.ts';
import { context, hour, noon, order, ordersOf, outcomes, place, shop, showActivities, thanks } from './shop.ts';

beforeEach(() => {
  for (const stream of [process.stdout, process.stderr]) vi.spyOn(stream, 'write').mockReturnValue(true);
});
afterEach(() => vi.restoreAllMocks());

/** Takes the first batch of the sender's queue away, as if its worker had died: it is not sent unless the test does it. */
function withhold(cloud: Cloud): QueuedTask[] {
  const { receive } = cloud.world.queues;
  const withheld: QueuedTask[] = [];
  cloud.world.queues.receive = (queue, most, at) => {
    const tasks = receive(queue, most, at);
    if (queue !== 'triggered' || withheld.length > 0) return tasks;
    withheld.push(...tasks);
    return [];
  };
  return withheld;
}

describe('a batch of the activity stream that is shown again', () => {
  it.each([9, 20, 45])('is no news when it holds %i activities of one customer', async (count) => {
    const cloud = await shop({ campaigns: [] });
    await place(cloud, ...Array.from({ length: count }, (_, index) => order(`o${index}`)));
    for (const _ of ['first', 'again']) expect(await showActivities(cloud)).toEqual({ batchItemFailures: [] });
    expect(await ordersOf(cloud)).toBe(count);
    expect(cloud.world.queues.size('dead-letters')).toBe(0);
  });

  it('is finished where it was left when half of it is new', async () => {
    const cloud = await shop({ campaigns: [thanks()] });
    await place(cloud, ...Array.from({ length: 9 }, (_, index) => order(`o${index}`)));
    await showActivities(cloud);
    await place(cloud, ...Array.from({ length: 11 }, (_, index) => order(`p${index}`)));
    expect(await showActivities(cloud)).toEqual({ batchItemFailures: [] });
    await cloud.advanceTo(noon + hour);
    expect(await ordersOf(cloud)).toBe(20);
    expect(await closeFigures(cloud.world)).toMatchObject({ targeted: 20, sent: 20, open: 0 });
  });
});

describe('a message that stands in the queue twice', () => {
  let cloud: Cloud;
  let withheld: QueuedTask[];
  beforeEach(async () => {
    cloud = await shop();
    withheld = withhold(cloud);
    await place(cloud, order('o1'));
    await cloud.advanceTo(noon + 2 * hour + 60_000);
    expect(withheld).toHaveLength(1);
  });
  const task = () => sendTaskSchema.parse(JSON.parse(withheld[0]?.body ?? ''));

  it('is sent once although both come in one batch', async () => {
    await sendFunction(cloud.limited('send-message').world)(queueEvent('triggered', [...withheld, ...withheld]), context);
    expect(cloud.world.emails).toHaveLength(1);
    await cloud.advanceTo(noon + 5 * hour);
    expect(cloud.world.emails).toHaveLength(1);
    expect(await outcomes(cloud)).toEqual(['sent']);
  });

  it('is sent later when the second is looked at while the call for the first is being throttled', async () => {
    const { sendEmail } = cloud.world;
    let looked = false;
    cloud.world.sendEmail = async (message) => {
      if (looked) return sendEmail(message);
      looked = true;
      // An attempt that is under way is no lost one: the queue shows the second again.
      await expect(sendMessage(cloud.world, task(), 'second')).rejects.toThrow('being sent by another attempt');
      return { outcome: 'throttled', reason: 'Throttling' };
    };
    expect(await sendMessage(cloud.world, task(), 'first')).toEqual({ state: 'later' });
    await cloud.advanceTo(noon + 4 * hour);
    expect(await outcomes(cloud)).toEqual(['sent']);
    expect(cloud.world.emails).toHaveLength(1);
  });

  it('is sent by neither when the first died after its claim, and recorded as unknown', async () => {
    const { sendEmail } = cloud.world;
    cloud.world.sendEmail = async (message) => {
      await sendEmail(message);
      throw new Error('killed');
    };
    await expect(sendMessage(cloud.world, task(), 'first')).rejects.toThrow('killed');
    cloud.world.sendEmail = sendEmail;
    await expect(sendMessage(cloud.world, task(), 'second')).rejects.toThrow('being sent by another attempt');
    cloud.now += 3 * 60_000;
    expect(await sendMessage(cloud.world, task(), 'third')).toEqual({ state: 'unknown', reason: 'interrupted' });
    expect(cloud.world.emails).toHaveLength(1);
    expect(await closeFigures(cloud.world)).toMatchObject({ targeted: 1, unknown: 1, open: 0 });
  });
});
