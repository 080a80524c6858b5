import { Drop } from 'liquidjs';
import { RenderFault } from './problem.ts';

/** What a template can show of a product; `price` is `{amount, currency}`, all else is text. */
export type ShownProduct = { [name: string]: unknown };

/**
 * The products that a rendering knows. Rendering waits for nothing: a product that is not there yet is noted as asked for
 * and stood in for, so that one rendering finds all of them; what it wrote is thrown away.
 */
export interface ProductShelf {
  /** By SKU; `undefined`: the shop has none of this SKU. */
  known: Map<string, ShownProduct | undefined>;
  asked: Set<string>;
}

/** So many products can stand in one message. */
const mostProducts = 100;

/** Stands in for a product of which nothing is known but that it has everything. */
class AnyProduct extends Drop {
  override liquidMethodMissing(name: string | number): unknown {
    return name === 'price' ? { amount: 1299, currency: 'GBP' } : 'https://shop.example/a-product';
  }
}
const anyProduct = new AnyProduct();

/** For trying a template: every product is there. */
export const fullShelf = (): ProductShelf => ({ known: new Map(), asked: new Set() });

/**
 * `{{ line.sku | product: "name" }}`, or `{% assign item = line.sku | product %}` and then `item.name`. What is not known
 * is missing, as any variable may be: `default` and `if` apply, and a message with a hole is not sent.
 */
export function findProduct(sku: unknown, property: unknown, shelf: ProductShelf | undefined): unknown {
  if (!shelf) throw new RenderFault('`product` cannot be used here: nothing is known of products');
  if (sku === undefined || sku === null || sku === '') return undefined;
  if (typeof sku !== 'string' && typeof sku !== 'number')
    throw new RenderFault('`product` needs a SKU, such as {{ line.sku | product: "name" }}', { always: true });
  const name = String(sku);
  if (!shelf.known.has(name)) {
    if (shelf.known.size + shelf.asked.size >= mostProducts) throw new RenderFault(`it shows more than ${mostProducts} products`);
    shelf.asked.add(name);
    return property === undefined ? anyProduct : anyProduct.liquidMethodMissing(String(property));
  }
  const product = shelf.known.get(name);
  if (property === undefined || product === undefined) return product;
  return Object.hasOwn(product, String(property)) ? product[String(property)] : undefined;
}
