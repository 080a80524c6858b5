import type { DatabaseSync } from 'node:sqlite';
import { minorDigits } from '../core/money.ts';
import type { Instant } from '../core/time.ts';
import { countryCode } from './countries.ts';
import { decimalText, stagedDigits } from './decimal.ts';
import { customerOf } from './staged-rows.ts';
import { partitions } from './staging.ts';

/** What a staged file holds as a whole. */
export interface Survey {
  orders: number;
  refunds: number;
  /** With an order that was not cancelled whole. */
  buyers: number;
  /** With anything. */
  customers: number;
  /** Of whom no country is known. */
  homeless: number;
  /** What the orders are worth before refunds, by currency, in decimals of the major unit: each is rounded to the minor unit, half away from zero, then summed. */
  revenue: { [currency: string]: string };
  firstAt: Instant;
  lastAt: Instant;
  /** Those in which somebody is. */
  partitions: number[];
}

const placed = "kind = 'order' AND cancelled = 0";

/** Currencies have so many minor digits, of which the query knows nothing: `in2` is the sum of those with two. */
const sums = [0, 2, 3, 4].map((digits) => {
  const minor = 10 ** (stagedDigits - digits);
  return `sum((amount + ${minor / 2}) / ${minor}) FILTER (WHERE ${placed}) AS in${digits}`;
});

/** Counts all rows, after all lines were staged. */
export function surveyOf(database: DatabaseSync): Survey {
  const survey = { orders: 0, refunds: 0, buyers: 0, customers: 0, homeless: 0, firstAt: Infinity, lastAt: -Infinity };
  const revenue = new Map<string, bigint>();
  const filled: number[] = [];
  for (const partition of partitions) {
    const byCurrency = database.prepare(`SELECT currency, count(*) FILTER (WHERE ${placed}) AS orders,
      count(*) FILTER (WHERE kind = 'refund') AS refunds, min(at) AS first, max(at) AS last, ${sums.join(', ')}
      FROM orders_${partition} GROUP BY currency`);
    byCurrency.setReadBigInts(true);
    for (const { currency, orders, refunds, first, last, ...worth } of byCurrency.iterate()) {
      const code = String(currency);
      survey.orders += Number(orders);
      survey.refunds += Number(refunds);
      survey.firstAt = Math.min(survey.firstAt, Number(first));
      survey.lastAt = Math.max(survey.lastAt, Number(last));
      const sum = worth[`in${minorDigits(code)}`];
      if (typeof sum === 'bigint') revenue.set(code, (revenue.get(code) ?? 0n) + sum);
    }
    // Where a query has one max and no other min or max, SQLite takes bare columns from its row. https://www.sqlite.org/lang_select.html#bareagg
    const byCountry = database.prepare(`SELECT country, count(*) AS customers, sum(placed > 0) AS buyers FROM
      (SELECT country, max(CASE WHEN country IS NULL THEN -1 ELSE at END), sum(${placed}) AS placed FROM orders_${partition} GROUP BY customer)
      GROUP BY country`);
    const countries = byCountry.all();
    if (countries.length > 0) filled.push(partition);
    for (const { country, customers, buyers } of countries) {
      survey.customers += Number(customers);
      survey.buyers += Number(buyers);
      if (countryCode(String(country ?? '')) === undefined) survey.homeless += Number(customers);
    }
  }
  const inMajor = [...revenue].sort().map(([currency, sum]) => [currency, decimalText(sum, minorDigits(currency))]);
  return { ...survey, revenue: Object.fromEntries(inMajor), partitions: filled };
}

/** Whether anybody can be reached by what the file says, and whether it says who accepts marketing. */
export function addressesIn(database: DatabaseSync): { hasAddresses: boolean; hasConsents: boolean } {
  const reached = database.prepare("SELECT country AS home, person FROM orders WHERE person ->> 'email' <> '' OR person ->> 'phone' <> ''");
  let hasAddresses = false;
  for (const row of reached.iterate()) {
    const { email, phone } = customerOf(row);
    hasAddresses = (email ?? phone) !== undefined;
    if (hasAddresses) break;
  }
  const consents = database.prepare("SELECT 1 FROM orders WHERE person ->> 'acceptsMarketing' <> '' LIMIT 1");
  return { hasAddresses, hasConsents: consents.get() !== undefined };
}
