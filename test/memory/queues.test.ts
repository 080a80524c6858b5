import { describe, expect, it } from 'vitest';
import { queueEvent } from '../../lib/memory/lambda-event.ts';
import { memoryWorld } from '../../lib/memory/world.ts';

function open() {
  const clock = { at: 1000 };
  return { clock, world: memoryWorld({ now: () => clock.at }) };
}

describe('the queues in memory', () => {
  it('give a task once until it is returned, and count how often', async () => {
    const { world } = open();
    expect(await world.enqueue('work', [{ id: '1', body: { n: 1 } }])).toEqual([]);
    const [task] = world.queues.receive('work', 10, 1000);
    expect(task).toMatchObject({ body: '{"n":1}', receiveCount: 1, sentAt: 1000, firstReceivedAt: 1000 });
    expect(world.queues.receive('work', 10, 9999)).toEqual([]);
    world.queues.return(task!.receipt, 5000);
    expect(world.queues.receive('work', 10, 4999)).toEqual([]);
    const [again] = world.queues.receive('work', 10, 5000);
    expect(again).toMatchObject({ receiveCount: 2, firstReceivedAt: 1000 });
    world.queues.delete(again!.receipt);
    world.queues.return(again!.receipt, 0);
    expect(world.queues.size('work')).toBe(0);
  });

  it('hold a task back for its delay and say when the next one comes', async () => {
    const { world } = open();
    await world.enqueue('work', [{ id: 'late', body: 'late', delaySeconds: 900 }]);
    expect(world.queues.nextAt('work')).toBe(901_000);
    await world.enqueue('work', [{ id: 'now', body: 'now' }]);
    expect(world.queues.nextAt('work')).toBe(1000);
    expect(world.queues.receive('work', 10, 900_999).map(({ body }) => body)).toEqual(['"now"']);
    expect(world.queues.receive('work', 10, 901_000).map(({ body }) => body)).toEqual(['"late"']);
  });

  it('keep the order, give no more than asked for, and do not mix', async () => {
    const { world } = open();
    await world.enqueue(
      'work',
      [1, 2, 3].map((body) => ({ id: String(body), body })),
    );
    await world.enqueue('triggered', [{ id: '1', body: 'other' }]);
    expect(world.queues.receive('work', 2, 1000).map(({ body }) => body)).toEqual(['1', '2']);
    expect(world.queues.size('triggered')).toBe(1);
  });

  it('refuse what SQS would: a body over 200 KB, a delay over 15 minutes', async () => {
    const { world } = open();
    const rejected = await world.enqueue('work', [
      { id: 'large', body: 'x'.repeat(201 * 1024) },
      { id: 'late', body: 1, delaySeconds: 901 },
      { id: 'good', body: 1 },
    ]);
    expect(rejected.map(({ id }) => id)).toEqual(['large', 'late']);
    expect(world.queues.size('work')).toBe(1);
  });

  it('become the event that wakes a function', async () => {
    const { world } = open();
    await world.enqueue('work', [{ id: '1', body: 'x' }]);
    const { Records } = queueEvent('work', world.queues.receive('work', 10, 2000));
    expect(Records).toMatchObject([
      {
        body: '"x"',
        eventSource: 'aws:sqs',
        attributes: { ApproximateReceiveCount: '1', SentTimestamp: '1000', ApproximateFirstReceiveTimestamp: '2000' },
      },
    ]);
  });
});

describe('messages in memory', () => {
  const email = { raw: new Uint8Array(), from: 'a@b.example', to: 'c@d.example', tags: {} };

  it('are sent and kept, with the instant and the outcome', async () => {
    const { world } = open();
    expect(await world.sendEmail(email)).toEqual({ outcome: 'sent', providerId: 'memory-1' });
    expect(world.emails).toEqual([{ at: 1000, message: email, result: { outcome: 'sent', providerId: 'memory-1' } }]);
  });

  it('have the outcome that the test sets', async () => {
    const { world } = open();
    world.outcomes.sms = ({ to }) => ({ outcome: 'unknown', reason: to });
    const sms = { to: '+44', body: 'x', class: 'transactional' as const, timeToLive: 60, context: {} };
    expect(await world.sendSms(sms)).toEqual({ outcome: 'unknown', reason: '+44' });
    expect(world.texts.length).toBe(1);
  });

  it('on the bus are kept as they were', async () => {
    const { world } = open();
    const data = { n: 1 };
    await world.emit({ id: '1', type: 'a.b', data });
    data.n = 2;
    expect(world.events).toEqual([{ at: 1000, event: { id: '1', type: 'a.b', data: { n: 1 } } }]);
  });
});
