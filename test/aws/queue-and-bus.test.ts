import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { SendMessageBatchCommand, SQSClient } from '@aws-sdk/client-sqs';
import { mockClient } from 'aws-sdk-client-mock';
import { afterEach, describe, expect, it } from 'vitest';
import { environmentNames } from '../../lib/aws/env.ts';
import { awsWorld } from '../../lib/aws/world.ts';
import type { Task } from '../../lib/world.ts';

const environment = { [environmentNames.queues.work]: 'https://sqs/work', [environmentNames.bus]: 'rapport' };
const config = { region: 'eu-west-1', credentials: { accessKeyId: 'test', secretAccessKey: 'test' } };
const world = awsWorld({ environment, config, now: () => 1000 });
const tasks = (count: number, body: Task['body'] = { n: 1 }): Task[] =>
  Array.from({ length: count }, (_, index) => ({ id: `task/${index}`, body }));

describe('tasks', () => {
  const sqs = mockClient(SQSClient);
  afterEach(() => sqs.reset());
  const batches = () => sqs.commandCalls(SendMessageBatchCommand).map(({ args }) => args[0].input);

  it('go in batches of ten, each with its delay', async () => {
    sqs.on(SendMessageBatchCommand).resolves({ Successful: [], Failed: [] });
    const [first, ...rest] = tasks(23);
    expect(await world.enqueue('work', [{ ...first, id: 'x', body: 'é', delaySeconds: 900 }, ...rest])).toEqual([]);
    expect(batches().map(({ Entries = [] }) => Entries.length)).toEqual([10, 10, 3]);
    expect(batches()[0]).toMatchObject({ QueueUrl: 'https://sqs/work' });
    expect(batches()[0]?.Entries?.slice(0, 2)).toEqual([
      { Id: '0', MessageBody: '"é"', DelaySeconds: 900 },
      { Id: '1', MessageBody: '{"n":1}', DelaySeconds: 0 },
    ]);
  });

  it('that are large share no batch that would be too large', async () => {
    sqs.on(SendMessageBatchCommand).resolves({ Successful: [], Failed: [] });
    await world.enqueue('work', tasks(4, 'x'.repeat(100 * 1024)));
    expect(batches().map(({ Entries = [] }) => Entries.length)).toEqual([2, 2]);
  });

  it('over 200 KB are not sent and come back, the others go', async () => {
    sqs.on(SendMessageBatchCommand).resolves({ Successful: [], Failed: [] });
    const rejected = await world.enqueue('work', [{ id: 'large', body: 'x'.repeat(201 * 1024) }, ...tasks(1)]);
    expect(rejected).toEqual([{ id: 'large', reason: expect.stringContaining('204800') }]);
    expect(batches()[0]?.Entries?.length).toBe(1);
  });

  it('that one reply names as failed come back by their own ids', async () => {
    sqs
      .on(SendMessageBatchCommand)
      .resolvesOnce({ Successful: [], Failed: [{ Id: '3', Code: 'InternalError', SenderFault: false }] })
      .resolves({ Successful: [], Failed: [{ Id: '0', Code: 'ThrottlingException', SenderFault: false }] });
    expect(await world.enqueue('work', tasks(11))).toEqual([
      { id: 'task/3', reason: 'InternalError' },
      { id: 'task/10', reason: 'ThrottlingException' },
    ]);
  });

  it('of a batch whose call failed all come back, the other batches go', async () => {
    sqs
      .on(SendMessageBatchCommand)
      .rejectsOnce(Object.assign(new Error('secret'), { name: 'AccessDenied' }))
      .resolves({ Successful: [], Failed: [] });
    const rejected = await world.enqueue('work', tasks(12));
    expect(rejected).toEqual(tasks(10).map(({ id }) => ({ id, reason: 'AccessDenied' })));
    expect(batches().length).toBe(2);
  });

  it('of none need no call', async () => {
    await expect(world.enqueue('work', [])).resolves.toEqual([]);
    expect(batches()).toEqual([]);
  });

  it('for a queue that was not granted are refused by the name of its variable', async () => {
    await expect(world.enqueue('triggered', tasks(1))).rejects.toThrow('RAPPORT_QUEUE_TRIGGERED');
  });
});

describe('an event', () => {
  const bus = mockClient(EventBridgeClient);
  afterEach(() => bus.reset());
  const event = { id: 'e1', type: 'basket.reminded', data: { total: 12 } };

  it('is put on the bus with its id, at the World’s time', async () => {
    bus.on(PutEventsCommand).resolves({ FailedEntryCount: 0, Entries: [{ EventId: '1' }] });
    await world.emit(event);
    expect(bus.commandCalls(PutEventsCommand)[0]?.args[0].input).toEqual({
      Entries: [
        { EventBusName: 'rapport', Source: 'rapport', DetailType: 'basket.reminded', Detail: JSON.stringify(event), Time: new Date(1000) },
      ],
    });
  });

  it('that the bus did not accept is an error with the reason', async () => {
    bus.on(PutEventsCommand).resolves({ FailedEntryCount: 1, Entries: [{ ErrorCode: 'InternalFailure' }] });
    await expect(world.emit(event)).rejects.toThrow('did not accept the event e1 of type basket.reminded: InternalFailure');
  });
});
