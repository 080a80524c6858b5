import type { Instant } from '../core/time.ts';
import type { Table, Value, World } from '../world.ts';
import { besideKeys, contentHash } from './keys.ts';

/** What templates can show of a product; `price` is `{amount, currency}`, all else is text. */
export type Product = { [name: string]: Value };

/** Saves a product whole. Resolves to false when it is the same already. */
export async function saveProduct(world: World, sku: string, product: Product): Promise<boolean> {
  const hash = contentHash(product);
  if ((await world.table.get(besideKeys.product(sku)))?.hash === hash) return false;
  await world.table.write([{ put: { ...besideKeys.product(sku), hash, product } }]);
  return true;
}

/** A changed price is seen by every function within this time. */
const cachedFor = 15_000;
const mostCached = 2_000;

type Cache = Map<string, { readAt: Instant; product: Promise<Product | undefined> }>;
const caches = new WeakMap<Table, Cache>();

/** Reads products, all at once, and keeps them for 15 seconds. A SKU that the shop never told is `undefined`. */
export async function loadProducts(world: World, skus: string[]): Promise<Map<string, Product | undefined>> {
  const cache: Cache = caches.get(world.table) ?? new Map();
  caches.set(world.table, cache);
  if (cache.size + skus.length > mostCached) cache.clear();
  return new Map(await Promise.all(skus.map(async (sku) => [sku, await loadOne(world, cache, sku)] as const)));
}

function loadOne(world: World, cache: Cache, sku: string): Promise<Product | undefined> {
  const now = world.now();
  const known = cache.get(sku);
  if (known && Math.abs(now - known.readAt) < cachedFor) return known.product;
  const product = world.table.get(besideKeys.product(sku)).then((item) => productOf(item?.product));
  cache.set(sku, { readAt: now, product });
  product.catch(() => cache.delete(sku));
  return product;
}

function productOf(value: Value | undefined): Product | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? value : undefined;
}
