import type { Imported, ProductRow } from '../rows/row.ts';
import { saveProduct } from '../store/products.ts';
import type { World } from '../world.ts';

/** Saves one line of a file of products; the whole product is what the line says. */
export async function importProduct(world: World, { sku, product }: ProductRow): Promise<Imported> {
  return (await saveProduct(world, sku, product)) ? 'imported' : 'same';
}
