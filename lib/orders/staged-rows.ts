import type { DatabaseSync, SQLOutputValue, StatementSync } from 'node:sqlite';
import * as z from 'zod';
import type { Activity, Money } from '../core/activity.ts';
import { onlyZoneOf } from '../core/country-zones.ts';
import { minorDigits } from '../core/money.ts';
import type { Instant } from '../core/time.ts';
import { stagedDigits } from './decimal.ts';
import type { CustomerDetails } from './entry.ts';
import type { Person } from './order-line.ts';
import { phoneNumber } from './phone.ts';
import { partitionOf } from './staging.ts';

/** An order or a refund as it was staged; its amount in whole units of the currency and millionths, each of which a number holds. */
export interface Row {
  number: string;
  kind: 'order' | 'refund';
  customer: string;
  at: Instant;
  whole: number;
  millionths: number;
  currency: string;
  country: string | null;
  target: string | null;
  id: number;
  /** As JSON; null also where the query does not read it. */
  person: string | null;
}

/** What a query must read for `rowsOf`, in this order; right after it `person`, where that is wanted. */
export const rowColumns = 'number, kind, customer, at, amount / 1000000, amount % 1000000, currency, country, target, id';

/** The rows of a query of these columns, and what it reads beyond `person`. As arrays, since an object of SQLite is a table of its own for each row. */
export function* rowsOf(query: StatementSync): Generator<{ row: Row; rest: SQLOutputValue[] }> {
  query.setReturnArrays(true);
  for (const values of query.iterate()) {
    if (!Array.isArray(values)) throw new TypeError('SQLite gave no array');
    const [number, kind, customer, at, whole, millionths, currency, country, target, id, person, ...rest]: SQLOutputValue[] = values;
    const row: Row = {
      number: String(number),
      kind: kind === 'refund' ? kind : 'order',
      customer: String(customer),
      at: Number(at),
      whole: Number(whole),
      millionths: Number(millionths),
      currency: String(currency),
      country: textOf(country),
      target: textOf(target),
      id: Number(id),
      person: textOf(person),
    };
    yield { row, rest };
  }
}

/** Text, where there is any. */
export function textOf(value: SQLOutputValue | undefined): string | null {
  return typeof value === 'string' ? value : null;
}

/** An amount of the staging database, never negative, in minor units of its currency (half away from zero). */
export function minorUnits({ whole, millionths, currency }: Row): number {
  const digits = minorDigits(currency);
  return whole * 10 ** digits + Math.round(millionths / 10 ** (stagedDigits - digits));
}

/** The rows of each customer of a partition, earliest first; by customer in their order. */
export function* customersIn(database: DatabaseSync, partition: number): Generator<[Row, ...Row[]]> {
  const all = database.prepare(`SELECT ${rowColumns}, person FROM orders_${partition} ORDER BY customer, at, kind, id`);
  let rows: [Row, ...Row[]] | undefined;
  for (const { row } of rowsOf(all)) {
    if (rows && row.customer === rows[0].customer) rows.push(row);
    else {
      if (rows) yield rows;
      rows = [row];
    }
  }
  if (rows) yield rows;
}

/** What is known of somebody beside her orders. */
export interface Known {
  customer: string;
  home: string | null;
  /** As JSON. */
  person: string | null;
}

/** What her latest row says of her, of several at one instant the last in the file; her country is that of the latest that names one. */
export function whoIs(rows: [Row, ...Row[]]): Known {
  let home: Row | undefined;
  let person: Row | undefined;
  for (const row of rows) {
    if (row.country !== null && !(home && isLater(home, row))) home = row;
    if (row.person !== null && !(person && isLater(person, row))) person = row;
  }
  return { customer: rows[0].customer, home: home?.country ?? null, person: person?.person ?? null };
}

function isLater(one: Row, other: Row): boolean {
  return one.at > other.at || (one.at === other.at && one.id > other.id);
}

const mostCategories = 20;

/** The categories of an order: none is asked for where the file has none. */
export function categoriesIn(database: DatabaseSync): (order: Row) => string[] {
  const hasAny = database.prepare('SELECT 1 FROM categories LIMIT 1').get() !== undefined;
  const ofOrder = database.prepare(`SELECT category FROM categories WHERE number = ? ORDER BY category LIMIT ${mostCategories}`);
  return ({ number }) => (hasAny ? ofOrder.all(number).map(({ category }) => String(category)) : []);
}

/**
 * Which order a refund takes back: the one that the file names; else the customer's latest earlier order of the same
 * product, and of several the one of which most was given back. Undefined when none is found.
 */
export function refundMatcher(database: DatabaseSync): (refund: Row) => string | undefined {
  const sameNumber = new Map<number, StatementSync>();
  const sameProduct =
    database.prepare(`SELECT (SELECT number FROM products p WHERE p.customer = g.customer AND p.product = g.product AND p.at <= g.at
      ORDER BY p.at DESC, p.rowid DESC LIMIT 1) AS number, sum(amount) AS worth
    FROM given_back g WHERE g.number = ? GROUP BY 1 ORDER BY number IS NULL, worth DESC, number LIMIT 1`);
  return ({ number, customer, target }) => {
    if (target !== null) return target;
    const part = partitionOf(customer);
    const orders =
      sameNumber.get(part) ??
      database.prepare(`SELECT number FROM numbers JOIN orders_${part} USING (id, number) WHERE number = ? AND part = ${part}
        AND numbers.kind = 'order' AND customer = ?`);
    sameNumber.set(part, orders);
    const found = orders.get(number, customer) ?? sameProduct.get(number);
    return typeof found?.number === 'string' ? found.number : undefined;
  };
}

function activityOf({ number, customer, at }: Row, type: string, data: Activity['data']): Activity {
  return { id: number, type, customer, occurredAt: at, data };
}

function moneyOf(row: Row): Money {
  return { amount: minorUnits(row), currency: row.currency };
}

export function orderOf(row: Row, categories: string[]): Activity {
  const { number, country } = row;
  return activityOf(row, 'order.placed', {
    orderId: number,
    total: moneyOf(row),
    ...(categories.length > 0 ? { categories } : {}),
    ...(country === null ? {} : { country }),
  });
}

export function refundOf(row: Row, orderId: string | undefined): Activity {
  return activityOf(row, 'order.refunded', { ...(orderId === undefined ? {} : { orderId }), amount: moneyOf(row) });
}

/** Where a country has one zone it is hers; where it has several nobody knows which. */
function zoneOf(country: string): { zone?: string } {
  const zone = onlyZoneOf(country);
  return zone === undefined ? {} : { zone };
}

const emailSchema = z.email();

export function customerOf({ customer, home, ...known }: Known): CustomerDetails {
  const person: Person = known.person === null ? {} : JSON.parse(known.person);
  const country = home ?? undefined;
  const phone = person.phone ? phoneNumber(person.phone, country) : undefined;
  const consent = consentOf(person.acceptsMarketing);
  return {
    customer,
    attributes: {
      ...(person.firstName ? { firstName: person.firstName } : {}),
      ...(person.lastName ? { lastName: person.lastName } : {}),
      ...(country === undefined ? {} : { country, ...zoneOf(country) }),
    },
    ...(person.email && emailSchema.safeParse(person.email).success ? { email: person.email } : {}),
    ...(phone === undefined ? {} : { phone }),
    ...(consent === undefined ? {} : { consent: { channel: 'email' as const, given: consent, source: 'order file' } }),
  };
}

function consentOf(text: string | undefined): boolean | undefined {
  if (text === undefined || text === '') return undefined;
  return /^(yes|true|1|subscribed)$/i.test(text);
}
