import type { DynamoDBRecord } from 'aws-lambda';
import type { Instant } from '../core/time.ts';
import { type Due, dueIndex, dueShards, type StreamName, type Table } from '../world.ts';
import type { StreamReader } from './stream-source.ts';

/** When the next thing is due by the table's due index. */
export interface DueHints {
  /** The earliest instant up to `upTo`, overdue ones included. */
  first(upTo: Instant): Promise<Instant | undefined>;
}

const wholeIndex = 1_000_000;
const indexed: StreamName = 'relations';

/** Asks the index itself: sixteen queries each time. */
export function queriedHints(table: Pick<Table, 'due'>): DueHints {
  return {
    async first(upTo) {
      const shards = await Promise.all(Array.from({ length: dueShards }, (_, shard) => table.due(shard, upTo, 1)));
      return earliest(shards.flat().map(({ dueAt }) => dueAt));
    },
  };
}

/**
 * Asks the index once and follows the stream of its table from then on, which some function reads anyway: virtual time
 * asks after every jump, and most of its cost would be these queries. Read the stream through the `reader` returned.
 */
export function followedHints(table: Pick<Table, 'due'>, reader: StreamReader): DueHints & { reader: StreamReader } {
  const hints = new Map<string, Instant>();
  let followed = 0n;
  let loading: Promise<void> | undefined;
  let answered: Instant | undefined;

  let reading = false;
  /** What changed while the index was read stands above what was read. */
  const meanwhile = new Map<string, Instant | undefined>();

  async function load() {
    reading = true;
    const rows = await Promise.all(Array.from({ length: dueShards }, (_, shard) => table.due(shard, Number.MAX_SAFE_INTEGER, wholeIndex)));
    hints.clear();
    for (const { key, dueAt } of rows.flat() satisfies Due[]) hints.set(nameOf(key.pk, key.sk), dueAt);
    for (const [name, dueAt] of meanwhile) set(name, dueAt);
    meanwhile.clear();
    reading = false;
  }

  function set(name: string, dueAt: Instant | undefined) {
    if (dueAt === undefined) hints.delete(name);
    else hints.set(name, dueAt);
  }

  /** A record may be read twice, by two functions or again after a failure: only what is newer than all before counts. */
  function follow({ dynamodb }: DynamoDBRecord) {
    const sequence = BigInt(dynamodb?.SequenceNumber ?? 0);
    if (sequence <= followed) return;
    followed = sequence;
    const name = nameOf(dynamodb?.Keys?.pk?.S, dynamodb?.Keys?.sk?.S);
    const [shard, dueAt] = [dynamodb?.NewImage?.[dueIndex.partitionKey]?.N, dynamodb?.NewImage?.[dueIndex.sortKey]?.N];
    const hint = shard === undefined || dueAt === undefined ? undefined : Number(dueAt);
    if (reading) meanwhile.set(name, hint);
    set(name, hint);
  }

  return {
    reader: {
      async read(name, after, limit) {
        const records = await reader.read(name, after, limit);
        if (name === indexed) for (const record of records) follow(record);
        return records;
      },
    },
    async first(upTo) {
      loading ??= load();
      await loading;
      const first = () => earliest([...hints.values()].filter((dueAt) => dueAt <= upTo));
      // What is still due after its turn either failed or was missed here: the index knows.
      if (first() !== undefined && first() === answered) await load();
      answered = first();
      return answered;
    },
  };
}

const nameOf = (pk: string | undefined, sk: string | undefined) => `${pk}\u0000${sk}`;
const earliest = (instants: Instant[]) =>
  instants.reduce<Instant | undefined>((first, at) => (first === undefined || at < first ? at : first), undefined);
