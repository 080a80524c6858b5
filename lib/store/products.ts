import type { Instant } from '../core/time.ts';
import type { Table, Value, World } from '../world.ts';
import { contentHash, keys } from './keys.ts';

/** What templates can show of a product; `price` is `{amount, currency}`, all else is text. */
export type Product = { [name: string]: Value };

/** Saves a product whole. Resolves to false when it is the same already. */
export async function saveProduct(world: World, sku: string, product: Product): Promise<boolean> {
  const hash = contentHash(product);
  if ((await world.table.get(keys.product(sku)))?.hash === hash) return false;
  await world.table.write([{ put: { ...keys.product(sku), hash, product } }]);
  return true;
}

/** A changed price is seen by every function within this time. */
const cachedFor = 15_000;
const mostCached = 2_000;

interface Entry {
  readAt: Instant;
  product: Product | undefined;
}
const caches = new WeakMap<Table, Map<string, Entry>>();

/** Products as far as they are in memory; `undefined`: there is none of this SKU. */
export function cachedProducts(world: World): Map<string, Product | undefined> {
  const fresh = [...(caches.get(world.table) ?? [])].filter(([, { readAt }]) => Math.abs(world.now() - readAt) < cachedFor);
  return new Map(fresh.map(([sku, { product }]) => [sku, product]));
}

/** Reads products, all at once, and keeps them for 15 seconds. A SKU that the shop never told is `undefined`. */
export async function loadProducts(world: World, skus: string[]): Promise<Map<string, Product | undefined>> {
  const readAt = world.now();
  const items = await Promise.all(skus.map((sku) => world.table.get(keys.product(sku))));
  const found = new Map(skus.map((sku, index) => [sku, productOf(items[index]?.product)]));
  const known = caches.get(world.table) ?? new Map<string, Entry>();
  if (known.size + found.size > mostCached) known.clear();
  for (const [sku, product] of found) known.set(sku, { readAt, product });
  caches.set(world.table, known);
  return found;
}

function productOf(value: Value | undefined): Product | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? value : undefined;
}
