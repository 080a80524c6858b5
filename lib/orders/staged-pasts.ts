import type { DatabaseSync } from 'node:sqlite';
import type { ActivityInput } from '../core/activity.ts';
import type { Instant } from '../core/time.ts';
import { countryCode } from './countries.ts';
import type { CustomerDetails } from './entry.ts';
import { categoriesIn, customerOf, orderOf, refundMatcher, refundOf } from './staged-entries.ts';

/** Some of the customers of a staged file, by their ids in order: from the first on, and before the second; absent = to the end. */
export type CustomerRange = readonly [from: string, before?: string];

/** What one customer of an order file did, in order of time. */
export interface StagedPast {
  details: CustomerDetails;
  activities: ActivityInput[];
}

/** Lets several read it side by side, each her own range, and cuts the customers into ranges of `size`. Once, after all lines were staged. */
export function customerRanges(database: DatabaseSync, size: number): CustomerRange[] {
  database.exec('CREATE INDEX IF NOT EXISTS by_customer ON orders (customer, at, kind, id)');
  refundMatcher(database);
  return rangesOf(database, 'SELECT DISTINCT customer FROM orders ORDER BY customer', size);
}

/** Cuts the customers that a query gives, in their order, into ranges of `size`. */
export function rangesOf(database: DatabaseSync, query: string, size: number): CustomerRange[] {
  const firsts: string[] = [];
  let n = 0;
  for (const { customer } of database.prepare(query).iterate()) if (n++ % size === 0) firsts.push(String(customer));
  return firsts.map((from, index) => {
    const before = firsts[index + 1];
    return before === undefined ? [from] : [from, before];
  });
}

/** Each customer of a range, one at a time: memory does not grow with their number. `wanted` is asked before her orders are made. */
export function* stagedPasts(
  database: DatabaseSync,
  [from, before]: CustomerRange,
  wanted: (customer: string) => boolean = () => true,
): Generator<StagedPast> {
  const refundedOrder = refundMatcher(database);
  const categories = categoriesIn(database);
  const rows = database.prepare(`SELECT orders.*, people.country AS home, person FROM orders LEFT JOIN people USING (customer)
    WHERE customer >= ? ${before === undefined ? '' : 'AND customer < ?'} ORDER BY customer, orders.at, kind, id`);
  rows.setReadBigInts(true);
  let past: StagedPast | undefined;
  let left = '';
  for (const row of rows.iterate(from, ...(before === undefined ? [] : [before]))) {
    const customer = String(row.customer);
    if (customer === left) continue;
    if (customer !== past?.details.customer) {
      if (past) yield past;
      past = wanted(customer) ? { details: customerOf(row), activities: [] } : undefined;
      if (!past) left = customer;
    }
    past?.activities.push(row.kind === 'refund' ? refundOf(row, refundedOrder(row)) : orderOf(row, categories(row)));
  }
  if (past) yield past;
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
  database.prepare('DELETE FROM orders WHERE at >= ?').run(tomorrow);
  database.exec('DELETE FROM people WHERE customer NOT IN (SELECT customer FROM orders)');
  return later;
}

/** How many customers there are, from when to when they did something, and what is known of how to reach them. */
export function reachOf(database: DatabaseSync) {
  const row = database.prepare('SELECT count(DISTINCT customer) AS customers, min(at) AS first, max(at) AS last FROM orders').get();
  let [hasAddresses, hasConsents] = [false, false];
  const people = database.prepare('SELECT customer, country AS home, person FROM people WHERE person IS NOT NULL');
  for (const person of people.iterate()) {
    const { email, phone, consent } = customerOf(person);
    hasAddresses ||= (email ?? phone) !== undefined;
    hasConsents ||= consent !== undefined;
    if (hasAddresses && hasConsents) break;
  }
  return {
    customers: Number(row?.customers),
    homeless: homelessIn(database),
    firstAt: Number(row?.first),
    lastAt: Number(row?.last),
    hasAddresses,
    hasConsents,
  };
}

/** Customers of whom no country is known. */
function homelessIn(database: DatabaseSync): number {
  const countries = database.prepare('SELECT country, count(*) AS customers FROM people GROUP BY country').all();
  return countries.reduce((sum, { country, customers }) => sum + (countryCode(String(country ?? '')) ? 0 : Number(customers)), 0);
}

/** What is dated `tomorrow` or later; undefined without any. */
export function laterIn(database: DatabaseSync, tomorrow: Instant): Later | undefined {
  const row = database.prepare('SELECT count(*) AS count, max(at) AS last, customer FROM orders WHERE at >= ?').get(tomorrow);
  const count = Number(row?.count);
  return count === 0 ? undefined : { count, lastAt: Number(row?.last), customer: String(row?.customer) };
}
