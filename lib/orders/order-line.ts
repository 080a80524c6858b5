import type { Instant } from '../core/time.ts';
import type { DateReader } from './dates.ts';
import { type Decimal, type DecimalMark, isPlausible, multiply, parseDecimal } from './decimal.ts';

/**
 * What became of the order that a line belongs to. `refund`: the line itself gives money back. `cancelled`: an order that
 * was given back whole, in a file that has one row for both; it is told as placed and refunded, and counts as a refund.
 */
export type Standing = 'order' | 'refund' | 'cancelled';

/** What a file says of the person, as it is written there. */
export interface Person {
  firstName?: string;
  lastName?: string;
  email?: string;
  phone?: string;
  acceptsMarketing?: string;
}

/** A line as its layout found it: texts, not yet believed. */
export interface RawLine {
  standing: Standing;
  customer: string;
  /** Absent where the layout has no such column: then the line is an order of its own. */
  order?: string;
  date: string;
  amount?: string;
  quantity?: string;
  price?: string;
  currency?: string;
  product?: string;
  category?: string;
  country?: string;
  person?: Person;
  /** What of the order was given back. */
  refunded?: string;
  refundedOn?: string;
}

export interface OrderLine {
  standing: Standing;
  customer: string;
  order?: string;
  at: Instant;
  /** Never negative: `standing` says which way the money went. */
  amount: Decimal;
  currency: string;
  product?: string;
  category?: string;
  country?: string;
  person?: Person;
  /** `dated`: the file says when it came; else it counts as of the order. */
  refund?: { amount: Decimal; at: Instant; dated: boolean };
}

export type Reason =
  | 'no-customer'
  | 'no-order'
  | 'bad-date'
  | 'bad-quantity'
  | 'bad-price'
  | 'bad-amount'
  | 'unknown-currency'
  | 'broken-quotes'
  | 'unreadable'
  | 'wrong-columns'
  | 'not-paid'
  | 'conflicting-order'
  | 'no-first-line';

/** Why a line was not read: the reason is counted, the detail is for the person who repairs the file. */
export interface Refusal {
  reason: Reason;
  detail: string;
}

export interface Reading {
  dates: DateReader;
  /** How dates are written there, for people. */
  dateForm: string;
  mark: DecimalMark;
  /** Of lines that name none. */
  currency: string;
}

const currencies = new Set(Intl.supportedValuesOf('currency'));
const longestId = 128;

/** True for an ISO 4217 code that money is counted in today. */
export function isCurrency(code: string): boolean {
  return currencies.has(code) && !['XSU', 'XDR'].includes(code);
}

/** Believes a line, or says why not. What is asked first is reported first: customer, order, date, amount, currency. */
export function readLine(raw: RawLine, reading: Reading): OrderLine | Refusal {
  const customer = customerId(raw.customer);
  if (customer === '') return refuse('no-customer', 'the customer is empty');
  if (customer.length > longestId) return refuse('no-customer', `the customer is longer than ${longestId} characters`);
  if (raw.order !== undefined && (raw.order === '' || raw.order.length > longestId))
    return refuse('no-order', `the order number is "${clip(raw.order)}"`);
  const at = reading.dates(raw.date);
  if (at === undefined)
    return refuse('bad-date', `"${clip(raw.date)}" is not a date of the form ${reading.dateForm} between 1970 and 2099`);
  const amount = amountOf(raw, reading.mark);
  if ('reason' in amount) return amount;
  const refund = refundOf(raw, { at, amount }, reading);
  if (refund && 'reason' in refund) return refund;
  const currency = (raw.currency || reading.currency).toUpperCase();
  if (!isCurrency(currency)) return refuse('unknown-currency', `"${clip(currency)}" is not a currency of ISO 4217`);
  const negative = amount.units < 0n;
  const whole = refund !== undefined && !negative && refund.amount.units > 0n && compare(refund.amount, amount) >= 0;
  return {
    ...kept(raw),
    standing: negative ? 'refund' : whole && raw.standing === 'order' ? 'cancelled' : raw.standing,
    customer,
    at,
    amount: negative ? { ...amount, units: -amount.units } : amount,
    currency,
    ...(refund && !negative ? { refund } : {}),
  };
}

function kept({ order, product, category, country, person }: RawLine): Partial<OrderLine> {
  return {
    ...(order === undefined ? {} : { order }),
    ...(product ? { product } : {}),
    ...(category ? { category } : {}),
    ...(country ? { country } : {}),
    ...(person ? { person } : {}),
  };
}

/** Spreadsheets turn 12345 into 12345.0; it is the same customer. */
function customerId(text: string): string {
  return text.replace(/^(\d+)\.0+$/, '$1');
}

function amountOf(raw: RawLine, mark: DecimalMark): Decimal | Refusal {
  if (raw.amount !== undefined) return numberOf(raw.amount, mark, 'amount');
  const quantity = numberOf(raw.quantity ?? '', mark, 'quantity');
  if ('reason' in quantity) return quantity;
  const price = numberOf(raw.price ?? '', mark, 'price');
  if ('reason' in price) return price;
  if (price.units < 0n) return refuse('bad-price', `the price "${clip(raw.price ?? '')}" is negative`);
  const amount = multiply(quantity, price);
  return isPlausible(amount)
    ? amount
    : refuse('bad-amount', `"${clip(raw.quantity ?? '')}" × "${clip(raw.price ?? '')}" is beyond any order line`);
}

function numberOf(text: string, mark: DecimalMark, name: 'amount' | 'quantity' | 'price'): Decimal | Refusal {
  const value = parseDecimal(text, mark);
  if (!value) return refuse(`bad-${name}`, `"${clip(text)}" is not a number`);
  return isPlausible(value) ? value : refuse(`bad-${name}`, `"${clip(text)}" is beyond any order line`);
}

function refundOf(raw: RawLine, order: { at: Instant; amount: Decimal }, reading: Reading): OrderLine['refund'] | Refusal {
  const on = raw.refundedOn ? reading.dates(raw.refundedOn) : undefined;
  const when = { at: Math.max(order.at, on ?? order.at), dated: on !== undefined };
  if (raw.standing === 'cancelled') return { amount: order.amount, ...when };
  if (!raw.refunded) return undefined;
  const found = numberOf(raw.refunded, reading.mark, 'amount');
  if ('reason' in found) return found;
  if (found.units === 0n) return undefined;
  return { amount: found.units < 0n ? { ...found, units: -found.units } : found, ...when };
}

function compare(a: Decimal, b: Decimal): bigint {
  return a.units * 10n ** BigInt(b.digits) - b.units * 10n ** BigInt(a.digits);
}

export function refuse(reason: Reason, detail: string): Refusal {
  return { reason, detail };
}

function clip(text: string): string {
  return text.length > 40 ? `${text.slice(0, 40)}…` : text;
}
