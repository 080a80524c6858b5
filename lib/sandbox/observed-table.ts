import { performance } from 'node:perf_hooks';
import type { Instant } from '../core/time.ts';
import { type Operation, type Table, type TableName, tableNames } from '../world.ts';
import type { StreamReader } from './stream-source.ts';

/** How often this process has written to a table. */
export type Writes = (table: TableName) => number;

export interface ObservedTable {
  table: Table;
  writes: Writes;
  /** From then on the due index is not asked for shards of which `empty` says so. */
  skipEmptyShards(empty: (shard: number, upTo: Instant) => boolean): void;
}

/** Milliseconds of real time after which other processes may have written, such as `rapport order`. */
const othersSeenAfter = 200;

/**
 * Counts the writes of a table, so that nothing is asked again that cannot have changed: virtual time stops tens of thousands of times a
 * year, and nearly all of its cost would be such questions.
 */
export function observeTable(table: Table): ObservedTable {
  const counts = new Map<TableName, number>(tableNames.map((name) => [name, 0]));
  let isEmpty: (shard: number, upTo: Instant) => boolean = () => false;
  return {
    table: {
      ...table,
      due: async (shard, upTo, limit) => (isEmpty(shard, upTo) ? [] : table.due(shard, upTo, limit)),
      async write(operations) {
        try {
          return await table.write(operations);
        } finally {
          for (const name of new Set(operations.map(tableOf))) counts.set(name, (counts.get(name) ?? 0) + 1);
        }
      },
    },
    writes: (name) => counts.get(name) ?? 0,
    skipEmptyShards(empty) {
      isEmpty = empty;
    },
  };
}

function tableOf(operation: Operation): TableName {
  if ('put' in operation) return operation.put.table;
  if ('update' in operation) return operation.update.table;
  return 'delete' in operation ? operation.delete.table : operation.check.table;
}

/** What was answered before, as long as nothing was written to the table. */
export function remembered<Answer>(table: TableName, writes: Writes, ask: () => Promise<Answer>): () => Promise<Answer> {
  let known: { answer: Answer; writes: number; at: number } | undefined;
  return async () => {
    const [count, at] = [writes(table), performance.now()];
    if (known && known.writes === count && at - known.at < othersSeenAfter) return known.answer;
    const answer = await ask();
    known = { answer, writes: count, at };
    return answer;
  };
}

/** The same streams, read again after they had nothing only when something was written to their table. */
export function patientReader(reader: StreamReader, writes: Writes): StreamReader {
  const ends = new Map<string, { writes: number; at: number }>();
  return {
    async read(table, after, limit) {
      const place = `${table} ${after}`;
      const [count, at, end] = [writes(table), performance.now(), ends.get(place)];
      if (end && end.writes === count && at - end.at < othersSeenAfter) return [];
      const records = await reader.read(table, after, limit);
      if (records.length === 0) ends.set(place, { writes: count, at });
      else ends.delete(place);
      return records;
    },
  };
}
