import type { DatabaseSync, SQLOutputValue, StatementSync } from 'node:sqlite';
import * as z from 'zod';
import type { Activity, Money } from '../core/activity.ts';
import { onlyZoneOf } from '../core/country-zones.ts';
import { minorDigits } from '../core/money.ts';
import { stagedDigits } from './decimal.ts';
import type { CustomerDetails } from './entry.ts';
import type { Person } from './order-line.ts';
import { phoneNumber } from './phone.ts';
import { partitionOf } from './staging.ts';

/** A row of the staging database. */
export type Row = Record<string, SQLOutputValue>;

/** What a query must read for `orderOf`, `refundOf` and `minorUnits`: an amount in whole units and millionths, each of which a number holds. */
export const orderColumns =
  'number, kind, customer, at, amount / 1000000 AS whole, amount % 1000000 AS millionths, currency, country, target, id';

/** An amount of the staging database, never negative, in minor units of its currency (half away from zero). */
export function minorUnits({ whole, millionths, currency }: Row): number {
  const digits = minorDigits(String(currency));
  return Number(whole) * 10 ** digits + Math.round(Number(millionths) / 10 ** (stagedDigits - digits));
}

/** The rows of each customer of a partition, earliest first; by customer in their order. */
export function* customersIn(database: DatabaseSync, partition: number): Generator<[Row, ...Row[]]> {
  const all = database.prepare(`SELECT ${orderColumns}, person FROM orders_${partition} ORDER BY customer, at, kind, id`);
  let rows: [Row, ...Row[]] | undefined;
  for (const row of all.iterate()) {
    if (rows && row.customer === rows[0].customer) rows.push(row);
    else {
      if (rows) yield rows;
      rows = [row];
    }
  }
  if (rows) yield rows;
}

/** What her latest row says of her, of several at one instant the last in the file; her country is that of the latest that names one. */
export function whoIs(rows: [Row, ...Row[]]): { customer: SQLOutputValue; home: SQLOutputValue; person: SQLOutputValue } {
  const last = (name: string) => {
    const naming = rows.filter((row) => row[name] !== null);
    return naming.reduce<Row | undefined>((latest, row) => (latest && isLater(latest, row) ? latest : row), undefined)?.[name] ?? null;
  };
  return { customer: rows[0].customer ?? null, home: last('country'), person: last('person') };
}

function isLater(one: Row, other: Row): boolean {
  return Number(one.at) > Number(other.at) || (one.at === other.at && Number(one.id) > Number(other.id));
}

const mostCategories = 20;

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
  const sameNumber = new Map<number, StatementSync>();
  const sameProduct =
    database.prepare(`SELECT (SELECT number FROM products p WHERE p.customer = g.customer AND p.product = g.product AND p.at <= g.at
      ORDER BY p.at DESC, p.rowid DESC LIMIT 1) AS number, sum(amount) AS worth
    FROM given_back g WHERE g.number = ? GROUP BY 1 ORDER BY number IS NULL, worth DESC, number LIMIT 1`);
  return ({ number, customer, target }) => {
    if (typeof target === 'string') return target;
    const part = partitionOf(String(customer));
    const orders =
      sameNumber.get(part) ??
      database.prepare(`SELECT number FROM numbers JOIN orders_${part} USING (id, number) WHERE number = ? AND part = ${part}
        AND numbers.kind = 'order' AND customer = ?`);
    sameNumber.set(part, orders);
    const found = orders.get(String(number), String(customer)) ?? sameProduct.get(String(number));
    return typeof found?.number === 'string' ? found.number : undefined;
  };
}

function activityOf(row: Row, type: string, data: Activity['data']): Activity {
  return { id: String(row.number), type, customer: String(row.customer), occurredAt: Number(row.at), data };
}

function moneyOf(row: Row): Money {
  return { amount: minorUnits(row), currency: String(row.currency) };
}

export function orderOf(row: Row, categories: string[]): Activity {
  const { country } = row;
  return activityOf(row, 'order.placed', {
    orderId: String(row.number),
    total: moneyOf(row),
    ...(categories.length > 0 ? { categories } : {}),
    ...(typeof country === 'string' ? { country } : {}),
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

export function customerOf(row: Row): CustomerDetails {
  const person: Person = typeof row.person === 'string' ? JSON.parse(row.person) : {};
  const country = typeof row.home === 'string' ? row.home : undefined;
  const phone = person.phone ? phoneNumber(person.phone, country) : undefined;
  const consent = consentOf(person.acceptsMarketing);
  return {
    customer: String(row.customer),
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
