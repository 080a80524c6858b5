import type { DynamoDBRecord, DynamoDBStreamEvent, SQSEvent } from 'aws-lambda';
import { describe, expect, it, onTestFinished } from 'vitest';
import { openDatabase } from '../../lib/sandbox/database.ts';
import { type Handler, openInvocations } from '../../lib/sandbox/lambda.ts';
import { openQueues } from '../../lib/sandbox/queue.ts';
import { eventSource, queueSource } from '../../lib/sandbox/queue-source.ts';
import { type EventSource, openCheckpoints, type StreamReader, streamSource } from '../../lib/sandbox/stream-source.ts';
import { temporaryFolder } from './temporary-folder.ts';

const record = (sequence: number, name = 'INSERT', images: object = { NewImage: { n: { N: String(sequence) } } }): DynamoDBRecord => ({
  eventName: name as 'INSERT',
  dynamodb: { SequenceNumber: String(sequence), Keys: { pk: { S: `p${sequence}` } }, ...images },
});

const streamOf = (records: DynamoDBRecord[]): StreamReader => ({
  read: async (_, after, limit) =>
    records.filter(({ dynamodb }) => BigInt(dynamodb?.SequenceNumber ?? 0) > BigInt(after ?? 0)).slice(0, limit),
});

const numbers = (event: DynamoDBStreamEvent) => event.Records.map(({ dynamodb }) => Number(dynamodb?.SequenceNumber));

async function exhaust(source: EventSource) {
  while (await source.step());
}

function stream(
  records: DynamoDBRecord[],
  handler: (event: DynamoDBStreamEvent) => unknown,
  { batchSize = 4, retries = 3, folder = temporaryFolder() } = {},
) {
  const database = openDatabase(folder);
  onTestFinished(() => {
    if (database.isOpen) database.close();
  });
  const buried: [string | undefined, number][] = [];
  const checkpoints = openCheckpoints(database);
  const invocations = openInvocations({
    handlers: { reader: (async (event: DynamoDBStreamEvent) => handler(event)) as unknown as Handler },
    timeouts: { reader: 5 },
    onFailure: () => undefined,
  });
  const source = { stream: 'activities', filter: { eventName: ['INSERT', 'MODIFY'] }, batchSize, retries, maxAgeHours: 6 } as const;
  const bury = ({ dynamodb }: DynamoDBRecord, attempts: number) => void buried.push([dynamodb?.SequenceNumber, attempts]);
  const runner = streamSource({ name: 'reader', source, reader: streamOf(records), checkpoints, invocations, bury });
  return { runner, buried, checkpoint: () => checkpoints.get('reader'), folder, close: () => database.close() };
}

const failing = (...sequences: number[]) => ({ batchItemFailures: sequences.map((sequence) => ({ itemIdentifier: String(sequence) })) });

describe('a stream mapping', () => {
  it('hands over what the filter lets through, in order and in batches', async () => {
    const batches: number[][] = [];
    const records = [1, 2, 3, 4, 5, 6, 7].map((n) => record(n, n === 3 ? 'REMOVE' : 'INSERT'));
    const { runner, checkpoint } = stream(records, (event) => void batches.push(numbers(event)));
    await exhaust(runner);
    expect(batches).toEqual([
      [1, 2, 4, 5],
      [6, 7],
    ]);
    expect(checkpoint()).toBe('7');
  });

  it('passes over a stream in which nothing matches without calling anyone', async () => {
    const { runner, checkpoint } = stream([record(1, 'REMOVE'), record(2, 'REMOVE')], () => expect.unreachable());
    await exhaust(runner);
    expect(checkpoint()).toBe('2');
  });

  it('drops writes that changed nothing', async () => {
    const seen: number[] = [];
    const same = { NewImage: { n: { N: '1' } }, OldImage: { n: { N: '1' } } };
    const changed = { NewImage: { n: { N: '2' } }, OldImage: { n: { N: '1' } } };
    const { runner } = stream([record(1, 'MODIFY', same), record(2, 'MODIFY', changed)], (event) => void seen.push(...numbers(event)));
    await exhaust(runner);
    expect(seen).toEqual([2]);
  });

  it('goes on at the lowest failed record, compared as a number', async () => {
    const batches: number[][] = [];
    const { runner } = stream(
      [8, 9, 10, 11].map((n) => record(n)),
      (event) => {
        batches.push(numbers(event));
        return batches.length === 1 ? failing(10, 9) : failing();
      },
    );
    await exhaust(runner);
    expect(batches).toEqual([
      [8, 9, 10, 11],
      [9, 10, 11],
    ]);
  });

  it('tries the whole batch again when the handler names a record that is not in it', async () => {
    const batches: number[][] = [];
    const { runner } = stream(
      [1, 2].map((n) => record(n)),
      (event) => {
        batches.push(numbers(event));
        return batches.length === 1 ? failing(77) : undefined;
      },
    );
    await exhaust(runner);
    expect(batches).toEqual([
      [1, 2],
      [1, 2],
    ]);
  });

  it('halves the batch when the handler throws, buries the one record that is to blame and loses no other', async () => {
    const done: number[] = [];
    const { runner, buried, checkpoint } = stream(
      [1, 2, 3, 4, 5, 6].map((n) => record(n)),
      (event) => {
        if (numbers(event).includes(3)) throw new Error('cannot');
        done.push(...numbers(event));
      },
    );
    await exhaust(runner);
    expect(done).toEqual([1, 2, 4, 5, 6]);
    expect(buried).toEqual([['3', 4]]);
    expect(checkpoint()).toBe('6');
  });

  it('counts retries for each record alone', async () => {
    const tries = new Map<number, number>();
    const { runner, buried } = stream(
      [1, 2, 3].map((n) => record(n)),
      (event) => {
        const [first = 0] = numbers(event);
        const count = (tries.get(first) ?? 0) + 1;
        tries.set(first, count);
        if (count <= (first === 1 ? 3 : 2)) return failing(first);
        return first < 3 ? failing(first + 1) : undefined;
      },
    );
    await exhaust(runner);
    expect(buried).toEqual([]);
  });

  it('goes on where it was after a restart, and repeats only what was not finished', async () => {
    const records = [1, 2, 3, 4, 5, 6].map((n) => record(n));
    const first = stream(records, () => undefined);
    await first.runner.step();
    first.close();
    const seen: number[] = [];
    const { runner } = stream(records, (event) => void seen.push(...numbers(event)), { folder: first.folder });
    await exhaust(runner);
    expect(seen).toEqual([5, 6]);
  });
});

