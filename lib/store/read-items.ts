import type { Item, Range, TableName, World } from '../world.ts';

/** Every item of a table, or of one of so many parts of it, in no order, one page in memory at a time. */
export async function* scanItems(world: World, table: TableName, { index, of } = { index: 0, of: 1 }): AsyncGenerator<Item> {
  let cursor: string | undefined;
  do {
    const page = await world.table.scan({ table, index, of }, cursor);
    yield* page.items;
    cursor = page.next;
  } while (cursor);
}

/** Every item of a partition whose sort key begins so, in their order. Strongly consistent. */
export async function queryItems(world: World, range: Pick<Range, 'table' | 'pk' | 'prefix'>): Promise<Item[]> {
  const items: Item[] = [];
  let after: string | undefined;
  do {
    const page = await world.table.query({ ...range, ...(after && { after }) });
    items.push(...page.items);
    after = page.next;
  } while (after);
  return items;
}
