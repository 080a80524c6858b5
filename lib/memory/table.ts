import type { Instant } from '../core/time.ts';
import { type Due, dueIndex, type Item, type Key, type Operation, type Page, type Table, type TableName } from '../world.ts';
import { type ChangeFeed, createChangeFeed } from './change-feed.ts';
import { holds } from './condition.ts';
import { applyOperation, checkOperation, keyOf, type Stored } from './operation.ts';
import { createRows, type Row, type Rows } from './rows.ts';
import { clone, compareUtf8, ValidationException } from './values.ts';

const largestPage = 1024 * 1024;
const mostOperations = 100;

/** What a write did to one item. Its images are never changed afterwards. */
export interface Written {
  key: Key;
  before: Stored | undefined;
  after: Stored | undefined;
}

export interface TableOptions {
  /** Hears of every write that happened. */
  told?: ((changes: Written[]) => void) | undefined;
  /** Who reads gets what is stored and no copy of it, and must not change it. */
  shared?: boolean | undefined;
}

/** A table in memory that keeps DynamoDB's rules, and the feed of what changed in it. */
export function memoryTable(now: () => Instant, { told, shared = false }: TableOptions = {}): { table: Table; feed: ChangeFeed } {
  const itemOf = (table: TableName, stored: Stored): Item => (shared ? { ...stored, table } : { ...clone(stored), table });
  const feed = createChangeFeed();
  const tables: Record<TableName, Rows> = {
    customers: createRows(),
    activities: createRows(),
    relations: createRows(),
    control: createRows(),
  };
  const dueRows = createDueRows();
  const found = ({ table, pk, sk }: Key) => tables[table].get(pk, sk)?.item;

  const table: Table = {
    async get(key) {
      const item = found(key);
      return item && itemOf(key.table, item);
    },
    async query({ table: name, pk, prefix = '', limit, after, reverse = false }) {
      if (limit !== undefined && !(limit >= 1)) throw new ValidationException(`A page holds at least 1 item; the limit given is ${limit}`);
      return pageOf(tables[name].partition(pk, { prefix, after, reverse }), {
        limit,
        cursor: ({ sk }) => sk,
        itemOf: (item) => itemOf(name, item),
      });
    },
    due: async (shard, upTo, limit) => dueRows.read(shard, upTo, limit),
    async scan({ table: name, index, of }, cursor) {
      const wanted = (pk: string) => segmentOf(pk, of) === index;
      return pageOf(tables[name].all(wanted, cursor === undefined ? undefined : JSON.parse(cursor)), {
        itemOf: (item) => itemOf(name, item),
        cursor: ({ pk, sk }) => JSON.stringify([pk, sk]),
      });
    },
    async write(operations) {
      checkOperations(operations);
      for (const [index, operation] of operations.entries()) {
        const item = found(keyOf(operation));
        if (!operation.if || holds(operation.if, item ?? {})) continue;
        return { reason: 'condition', index, found: item && itemOf(keyOf(operation).table, item) };
      }
      const changes = operations.map((operation) => ({
        ...keyed(operation),
        before: found(keyOf(operation)),
        after: applyOperation(operation, found(keyOf(operation))),
      }));
      for (const { key, before, after } of changes) {
        if (after) tables[key.table].set(after);
        else tables[key.table].delete(key.pk, key.sk);
        if (key.table === 'relations') dueRows.move(key, before, after);
        feed.record(key.table, now(), { before, after });
      }
      told?.(changes);
      return undefined;
    },
  };
  return { table, feed };
}

function keyed(operation: Operation): { key: Key } {
  const { table, pk, sk } = keyOf(operation);
  return { key: { table, pk, sk } };
}

function checkOperations(operations: Operation[]): void {
  if (operations.length < 1 || operations.length > mostOperations) {
    throw new ValidationException(`A write has 1 to ${mostOperations} operations, not ${operations.length}`);
  }
  const places = new Set<string>();
  for (const operation of operations) {
    checkOperation(operation);
    const { table, pk, sk } = keyOf(operation);
    const place = JSON.stringify([table, pk, sk]);
    if (places.has(place)) throw new ValidationException(`A write cannot hold two operations on one item: ${place}`);
    places.add(place);
  }
}

/** A page ends at its limit or at 1 MB; `next` may lead to an empty page, as in DynamoDB. */
function pageOf(
  rows: Iterable<Row>,
  {
    limit = Number.POSITIVE_INFINITY,
    cursor,
    itemOf,
  }: { limit?: number | undefined; cursor: (item: Stored) => string; itemOf: (item: Stored) => Item },
): Page {
  const items: Item[] = [];
  let bytes = 0;
  for (const { item, size } of rows) {
    items.push(itemOf(item));
    bytes += size;
    if (items.length >= limit || bytes >= largestPage) return { items, next: cursor(item) };
  }
  return { items };
}

function segmentOf(pk: string, of: number): number {
  let hash = 2166136261;
  for (let index = 0; index < pk.length; index++) hash = Math.imul(hash ^ pk.charCodeAt(index), 16777619) >>> 0;
  return hash % of;
}

function createDueRows() {
  const shards = new Map<number, Map<string, Due>>();
  const shardOf = (item: Stored | undefined) => {
    const shard = item?.[dueIndex.partitionKey];
    return typeof shard === 'number' && typeof item?.[dueIndex.sortKey] === 'number' ? shard : undefined;
  };
  return {
    move(key: Key, before: Stored | undefined, after: Stored | undefined): void {
      const place = JSON.stringify([key.pk, key.sk]);
      shards.get(shardOf(before) ?? Number.NaN)?.delete(place);
      const shard = shardOf(after);
      const dueAt = after?.[dueIndex.sortKey];
      if (shard === undefined || typeof dueAt !== 'number') return;
      const rows = shards.get(shard) ?? new Map<string, Due>();
      shards.set(shard, rows.set(place, { key, dueAt }));
    },
    read(shard: number, upTo: Instant, limit: number): Due[] {
      const rows = [...(shards.get(shard)?.values() ?? [])].filter(({ dueAt }) => dueAt <= upTo);
      rows.sort((a, b) => a.dueAt - b.dueAt || compareUtf8(a.key.pk, b.key.pk) || compareUtf8(a.key.sk, b.key.sk));
      return rows.slice(0, limit).map(({ key, dueAt }) => ({ key: { ...key }, dueAt }));
    },
  };
}
