import type { DatabaseSync } from 'node:sqlite';
import type { Activity } from '../core/activity.ts';
import type { Instant } from '../core/time.ts';
import { countryCode } from './countries.ts';
import type { CustomerDetails } from './entry.ts';
import { categoriesIn, customerOf, customersIn, orderOf, refundMatcher, refundOf, whoIs } from './staged-rows.ts';
import { partitions } from './staging.ts';

/** What one customer of an order file did, in order of time. */
export interface StagedPast {
  details: CustomerDetails;
  activities: Activity[];
}

/** Each customer of a partition, by id, one at a time. `wanted` is asked before her orders are made. */
export function* stagedPasts(
  database: DatabaseSync,
  partition: number,
  wanted: (customer: string) => boolean = () => true,
): Generator<StagedPast> {
  const refundedOrder = refundMatcher(database);
  const categories = categoriesIn(database);
  for (const rows of customersIn(database, partition)) {
    if (!wanted(String(rows[0].customer))) continue;
    const activities = rows.map((row) => (row.kind === 'refund' ? refundOf(row, refundedOrder(row)) : orderOf(row, categories(row))));
    yield { details: customerOf(whoIs(rows)), activities };
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

/** How many customers there are, in which partitions, from when to when they did something, and what is known of how to reach them. */
export function reachOf(database: DatabaseSync) {
  // Where a query has one max and nothing else of the kind, SQLite takes the other columns from its row. https://www.sqlite.org/lang_select.html#bareagg
  const homes = partitions.map((partition) => ({
    partition,
    ofCustomers: database
      .prepare(`SELECT country, count(*) AS customers FROM
        (SELECT country, max(CASE WHEN country IS NULL THEN -1 ELSE at END) FROM orders_${partition} GROUP BY customer) GROUP BY country`)
      .all(),
  }));
  const all = homes.flatMap(({ ofCustomers }) => ofCustomers);
  const customersIn = (rows: typeof all) => rows.reduce((sum, { customers }) => sum + Number(customers), 0);
  const time = database.prepare('SELECT min(at) AS first, max(at) AS last FROM orders').get();
  return {
    partitions: homes.filter(({ ofCustomers }) => ofCustomers.length > 0).map(({ partition }) => partition),
    customers: customersIn(all),
    /** Customers of whom no country is known. */
    homeless: customersIn(all.filter(({ country }) => countryCode(String(country ?? '')) === undefined)),
    firstAt: Number(time?.first),
    lastAt: Number(time?.last),
    hasAddresses: hasAddresses(database),
    hasConsents: database.prepare("SELECT 1 FROM orders WHERE person ->> 'acceptsMarketing' <> '' LIMIT 1").get() !== undefined,
  };
}

function hasAddresses(database: DatabaseSync): boolean {
  const rows = database.prepare("SELECT country AS home, person FROM orders WHERE person ->> 'email' <> '' OR person ->> 'phone' <> ''");
  for (const row of rows.iterate()) {
    const { email, phone } = customerOf(row);
    if ((email ?? phone) !== undefined) return true;
  }
  return false;
}

/** What is dated `tomorrow` or later; undefined without any. */
export function laterIn(database: DatabaseSync, tomorrow: Instant): Later | undefined {
  const row = database.prepare('SELECT count(*) AS count, max(at) AS last, customer FROM orders WHERE at >= ?').get(tomorrow);
  const count = Number(row?.count);
  return count === 0 ? undefined : { count, lastAt: Number(row?.last), customer: String(row?.customer) };
}
