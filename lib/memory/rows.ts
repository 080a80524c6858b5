import type { Stored } from './operation.ts';
import { compareUtf8, sizeOfAttributes } from './values.ts';

export interface Row {
  item: Stored;
  /** Bytes, as DynamoDB counts them. */
  size: number;
}

/** The rows of one table, ordered by partition key and sort key as UTF-8 bytes. */
export interface Rows {
  get(pk: string, sk: string): Row | undefined;
  set(item: Stored): void;
  delete(pk: string, sk: string): void;
  /** Rows of one partition whose sort key begins with `prefix` and lies behind `after`. */
  partition(pk: string, options: { prefix: string; after?: string | undefined; reverse: boolean }): Iterable<Row>;
  /** All rows behind `after` whose partition key is wanted. */
  all(wanted: (pk: string) => boolean, after?: [pk: string, sk: string]): Iterable<Row>;
}

export function createRows(): Rows {
  const partitions = sortedMap<ReturnType<typeof sortedMap<Row>>>();
  return {
    get: (pk, sk) => partitions.get(pk)?.get(sk),
    set(item) {
      const rows = partitions.get(item.pk) ?? sortedMap<Row>();
      rows.set(item.sk, rowOf(item));
      partitions.set(item.pk, rows);
    },
    delete(pk, sk) {
      partitions.get(pk)?.delete(sk);
      if (partitions.get(pk)?.keys.length === 0) partitions.delete(pk);
    },
    *partition(pk, { prefix, after, reverse }) {
      const rows = partitions.get(pk);
      if (!rows) return;
      const low = firstNot(
        rows.keys,
        (key) => compareUtf8(key, prefix) < 0 || (after !== undefined && !reverse && compareUtf8(key, after) <= 0),
      );
      const high = firstNot(
        rows.keys,
        (key) => isBeforeEnd(key, prefix) && !(after !== undefined && reverse && compareUtf8(key, after) >= 0),
      );
      const keys = rows.keys.slice(low, high);
      yield* rowsOf(rows, reverse ? keys.reverse() : keys);
    },
    *all(wanted, after) {
      const { keys } = partitions;
      // One by one: a page ends long before the table does.
      for (let place = after ? firstNot(keys, (pk) => compareUtf8(pk, after[0]) < 0) : 0; place < keys.length; place++) {
        const pk = keys[place];
        const rows = pk !== undefined && wanted(pk) ? partitions.get(pk) : undefined;
        if (pk === undefined || !rows) continue;
        const from = after && pk === after[0] ? firstNot(rows.keys, (sk) => compareUtf8(sk, after[1]) <= 0) : 0;
        yield* rowsOf(rows, rows.keys.slice(from));
      }
    },
  };
}

/** Its size is counted when it is first asked for: most rows are never part of a page. */
function rowOf(item: Stored): Row {
  let size: number | undefined;
  return {
    item,
    get size() {
      size ??= sizeOfAttributes(item);
      return size;
    },
  };
}

function isBeforeEnd(key: string, prefix: string): boolean {
  return key.startsWith(prefix) || compareUtf8(key, prefix) < 0;
}

function* rowsOf(rows: { get(key: string): Row | undefined }, keys: string[]): Iterable<Row> {
  for (const key of keys) {
    const row = rows.get(key);
    if (row) yield row;
  }
}

function sortedMap<T>() {
  const values = new Map<string, T>();
  const keys: string[] = [];
  const placeOf = (key: string) => firstNot(keys, (other) => compareUtf8(other, key) < 0);
  return {
    keys,
    get: (key: string) => values.get(key),
    set(key: string, value: T) {
      if (!values.has(key)) keys.splice(placeOf(key), 0, key);
      values.set(key, value);
    },
    delete(key: string) {
      if (values.delete(key)) keys.splice(placeOf(key), 1);
    },
  };
}

/** Index of the first element for which `test` is false, when it is true for a beginning of the list and false after it. */
function firstNot(list: readonly string[], test: (element: string) => boolean): number {
  let low = 0;
  let high = list.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    const element = list[middle];
    if (element !== undefined && test(element)) low = middle + 1;
    else high = middle;
  }
  return low;
}
