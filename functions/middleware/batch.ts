import type { DynamoDBBatchResponse, DynamoDBRecord, DynamoDBStreamEvent, SQSBatchResponse, SQSEvent } from 'aws-lambda';
import type { World } from '../../lib/world.ts';
import { isPoison, park } from './dead-letter.ts';
import { type FunctionLog, logFailure } from './log-context.ts';

/** A group never waits for another: so many run at a time, as many as one batch of a queue holds. */
const concurrency = 10;

interface Batch {
  world: World;
  log: FunctionLog;
}

/**
 * Runs `handle` for each SQS record. A record that can never succeed is parked and acknowledged; any other failure is
 * reported, so that SQS shows that record alone again. `repeated`: it was shown before.
 */
export async function eachMessage(
  { world, log }: Batch,
  event: SQSEvent,
  handle: (body: unknown, index: number, repeated: boolean) => Promise<void>,
): Promise<SQSBatchResponse> {
  const batchItemFailures: SQSBatchResponse['batchItemFailures'] = [];
  await inParallel([...event.Records.entries()], async ([index, record]) => {
    try {
      await handle(JSON.parse(record.body), index, Number(record.attributes.ApproximateReceiveCount) > 1);
    } catch (error) {
      logFailure(log, error, { messageId: record.messageId });
      const letter = { queue: record.eventSourceARN, messageId: record.messageId, body: record.body };
      if (!(isPoison(error) && (await park({ world, log }, letter)))) batchItemFailures.push({ itemIdentifier: record.messageId });
    }
  });
  return { batchItemFailures };
}

/**
 * Runs `handle` for the records of each partition key, in their order; keys run side by side. A key stops at its first
 * failure. Lambda repeats everything from the lowest failed sequence number on, so every write behind `handle` is conditional.
 * https://docs.aws.amazon.com/lambda/latest/dg/services-ddb-batchfailurereporting.html
 */
export async function eachKey(
  { world, log }: Batch,
  event: DynamoDBStreamEvent,
  handle: (records: DynamoDBRecord[]) => Promise<void>,
): Promise<DynamoDBBatchResponse> {
  const failed: DynamoDBRecord[] = [];
  const groups = Map.groupBy(event.Records, (record) => record.dynamodb?.Keys?.pk?.S ?? '');
  await inParallel([...groups.values()], async (records) => {
    await handle(records).catch(async (error: unknown) => {
      logFailure(log, error, { sequence: records[0]?.dynamodb?.SequenceNumber });
      if (isPoison(error)) await onePerRecord({ world, log }, { records, failed, handle });
      else failed.push(...records.slice(0, 1));
    });
  });
  const lowest = failed.sort((a, b) => (sequence(a) < sequence(b) ? -1 : 1))[0]?.dynamodb?.SequenceNumber;
  return { batchItemFailures: lowest === undefined ? [] : [{ itemIdentifier: lowest }] };
}

/**
 * Reads the records of one shard in their order. Poison is parked and left out; what cannot even be parked ends it, and is
 * `failed`: nothing that comes after it may be taken as seen.
 */
export async function readInOrder<T>(
  { world, log }: Batch,
  records: DynamoDBRecord[],
  read: (record: DynamoDBRecord) => T[],
): Promise<{ found: T[]; failed: string[] }> {
  const found: T[] = [];
  for (const record of records) {
    try {
      found.push(...read(record));
    } catch (error) {
      const sequence = record.dynamodb?.SequenceNumber;
      logFailure(log, error, { sequence });
      const letter = { stream: record.eventSourceARN, keys: record.dynamodb?.Keys, sequence };
      if (!(isPoison(error) && (await park({ world, log }, letter)))) return { found, failed: [sequence ?? ''] };
    }
  }
  return { found, failed: [] };
}

/** Lambda shows everything again from the lowest on; nothing where there is none. */
export function failuresFrom(sequences: string[]): DynamoDBBatchResponse['batchItemFailures'] {
  const [lowest] = sequences.sort((a, b) => (BigInt(a) < BigInt(b) ? -1 : 1));
  return lowest === undefined ? [] : [{ itemIdentifier: lowest }];
}

/** A poison record must not take its neighbours along: each record of the key alone, the poison ones parked. */
async function onePerRecord(
  { world, log }: Batch,
  {
    records,
    failed,
    handle,
  }: { records: DynamoDBRecord[]; failed: DynamoDBRecord[]; handle: (records: DynamoDBRecord[]) => Promise<void> },
): Promise<void> {
  for (const record of records) {
    try {
      await handle([record]);
    } catch (error) {
      // The keys are enough to find the item; its content stays where it is.
      const letter = { stream: record.eventSourceARN, keys: record.dynamodb?.Keys, sequence: record.dynamodb?.SequenceNumber };
      if (isPoison(error) && (await park({ world, log }, letter))) continue;
      failed.push(record);
      return;
    }
  }
}

/** Sequence numbers are longer than a double holds, and of different lengths. */
function sequence(record: DynamoDBRecord): bigint {
  return BigInt(record.dynamodb?.SequenceNumber ?? 0);
}

async function inParallel<T>(items: T[], run: (item: T) => Promise<void>): Promise<void> {
  const waiting = items.values();
  await Promise.all(
    Array.from({ length: Math.min(concurrency, items.length) }, async () => {
      for (const item of waiting) await run(item);
    }),
  );
}
