import { expect } from 'vitest';
import type { Conflict, Item, Key, Operation, Page, Range, Table, TableName, Value } from '../../lib/world.ts';

let partitions = 0;
/** A partition that no other test touches. */
export const freshPartition = (): string => `partition-${++partitions}`;

export const at = (pk: string, sk = 'a', table: TableName = 'relations'): Key => ({ table, pk, sk });
export const item = (key: Key, attributes: { [name: string]: Value } = {}): Item => ({ ...key, ...attributes });

/** Where an embedded database is more lenient than DynamoDB. */
export interface Gaps {
  /** It removes a place in a missing map in silence. */
  removesInMissingMaps?: boolean;
}

export interface TableUnderTest {
  opened(): Table;
  get(key: Key): Promise<Item | undefined>;
  write(...operations: Operation[]): Promise<Conflict | undefined>;
  /** Puts and expects no conflict. */
  put(key: Key, attributes?: { [name: string]: Value }): Promise<void>;
  /** All pages of a query. */
  drain(range: Range): Promise<Item[]>;
}

/** Short words for tests on the table that `opened` gives. */
export function tableUnderTest(opened: () => Table): TableUnderTest {
  return {
    opened,
    get: (key) => opened().get(key),
    write: (...operations) => opened().write(operations),
    async put(key, attributes = {}) {
      expect(await opened().write([{ put: item(key, attributes) }])).toBeUndefined();
    },
    async drain(range) {
      const items: Item[] = [];
      let page: Page | undefined;
      do {
        page = await opened().query({ ...range, ...(page?.next !== undefined && { after: page.next }) });
        items.push(...page.items);
      } while (page.next !== undefined);
      return items;
    },
  };
}
