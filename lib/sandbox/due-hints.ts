import type { DynamoDBRecord } from 'aws-lambda';
import type { Instant } from '../core/time.ts';
import { type Due, dueIndex, dueShards, type StreamName, type Table } from '../world.ts';
import { openHeap } from './heap.ts';
import type { StreamReader } from './stream-source.ts';

/** When the next thing is due by the table's due index. */
export interface DueHints {
  /** The earliest instant up to `upTo`, overdue ones included. */
  first(upTo: Instant): Promise<Instant | undefined>;
}

const wholeIndex = 1_000_000;
const indexed: StreamName = 'relations';

/** Asks the index itself: a query for each shard, each time. */
export function queriedHints(table: Pick<Table, 'due'>): DueHints {
  return {
    async first(upTo) {
      const shards = await Promise.all(Array.from({ length: dueShards }, (_, shard) => table.due(shard, upTo, 1)));
      return earliest(shards.flat().map(({ dueAt }) => dueAt));
    },
  };
}

/** One row of the index as it is known here. */
interface Hint {
  name: string;
  shard: number;
  at: Instant;
}

export interface FollowedHints extends DueHints {
  reader: StreamReader;
  /** Whether nothing of this shard is due by then, as far as the stream was read. */
  isEmpty(shard: number, upTo: Instant): boolean;
}

/**
 * Asks the index once and follows the stream of its table from then on, which some function reads anyway: virtual time
 * asks after every jump, and most of its cost would be these queries. Read the stream through the `reader` returned.
 * `now`: what was due before and is due still is asked for again.
 */
export function followedHints(
  table: Pick<Table, 'due'>,
  reader: StreamReader,
  now: () => Instant = () => Number.POSITIVE_INFINITY,
): FollowedHints {
  const hints = new Map<string, Hint>();
  /** By shard, with those that were changed since: only what `hints` holds counts. */
  const heaps = Array.from({ length: dueShards }, () => openHeap<Hint>());
  let followed = 0n;
  let loading: Promise<void> | undefined;
  let loaded = false;
  let answered: Instant | undefined;

  let reading = false;
  /** What changed while the index was read stands above what was read. */
  const meanwhile = new Map<string, Hint | undefined>();

  async function load() {
    reading = true;
    const asked = heaps.map(async (_, shard) =>
      (await table.due(shard, Number.MAX_SAFE_INTEGER, wholeIndex)).map(({ key, dueAt }: Due) => ({
        name: nameOf(key.pk, key.sk),
        shard,
        at: dueAt,
      })),
    );
    const rows = (await Promise.all(asked)).flat();
    hints.clear();
    for (const heap of heaps) heap.clear();
    for (const hint of rows) set(hint.name, hint);
    for (const [name, hint] of meanwhile) set(name, hint);
    meanwhile.clear();
    reading = false;
    loaded = true;
  }

  function set(name: string, hint: Hint | undefined) {
    if (hint === undefined) return void hints.delete(name);
    hints.set(name, hint);
    heaps[hint.shard]?.push(hint);
  }

  function firstOf(heap: (typeof heaps)[number] | undefined): Instant {
    for (let hint = heap?.first(); hint; hint = heap?.first()) {
      if (hints.get(hint.name) === hint) return hint.at;
      heap?.shift();
    }
    return Number.POSITIVE_INFINITY;
  }

  /** A record may be read twice, by two functions or again after a failure: only what is newer than all before counts. */
  function follow({ dynamodb }: DynamoDBRecord) {
    const sequence = BigInt(dynamodb?.SequenceNumber ?? 0);
    if (sequence <= followed) return;
    followed = sequence;
    const [shard, dueAt] = [dynamodb?.NewImage?.[dueIndex.partitionKey]?.N, dynamodb?.NewImage?.[dueIndex.sortKey]?.N];
    const name = nameOf(dynamodb?.Keys?.pk?.S, dynamodb?.Keys?.sk?.S);
    const hint = shard === undefined || dueAt === undefined ? undefined : { name, shard: Number(shard), at: Number(dueAt) };
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
    isEmpty: (shard, upTo) => loaded && !reading && firstOf(heaps[shard]) > upTo,
    async first(upTo) {
      loading ??= load();
      await loading;
      const first = () => Math.min(...heaps.map(firstOf));
      // What is still due after its turn either failed or was missed here: the index knows.
      if (first() <= Math.min(upTo, now()) && first() === answered) await load();
      answered = first() <= upTo ? first() : undefined;
      return answered;
    },
  };
}

function nameOf(pk: string | undefined, sk: string | undefined): string {
  return `${pk}\u0000${sk}`;
}

const earliest = (instants: Instant[]) =>
  instants.reduce<Instant | undefined>((first, at) => (first === undefined || at < first ? at : first), undefined);
