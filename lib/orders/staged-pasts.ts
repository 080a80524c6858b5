import type { DatabaseSync } from 'node:sqlite';
import type { Activity } from '../core/activity.ts';
import type { Instant } from '../core/time.ts';
import type { CustomerDetails } from './entry.ts';
import { categoriesIn, customerOf, customersIn, orderOf, refundMatcher, refundOf, whoIs } from './staged-rows.ts';
import { partitions } from './staging.ts';

/** What one customer of an order file did, in order of time. */
export interface StagedPast {
  details: CustomerDetails;
  activities: Activity[];
}

/** Each customer of some partitions, one after the other, one at a time. `wanted` is asked before her orders are made. */
export function* stagedPasts(
  database: DatabaseSync,
  partitions: number[],
  wanted: (customer: string) => boolean = () => true,
): Generator<StagedPast> {
  const refundedOrder = refundMatcher(database);
  const categories = categoriesIn(database);
  for (const partition of partitions) {
    for (const rows of customersIn(database, partition)) {
      if (!wanted(rows[0].customer)) continue;
      const activities = rows.map((row) => (row.kind === 'refund' ? refundOf(row, refundedOrder(row)) : orderOf(row, categories(row))));
      yield { details: customerOf(whoIs(rows)), activities };
    }
  }
}

/** What is dated after today. */
export interface Later {
  count: number;
  lastAt: Instant;
  /** Whose the last of it is. */
  customer: string;
}

/**
 * Drops what is dated `tomorrow` or later, with the customers of whom nothing else is known, and says what it was. One slip of the
 * finger would else move the whole history. Where everything is dated so, that is the shop's time, and it stays.
 */
export function dropLater(database: DatabaseSync, tomorrow: Instant): Later | undefined {
  const later = laterIn(database, tomorrow);
  const isAll = database.prepare('SELECT 1 FROM orders WHERE at < ? LIMIT 1').get(tomorrow) === undefined;
  if (!later || isAll) return later;
  for (const partition of partitions) database.prepare(`DELETE FROM orders_${partition} WHERE at >= ?`).run(tomorrow);
  return later;
}

/** What is dated `tomorrow` or later; undefined without any. */
export function laterIn(database: DatabaseSync, tomorrow: Instant): Later | undefined {
  const row = database.prepare('SELECT count(*) AS count, max(at) AS last, customer FROM orders WHERE at >= ?').get(tomorrow);
  const count = Number(row?.count);
  return count === 0 ? undefined : { count, lastAt: Number(row?.last), customer: String(row?.customer) };
}
