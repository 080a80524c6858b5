import type { DatabaseSync, SQLOutputValue } from 'node:sqlite';
import * as z from 'zod';
import type { ActivityInput, Money } from '../core/activity.ts';
import { onlyZoneOf } from '../core/country-zones.ts';
import { minorDigits } from '../core/money.ts';
import { countryCode } from './countries.ts';
import { decimalText, stagedDigits, toDigits } from './decimal.ts';
import type { CustomerDetails, Entry } from './entry.ts';
import type { Person } from './order-line.ts';
import { refuse } from './order-line.ts';
import { phoneNumber } from './phone.ts';
import type { Reject } from './rejects.ts';

type Row = Record<string, SQLOutputValue>;

const batchSize = 1_000;
const mostCategories = 20;

/**
 * Decides about the lines that hold only an item: they are part of the order whose first line was read.
 * Adds to the counts and yields those without one, in batches.
 */
export function* settleItems(database: DatabaseSync, counts: { imported: number; refundLines: number }): Generator<Reject[]> {
  const settled = database.prepare(`SELECT line, text, items.number, max(orders.kind = 'order' AND cancelled = 0) AS stands
    FROM items LEFT JOIN orders USING (number) GROUP BY line ORDER BY line`);
  let batch: Reject[] = [];
  for (const row of settled.iterate()) {
    if (row.stands === 1) counts.imported++;
    else if (row.stands === 0) counts.refundLines++;
    else
      batch.push({
        ...refuse('no-first-line', `the first line of order "${row.number}" is missing or was rejected`),
        line: Number(row.line),
        text: String(row.text),
      });
    if (batch.length < batchSize) continue;
    yield batch;
    batch = [];
  }
  yield batch;
}

export interface OrderTotals {
  orders: number;
  refunds: number;
  customers: number;
  revenue: { [currency: string]: string };
}

/** Each order is rounded to its currency's minor unit (half away from zero), then summed. */
export function orderTotals(database: DatabaseSync): OrderTotals {
  const counted =
    database.prepare(`SELECT count(*) FILTER (WHERE kind = 'order' AND cancelled = 0) AS orders, count(*) FILTER (WHERE kind = 'refund') AS refunds,
    count(DISTINCT CASE WHEN kind = 'order' AND cancelled = 0 THEN customer END) AS customers FROM orders`);
  const row: Row = counted.get() ?? {};
  const amounts = database.prepare("SELECT currency, amount FROM orders WHERE kind = 'order' AND cancelled = 0");
  amounts.setReadBigInts(true);
  const sums = new Map<string, bigint>();
  for (const { currency, amount } of amounts.iterate()) {
    const code = String(currency);
    sums.set(code, (sums.get(code) ?? 0n) + minorUnits(amount, code));
  }
  const revenue = [...sums].sort().map(([currency, sum]) => [currency, decimalText(sum, minorDigits(currency))]);
  return {
    orders: Number(row.orders),
    refunds: Number(row.refunds),
    customers: Number(row.customers),
    revenue: Object.fromEntries(revenue),
  };
}

/** Orders and refunds, and each customer once. */
export function countEntries(database: DatabaseSync): number {
  return Number(database.prepare('SELECT count(*) + count(DISTINCT customer) AS entries FROM orders').get()?.entries ?? 0);
}

/** An amount of the staging database in whole minor units of its currency. */
export function minorUnits(staged: SQLOutputValue | undefined, currency: string): bigint {
  return toDigits({ units: BigInt(String(staged)), digits: stagedDigits }, minorDigits(currency));
}

/** Orders and refunds in time order, who a customer is right before the first thing that she did. */
export function* stagedEntries(database: DatabaseSync): Generator<Entry> {
  const refundedOrder = refundMatcher(database);
  const categories = categoriesIn(database);
  const rows =
    database.prepare(`SELECT orders.*, people.country AS home, person, row_number() OVER (PARTITION BY customer ORDER BY orders.at, kind, id) AS nth
    FROM orders LEFT JOIN people USING (customer) ORDER BY orders.at, kind, id`);
  rows.setReadBigInts(true);
  for (const row of rows.iterate()) {
    if (row.nth === 1n) yield { customer: customerOf(row) };
    if (row.kind === 'refund') yield { activity: refundOf(row, refundedOrder(row)) };
    else yield { activity: orderOf(row, categories(row)) };
  }
}