function queue(handler: (event: never) => unknown) {
  const time = { now: Date.UTC(2026, 10, 1) };
  const database = openDatabase(temporaryFolder());
  onTestFinished(() => database.close());
  const queues = openQueues(database, () => time.now, { redrives: { work: { deadLetter: 'dead-letters', maxReceives: 3 } } });
  const invocations = openInvocations({
    handlers: { worker: (async (event: never) => handler(event)) as Handler },
    timeouts: { worker: 5 },
    onFailure: () => undefined,
  });
  return { time, queues, invocations, shared: { name: 'worker', queue: 'work', queues, invocations } };
}

describe('a queue mapping', () => {
  it('deletes what was done and brings the rest back after six times the timeout', async () => {
    const batches: string[][] = [];
    const { queues, time, shared } = queue((event: SQSEvent) => {
      batches.push(event.Records.map(({ body }) => body));
      const [failed] = event.Records.filter(({ body }) => body === 'b');
      return { batchItemFailures: failed && batches.length === 1 ? [{ itemIdentifier: failed.messageId }] : [] };
    });
    const runner = queueSource({ ...shared, batchSize: 10, timeout: 5 });
    for (const body of ['a', 'b', 'c']) queues.send('work', body);
    await exhaust(runner);
    expect(queues.nextAt()).toBe(time.now + 30_000);
    time.now += 30_000;
    await exhaust(runner);
    expect(batches).toEqual([['a', 'b', 'c'], ['b']]);
    expect(queues.depth('work')).toEqual({ visible: 0, invisible: 0 });
  });

  it('gives up on a message that fails every time', async () => {
    const { queues, time, shared } = queue(() => {
      throw new Error('cannot');
    });
    const runner = queueSource({ ...shared, batchSize: 10, timeout: 5 });
    queues.send('work', 'poison');
    for (let tries = 0; tries < 4; tries += 1) {
      await exhaust(runner);
      time.now += 30_000;
    }
    expect(queues.depth('work')).toEqual({ visible: 0, invisible: 0 });
    expect(queues.depth('dead-letters').visible).toBe(1);
  });

  it('gives a function the event, the context and the time that Lambda would', async () => {
    const { queues, invocations } = queue(() => undefined);
    const seen: unknown[] = [];
    const handler = (async (
      event: SQSEvent,
      context: { functionName: string; awsRequestId: string; getRemainingTimeInMillis(): number },
    ) => {
      seen.push(
        event.Records[0]?.eventSource,
        context.functionName,
        context.getRemainingTimeInMillis() > 4000,
        context.awsRequestId.length,
      );
    }) as unknown as Handler;
    const own = openInvocations({ handlers: { worker: handler }, timeouts: { worker: 5 }, onFailure: () => undefined });
    queues.send('work', 'a');
    await exhaust(queueSource({ name: 'worker', queue: 'work', batchSize: 1, timeout: 5, queues, invocations: own }));
    expect(seen).toEqual(['aws:sqs', 'worker', true, 36]);
    expect(invocations.counts()).toEqual({});
  });

  it('ends a function that takes longer than its timeout', async () => {
    const own = openInvocations({
      handlers: { slow: () => new Promise(() => undefined) },
      timeouts: { slow: 0.05 },
      onFailure: () => undefined,
    });
    await expect(own.invoke('slow', {})).rejects.toThrow('Task timed out after 0.05 seconds');
    expect(own.counts()).toEqual({ slow: { invoked: 1, failed: 1 } });
  });
});

describe('an event of the bus', () => {
  it('is tried again after a minute, after two more, and then kept as a dead letter', async () => {
    const at: number[] = [];
    const set = queue(() => {
      at.push(set.time.now);
      throw new Error('cannot');
    });
    const start = set.time.now;
    set.queues.send('work', '{"id":"1"}');
    const runner = eventSource(set.shared);
    for (let round = 0; round < 4; round += 1) {
      await exhaust(runner);
      set.time.now = set.queues.nextAt() ?? set.time.now;
    }
    await exhaust(runner);
    expect(at.map((instant) => (instant - start) / 60_000)).toEqual([0, 1, 3]);
    expect(set.queues.depth('dead-letters').visible).toBe(1);
  });
});
