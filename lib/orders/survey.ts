import type { DatabaseSync } from 'node:sqlite';
import { minorDigits } from '../core/money.ts';
import type { Instant } from '../core/time.ts';
import { decimalText, stagedDigits } from './decimal.ts';
import { customerOf, customersIn, whoIs } from './staged-rows.ts';
import { partitions } from './staging.ts';

/** What a staged file holds as a whole. */
export interface Survey {
  /** Everything that was placed or given back. */
  rows: number;
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
  const survey = { rows: 0, orders: 0, refunds: 0, buyers: 0, customers: 0, homeless: 0, firstAt: Infinity, lastAt: -Infinity };
  const revenue = new Map<string, bigint>();
  const filled: number[] = [];
  for (const partition of partitions) {
    const byCurrency = database.prepare(`SELECT currency, count(*) AS rows, count(*) FILTER (WHERE ${placed}) AS orders,
      count(*) FILTER (WHERE kind = 'refund') AS refunds, min(at) AS first, max(at) AS last, ${sums.join(', ')}
      FROM orders_${partition} GROUP BY currency`);
    byCurrency.setReadBigInts(true);
    for (const { currency, rows, orders, refunds, first, last, ...worth } of byCurrency.iterate()) {
      const code = String(currency);
      survey.rows += Number(rows);
      survey.orders += Number(orders);
      survey.refunds += Number(refunds);
      survey.firstAt = Math.min(survey.firstAt, Number(first));
      survey.lastAt = Math.max(survey.lastAt, Number(last));
      const sum = worth[`in${minorDigits(code)}`];
      if (typeof sum === 'bigint') revenue.set(code, (revenue.get(code) ?? 0n) + sum);
    }
    const known = database.prepare(`SELECT count(*) AS customers, total(placed > 0) AS buyers, total(home IS NULL) AS homeless FROM
      (SELECT max(country) AS home, sum(${placed}) AS placed FROM orders_${partition} GROUP BY customer)`);
    const { customers, buyers, homeless } = known.get() ?? {};
    survey.customers += Number(customers);
    survey.buyers += Number(buyers);
    survey.homeless += Number(homeless);
    if (Number(customers) > 0) filled.push(partition);
  }
  const inMajor = [...revenue].sort().map(([currency, sum]) => [currency, decimalText(sum, minorDigits(currency))]);
  return { ...survey, revenue: Object.fromEntries(inMajor), partitions: filled };
}

/** Whether anybody can be reached by what the file says of her last, and whether it says of anybody that she accepts marketing, or not. */
export function addressesIn(database: DatabaseSync): { hasAddresses: boolean; hasConsents: boolean } {
  const isSaid = (what: string) => database.prepare(`SELECT 1 FROM orders WHERE person ->> '${what}' <> '' LIMIT 1`).get() !== undefined;
  const mayHave = { addresses: isSaid('email') || isSaid('phone'), consents: isSaid('acceptsMarketing') };
  const found = { hasAddresses: false, hasConsents: false };
  for (const partition of partitions) {
    for (const rows of customersIn(database, partition)) {
      if (found.hasAddresses === mayHave.addresses && found.hasConsents === mayHave.consents) return found;
      const { email, phone, consent } = customerOf(whoIs(rows));
      found.hasAddresses ||= (email ?? phone) !== undefined;
      found.hasConsents ||= consent !== undefined;
    }
  }
  return found;
}
