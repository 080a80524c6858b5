import type { DatabaseSync } from 'node:sqlite';
import { setTimeout as sleep } from 'node:timers/promises';
import { isDeepStrictEqual } from 'node:util';
import type { DynamoDBRecord } from 'aws-lambda';
import type { Source as WiredSource } from '../wiring-shape.ts';
import type { StreamName } from '../world.ts';
import { type Invocations, streamEvent, windowEvent } from './lambda.ts';
import { compilePattern } from './pattern.ts';

/** A table's stream, whatever keeps it. Records come in order; sequence numbers are whole numbers as text. */
export interface StreamReader {
  /** At most `limit` records after that sequence number; from the oldest one when there is none. */
  read(table: StreamName, after: string | undefined, limit: number): Promise<DynamoDBRecord[]>;
}

/** Something that can be asked to do a piece of work. */
export interface EventSource {
  name: string;
  /** False when there was nothing to do. */
  step(): Promise<boolean>;
}

/** How far each reader of a stream has come; survives a kill. */
export interface Checkpoints {
  get(reader: string): string | undefined;
  set(reader: string, sequence: string): void;
}

export function openCheckpoints(database: DatabaseSync): Checkpoints {
  const read = database.prepare('SELECT sequence FROM checkpoint WHERE reader = ?');
  const write = database.prepare(
    'INSERT INTO checkpoint (reader, sequence) VALUES (?, ?) ON CONFLICT DO UPDATE SET sequence = excluded.sequence',
  );
  return {
    get: (reader) => read.get(reader)?.sequence?.toString(),
    set: (reader, sequence) => void write.run(reader, sequence),
  };
}

export interface StreamSourceParts {
  name: string;
  source: Extract<WiredSource, { stream: string }>;
  reader: StreamReader;
  checkpoints: Checkpoints;
  invocations: Invocations;
  /** Keeps a record whose retries are used up. Must be durable. */
  bury(record: DynamoDBRecord, attempts: number): void;
}

const readAhead = 1000;
/** The embedded DynamoDB keeps a stream in one. */
const onlyShard = 'shardId-00000000000000000000-00000000';

/**
 * One event source mapping on a stream, as Lambda runs it: filter, batch, in order; after a partial failure again from
 * the lowest failed record, after a thrown error with half the batch; a record that used up its retries is buried.
 */
export function streamSource({ name, source, reader, checkpoints, invocations, bury }: StreamSourceParts): EventSource {
  const matches = compilePattern(source.filter, `filter of ${name}`);
  let buffer: DynamoDBRecord[] = [];
  let batchSize = source.batchSize;
  let attempts = 0;

  /** Leaves the first `count` records behind, for ever. */
  function pass(count: number) {
    const last = buffer[count - 1];
    if (!last) return;
    checkpoints.set(name, sequenceOf(last));
    buffer = buffer.slice(count);
    attempts = 0;
  }

  /** The index of the first record to be tried again; undefined when all went well. */
  async function deliver(batch: DynamoDBRecord[]): Promise<number | undefined> {
    try {
      const event = source.tumbling ? windowEvent(batch, onlyShard) : streamEvent(batch);
      const failed = lowestFailure(await invocations.invoke(name, event), batch);
      if (failed === undefined) batchSize = Math.min(source.batchSize, batchSize * 2);
      return failed && buffer.indexOf(failed);
    } catch {
      batchSize = Math.max(1, Math.floor(batch.length / 2));
      return batch[0] && buffer.indexOf(batch[0]);
    }
  }

  return {
    name,
    async step() {
      if (buffer.length === 0) buffer = await reader.read(source.stream, checkpoints.get(name), readAhead);
      if (buffer.length === 0) return false;
      const { batch, consumed } = nextBatch(buffer, (record) => !isUnchanged(record) && matches(record), batchSize);
      const failedAt = batch.length === 0 ? undefined : await deliver(batch);
      if (failedAt === undefined) {
        pass(consumed);
        return true;
      }
      pass(failedAt);
      attempts += 1;
      const [failed] = buffer;
      if (failed && attempts > source.retries) {
        bury(failed, attempts);
        pass(1);
      } else {
        await sleep(Math.min(200, 2 ** attempts));
      }
      return true;
    },
  };
}

function nextBatch(buffer: DynamoDBRecord[], wanted: (record: DynamoDBRecord) => boolean, size: number) {
  const batch: DynamoDBRecord[] = [];
  let consumed = 0;
  for (const record of buffer) {
    if (wanted(record)) {
      if (batch.length === size) break;
      batch.push(record);
    }
    consumed += 1;
  }
  return { batch, consumed };
}

/** Of what the handler reported; an identifier that is not in the batch fails the whole batch, as on AWS. */
function lowestFailure(result: unknown, batch: DynamoDBRecord[]): DynamoDBRecord | undefined {
  const failures = itemFailures(result);
  if (failures.length === 0) return undefined;
  const bySequence = new Map(batch.map((record) => [sequenceOf(record), record]));
  if (!failures.every((identifier) => bySequence.has(identifier))) return batch[0];
  const [lowest = ''] = failures.toSorted((a, b) => (BigInt(a) < BigInt(b) ? -1 : 1));
  return bySequence.get(lowest);
}

/** `batchItemFailures` of a handler's result: absent and empty mean that everything was done. */
export function itemFailures(result: unknown): string[] {
  if (typeof result !== 'object' || result === null || !('batchItemFailures' in result) || !Array.isArray(result.batchItemFailures))
    return [];
  return result.batchItemFailures.map((failure: unknown) =>
    typeof failure === 'object' && failure !== null && 'itemIdentifier' in failure ? String(failure.itemIdentifier) : '',
  );
}

/** A write that changes nothing makes no record on AWS; the embedded DynamoDB makes one. */
const isUnchanged = ({ eventName, dynamodb }: DynamoDBRecord) =>
  eventName === 'MODIFY' && dynamodb?.OldImage !== undefined && isDeepStrictEqual(dynamodb.OldImage, dynamodb.NewImage);

const sequenceOf = (record: DynamoDBRecord) => record.dynamodb?.SequenceNumber ?? '';
