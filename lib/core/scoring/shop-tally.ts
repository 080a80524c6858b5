import type { Profile } from '../customer.ts';
import { gapsOf, merged, type ShopRhythm, withGaps } from '../lapse.ts';
import type { Instant } from '../time.ts';
import type { ShopFigures } from './shop-figures.ts';

/**
 * What one part of the customers adds to the figures of the shop. Merging is exact, so that the parts may be cut in any way and
 * come in any order. JSON-safe, and of a size that does not grow with the number of customers.
 */
export interface ShopTally {
  rhythm: ShopRhythm;
  customers: number;
}

export function emptyTally(): ShopTally {
  return { rhythm: { gaps: {} }, customers: 0 };
}

/** The tally with these customers in it, as they are at `now`. */
export function withCustomers(tally: ShopTally, profiles: Profile[], _now: Instant): ShopTally {
  const gaps = profiles.flatMap(({ orders }) => gapsOf(orders));
  return { rhythm: withGaps(tally.rhythm, gaps), customers: tally.customers + profiles.length };
}

export function mergedTallies(parts: ShopTally[]): ShopTally {
  return {
    rhythm: merged(parts.map(({ rhythm }) => rhythm)),
    customers: parts.reduce((sum, { customers }) => sum + customers, 0),
  };
}

export function figuresOf({ rhythm, customers }: ShopTally, now: Instant): { rhythm: ShopRhythm; figures: ShopFigures } {
  const figures: ShopFigures = {
    at: now,
    customers,
    buyers: 0,
    repeatBuyers: 0,
    cuts: undefined,
    value: undefined,
    hours: undefined,
    models: {},
    lapse: undefined,
  };
  return { rhythm, figures };
}
