import type { Item, TableName, World } from '../world.ts';

/** Every item of a table, in no order, one page in memory at a time. */
export async function* scanItems(world: World, table: TableName): AsyncGenerator<Item> {
  let cursor: string | undefined;
  do {
    const page = await world.table.scan({ table, index: 0, of: 1 }, cursor);
    yield* page.items;
    cursor = page.next;
  } while (cursor);
}
