import { loadProducts } from '../store/products.ts';
import type { ProductShelf, ShownProduct } from '../templates/products.ts';
import { TemplateRenderError } from '../templates/render.ts';
import type { World } from '../world.ts';

/** A product may decide which others are asked for; no honest template asks more often. */
const mostRounds = 5;

/**
 * Renders with the products that the templates ask for: once to find out which, then with them. A rendering that asks for
 * nothing is done once and reads nothing. Gives back, or throws, what the last rendering did.
 */
export async function withProducts<T>(world: World, render: (products: ProductShelf) => T | Promise<T>): Promise<T> {
  const known = new Map<string, ShownProduct | undefined>();
  for (let round = 0; ; round++) {
    const asked = new Set<string>();
    const outcome = await settled(() => render({ known, asked }));
    if (asked.size === 0 || round === mostRounds) {
      if ('error' in outcome) throw outcome.error;
      if (asked.size > 0) throw new TemplateRenderError(`a template asks for further products in each of ${mostRounds} rounds`);
      return outcome.value;
    }
    for (const [sku, product] of await loadProducts(world, [...asked])) known.set(sku, product);
  }
}

async function settled<T>(run: () => T | Promise<T>): Promise<{ value: T } | { error: unknown }> {
  try {
    return { value: await run() };
  } catch (error) {
    return { error };
  }
}