/** The categories of an order: none is asked for where the file has none. */
export function categoriesIn(database: DatabaseSync): (order: Row) => string[] {
  const hasAny = database.prepare('SELECT 1 FROM categories LIMIT 1').get() !== undefined;
  const ofOrder = database.prepare(`SELECT category FROM categories WHERE number = ? ORDER BY category LIMIT ${mostCategories}`);
  return ({ number }) => (hasAny ? ofOrder.all(String(number)).map(({ category }) => String(category)) : []);
}

/**
 * Which order a refund takes back: the one that the file names; else the customer's latest earlier order of the same
 * product, and of several the one of which most was given back. Undefined when none is found.
 */
export function refundMatcher(database: DatabaseSync): (refund: Row) => string | undefined {
  database.exec(
    'CREATE INDEX IF NOT EXISTS by_product ON products (customer, product, at); CREATE INDEX IF NOT EXISTS by_number ON given_back (number)',
  );
  const sameNumber = database.prepare("SELECT number FROM orders WHERE number = ? AND kind = 'order' AND customer = ?");
  const sameProduct =
    database.prepare(`SELECT (SELECT number FROM products p WHERE p.customer = g.customer AND p.product = g.product AND p.at <= g.at
      ORDER BY p.at DESC, p.rowid DESC LIMIT 1) AS number, sum(amount) AS worth
    FROM given_back g WHERE g.number = ? GROUP BY 1 ORDER BY number IS NULL, worth DESC, number LIMIT 1`);
  return ({ number, customer, target }) => {
    if (typeof target === 'string') return target;
    const found = sameNumber.get(String(number), String(customer)) ?? sameProduct.get(String(number));
    return typeof found?.number === 'string' ? found.number : undefined;
  };
}

function activityOf(row: Row, type: string, data: ActivityInput['data']): ActivityInput {
  const occurredAt = new Date(Number(row.at)).toISOString();
  return { id: String(row.number), type, customer: String(row.customer), occurredAt, ...(data ? { data } : {}) };
}

function moneyOf({ amount, currency }: Row): Money {
  return { amount: Number(minorUnits(amount, String(currency))), currency: String(currency) };
}

export function orderOf(row: Row, categories: string[]): ActivityInput {
  const country = countryCode(String(row.country ?? ''));
  return activityOf(row, 'order.placed', {
    orderId: String(row.number),
    total: moneyOf(row),
    ...(categories.length > 0 ? { categories } : {}),
    ...(country === undefined ? {} : { country }),
  });
}

export function refundOf(row: Row, orderId: string | undefined): ActivityInput {
  return activityOf(row, 'order.refunded', { ...(orderId === undefined ? {} : { orderId }), amount: moneyOf(row) });
}

/** Where a country has one zone it is hers; where it has several nobody knows which. */
function zoneOf(country: string): { zone?: string } {
  const zone = onlyZoneOf(country);
  return zone === undefined ? {} : { zone };
}

const personSchema = z.record(z.string(), z.string());

export function customerOf(row: Row): CustomerDetails {
  const person: Person = typeof row.person === 'string' ? personSchema.parse(JSON.parse(row.person)) : {};
  const country = countryCode(String(row.home ?? ''));
  const phone = person.phone ? phoneNumber(person.phone, country) : undefined;
  const consent = consentOf(person.acceptsMarketing);
  return {
    customer: String(row.customer),
    attributes: {
      ...(person.firstName ? { firstName: person.firstName } : {}),
      ...(person.lastName ? { lastName: person.lastName } : {}),
      ...(country === undefined ? {} : { country, ...zoneOf(country) }),
    },
    ...(person.email && z.email().safeParse(person.email).success ? { email: person.email } : {}),
    ...(phone === undefined ? {} : { phone }),
    ...(consent === undefined ? {} : { consent: { channel: 'email' as const, given: consent, source: 'order file' } }),
  };
}

function consentOf(text: string | undefined): boolean | undefined {
  if (text === undefined || text === '') return undefined;
  return /^(yes|true|1|subscribed)$/i.test(text);
}
