import { type Silent, silentOf } from './lapse-rules.ts';
import type { Purchases } from './purchases.ts';

/** Somebody as she was known at the end of an earlier day, and what she did afterwards. */
export interface PastBuyer {
  id: string;
  before: Purchases;
  silent: Silent;
  /** Order days after it, several orders of a day being one. */
  later: number;
}

/**
 * Who had bought by the UTC day `at`, and on how many days she ordered after it, up to `until`. Left out is of whom nothing is
 * known of that time any more, since so much came later.
 */
export function splitAt(customers: readonly Purchases[], { at, until }: { at: number; until: number }): PastBuyer[] {
  return customers.flatMap((purchases) => {
    const before = upTo(purchases, at);
    const silent = silentOf(before, at);
    const later = purchases.days.filter(([on, orders]) => orders > 0 && on > at && on <= until).length;
    return silent ? [{ id: purchases.id, before, silent, later }] : [];
  });
}

/** What she had bought by the end of a UTC day; without an order day where that was nothing. */
export function upTo(purchases: Purchases, at: number): Purchases {
  const { id, firstDay } = purchases;
  const days = purchases.days.filter(([on]) => on <= at);
  const after = purchases.days.filter(([on]) => on > at);
  const last = days.findLast(([, orders]) => orders > 0)?.[0];
  return {
    id,
    days,
    orders: purchases.orders - after.reduce((sum, [, orders]) => sum + orders, 0),
    revenue: purchases.revenue - after.reduce((sum, [, , revenue]) => sum + revenue, 0),
    firstDay: last === undefined ? undefined : firstDay,
    lastDay: last,
  };
}

/** So much of a history is seen by rules that are tried on the rest of it. */
const seenShare = 0.75;

/** The last UTC day that rules may see where nobody names another. */
export function usualSplit({ firstOrder, asOf }: { firstOrder: number; asOf: number }): number {
  return firstOrder + Math.round((asOf - firstOrder) * seenShare);
}
