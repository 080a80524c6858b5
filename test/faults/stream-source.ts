import type { DynamoDBRecord } from 'aws-lambda';
import type { Change } from '../../lib/memory/change-feed.ts';
import { streamRecord } from '../../lib/memory/lambda-event.ts';
import type { Wiring } from '../../lib/wiring-shape.ts';
import type { Engine, Source } from './engine.ts';
import { type Environments, runHandler } from './environments.ts';
import type { Result } from './fleet.ts';
import { hashOf } from './random.ts';

type StreamWiring = Extract<Wiring['source'], { stream: string }>;

export interface StreamOptions {
  engine: Engine;
  environments: Environments;
  name: string;
  source: StreamWiring;
  seconds: number;
  /** Which part of the stream this is: the keys are spread over so many. */
  shard: { index: number; of: number };
  /** Called with what is given up. */
  bury(name: string): void;
}

/**
 * One shard of a stream, as Lambda reads it: filtered, in batches, in order; after a partial failure again from the lowest
 * failed record, after any other with half the batch; given up after so many tries or hours.
 */
export function streamSource({ engine, environments, name, source, seconds, shard, bury }: StreamOptions): Source {
  const { random, faults } = engine;
  const wanted = filterOf(source.filter);
  let [read, attempts, most] = [0, 0, source.batchSize];
  let notBefore = 0;
  let under = 0;
  /** Read and wanted, in order. */
  const waiting: Change[] = [];

  function readOn(): void {
    for (const change of engine.memory.feed.read(source.stream, read)) {
      read = change.sequence;
      if (hashOf(change.keys.pk) % shard.of === shard.index && wanted(change)) waiting.push(change);
    }
  }

  function show(batch: Change[], done: (result: Result) => void): void {
    under += 1;
    const environment = environments.of(name);
    const event = { Records: batch.map((change) => recordOf(source.stream, change)), shardId: `shardId-${shard.index}` };
    const finish = (result: Result) => {
      under -= 1;
      done(result);
    };
    engine.invoke(environment, { seconds, run: runHandler(environment, event), done: finish });
  }

  function settle(batch: Change[], result: Result): void {
    const failed = failedOf(batch, result);
    if (failed === undefined) {
      if (faults.strikes('stream batch twice', name)) return;
      waiting.splice(0, batch.length);
      [attempts, most] = [0, source.batchSize];
      return;
    }
    if (failed > 0) attempts = 0;
    waiting.splice(0, failed);
    attempts += 1;
    if (!('answer' in result)) most = Math.max(1, Math.floor(batch.length / 2));
    notBefore = engine.now() + random.below(Math.min(60_000, 100 * 2 ** attempts));
    const [first] = waiting;
    if (first && (attempts > source.retries || engine.now() - first.at > source.maxAgeHours * 3_600_000)) {
      waiting.shift();
      attempts = 0;
      bury(name);
    }
  }

  return {
    nextAt() {
      if (under > 0) return Infinity;
      if (engine.memory.feed.last(source.stream) > read) readOn();
      if (waiting.length === 0) return Infinity;
      return notBefore;
    },
    start() {
      if (faults.strikes('stream late', name)) {
        notBefore = engine.now() + random.below(120_000);
        return;
      }
      const batch = waiting.slice(0, 1 + random.below(Math.min(most, waiting.length)));
      if (faults.strikes('stream batch twice at once', name)) show(batch, () => undefined);
      show(batch, (result) => settle(batch, result));
    },
  };
}

const records = new WeakMap<Change, DynamoDBRecord>();

/** Whoever reads a stream is shown the same. */
function recordOf(stream: StreamWiring['stream'], change: Change): DynamoDBRecord {
  const record = records.get(change) ?? streamRecord(stream, change);
  records.set(change, record);
  return record;
}

/** The index of the first that is to be shown again; undefined when all went well. */
function failedOf(batch: Change[], result: Result): number | undefined {
  if (!('answer' in result)) return 0;
  const { batchItemFailures } = result.answer as { batchItemFailures: { itemIdentifier: string }[] };
  const failed = batchItemFailures.map(({ itemIdentifier }) => Number(itemIdentifier));
  if (failed.length === 0) return undefined;
  return Math.max(
    0,
    batch.findIndex(({ sequence }) => sequence >= Math.min(...failed)),
  );
}

/** The forms of filter patterns that the wiring uses: names of events, and texts that attributes have. */
function filterOf({ eventName, dynamodb, ...others }: Record<string, unknown>): (change: Change) => boolean {
  if (Object.keys(others).length > 0) throw new Error(`the simulation does not know the filter ${JSON.stringify(others)}`);
  type Texts = Record<string, { S?: unknown[] }>;
  const { NewImage = {}, Keys, ...images } = (dynamodb ?? {}) as { NewImage?: Texts; Keys?: { sk: { S: { prefix: string }[] } } };
  if (Object.keys(images).length > 0) throw new Error(`the simulation does not know the filter ${JSON.stringify(images)}`);
  const texts = Object.entries(NewImage).map(([name, { S }]): [string, unknown[]] => {
    if (!S?.every((text) => typeof text === 'string')) throw new Error(`the simulation does not know the filter of ${name}`);
    return [name, S];
  });
  const names = Array.isArray(eventName) ? eventName : undefined;
  return (change) =>
    (names === undefined || names.includes(change.eventName)) &&
    (Keys === undefined || Keys.sk.S.some(({ prefix }) => change.keys.sk.startsWith(prefix))) &&
    texts.every(([name, allowed]) => allowed.includes(change.newImage?.[name]));
}
