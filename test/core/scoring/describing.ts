import fc from 'fast-check';
import type { Purchases } from '../../../lib/core/scoring/purchases.ts';

/** Somebody with one order on each of these days, each worth 10.00. */
export function buyer(days: number[], id = 'c-1'): Purchases {
  return purchases(
    id,
    days.map((on) => [on, 1, 1000]),
  );
}

export function purchases(id: string, days: Purchases['days']): Purchases {
  const ordered = days.filter(([, orders]) => orders > 0).map(([on]) => on);
  return {
    id,
    days,
    orders: days.reduce((sum, [, orders]) => sum + orders, 0),
    revenue: days.reduce((sum, [, , revenue]) => sum + revenue, 0),
    firstDay: ordered[0],
    lastDay: ordered.at(-1),
  };
}

/** Somebody with any orders and refunds. */
export const anyPurchases = (id: string): fc.Arbitrary<Purchases> =>
  fc
    .uniqueArray(fc.tuple(fc.integer({ min: 14_000, max: 20_000 }), fc.nat(3), fc.integer({ min: -50_000, max: 900_000 })), {
      selector: ([on]) => on,
      maxLength: 12,
    })
    .map((days) =>
      purchases(
        id,
        days.sort(([a], [b]) => a - b),
      ),
    );

/** A list that is cut at any places into parts, in any order. */
export function cut<Value>(values: Value[], places: number[]): Value[][] {
  const edges = [0, ...places.map((place) => place % (values.length + 1)).sort((a, b) => a - b), values.length];
  const parts = edges.slice(1).map((end, index) => values.slice(edges[index], end));
  return places.length % 2 === 0 ? parts : parts.reverse();
}
