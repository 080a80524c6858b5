import type { Property } from '../core/definition/data.ts';
import { isEmail } from '../core/email-form.ts';
import type { Json } from '../core/enrollment/enrollment.ts';
import { minorDigits } from '../core/money.ts';
import { type Instant, isZone } from '../core/time.ts';
import { countryCode } from '../orders/countries.ts';
import type { DateReader } from '../orders/dates.ts';
import { type DecimalMark, hasDecimalComma, isPlausible, parseDecimal, toDigits } from '../orders/decimal.ts';
import { isCurrency } from '../orders/order-line.ts';
import type { Refused } from './row.ts';

/** How the cells of a file are written. */
export interface Reading {
  /** Instants, local to the zone of the import where they name no offset. */
  instants: DateReader;
  /** Days, as UTC midnights: of a birthday, too. */
  days: DateReader;
  /** Absent: by the look of each number. */
  decimal?: DecimalMark;
  /** Of the map. */
  dateFormat?: string;
  /** The present: what is later was not true yet. */
  now: Instant;
}

/** Thrown while a line is read, caught by whoever reads it: a cell that cannot be. */
export class RefusedCell extends Error implements Refused {
  override name = 'RefusedCell';
  readonly reason: string;
  constructor(reason: string, detail: string) {
    super(detail);
    this.reason = reason;
  }
  get detail(): string {
    return this.message;
  }
}

export function clip(text: string): string {
  return text.length > 40 ? `${text.slice(0, 40)}…` : text;
}

/** The domain in small letters; the rest as she writes it. */
export function emailOf(text: string): string {
  const bare = text.trim().replace(/^mailto:/i, '');
  if (!isEmail(bare)) throw new RefusedCell('bad-email', `"${clip(text)}" is not an e-mail address`);
  const at = bare.lastIndexOf('@');
  return bare.slice(0, at) + bare.slice(at).toLowerCase();
}

const yes = ['yes', 'y', 'true', '1', 'x', 'on', 'given', 'granted', 'subscribed', 'opt-in', 'optin'];
const no = ['no', 'n', 'false', '0', 'off', 'withdrawn', 'refused', 'unsubscribed', 'opt-out', 'optout'];

/** A person's yes or no. */
export function yesOrNo(text: string, field: string): boolean {
  const word = text.trim().toLowerCase();
  if (yes.includes(word)) return true;
  if (no.includes(word)) return false;
  throw new RefusedCell(`bad-${field}`, `"${clip(text)}" is neither yes nor no; allowed: ${[...yes, ...no].join(', ')}`);
}

function datesAreLike({ dateFormat }: Reading): string {
  if (dateFormat !== undefined) return `of the form ${dateFormat} that the map names, nor YYYY-MM-DD,`;
  return 'of the form YYYY-MM-DD (another is named by "dateFormat" in --map FILE.json)';
}

export function instantOf(text: string, reading: Reading): Instant {
  const { instants, now } = reading;
  const at = instants(text.trim());
  if (at === undefined) throw new RefusedCell('bad-date', `"${clip(text)}" is not a date ${datesAreLike(reading)} between 1970 and 2099`);
  if (at > now) throw new RefusedCell('bad-date', `"${clip(text)}" has not come yet`);
  return at;
}

/** YYYY-MM-DD. */
export function dayOf(text: string, reading: Reading): string {
  const at = reading.days(text.trim());
  if (at === undefined) throw new RefusedCell('bad-date', `"${clip(text)}" is not a day ${datesAreLike(reading)} between 1900 and 2099`);
  return new Date(at).toISOString().slice(0, 10);
}

/** ISO 3166-1 alpha-2, of a code or an English name. */
export function countryOf(text: string): string {
  const code = countryCode(text);
  if (code === undefined) throw new RefusedCell('bad-country', `"${clip(text)}" is no country: give its ISO 3166 code or its English name`);
  return code;
}

/** BCP 47. */
export function languageOf(text: string): string {
  try {
    const [tag] = Intl.getCanonicalLocales(text.trim().replaceAll('_', '-'));
    if (tag !== undefined && new Intl.DisplayNames('en', { type: 'language', fallback: 'none' }).of(tag) !== undefined) return tag;
  } catch {
    // Falls through to the sentence.
  }
  throw new RefusedCell('bad-language', `"${clip(text)}" is no language: give its tag, such as "en" or "de-AT"`);
}

export function zoneOf(text: string): string {
  if (!isZone(text.trim())) throw new RefusedCell('bad-zone', `"${clip(text)}" is no time zone such as "Europe/London"`);
  return text.trim();
}

function numberOf(text: string, field: string, { decimal }: Reading): { units: bigint; digits: number } {
  const value = parseDecimal(text.trim(), decimal ?? (hasDecimalComma(text) ? ',' : '.'));
  if (!value || !isPlausible(value)) throw new RefusedCell(`bad-${field}`, `"${clip(text)}" is not a number`);
  return value;
}

/** "12.99 GBP", "£" only with `currency`; minor units. */
export function moneyOf(text: string, { field, currency = '' }: { field: string; currency?: string }, reading: Reading) {
  const code = (/\b([A-Za-z]{3})\b/.exec(text)?.[1] ?? currency).trim().toUpperCase();
  if (!isCurrency(code))
    throw new RefusedCell('bad-currency', code ? `"${clip(code)}" is not a currency of ISO 4217` : `"${clip(text)}" names no currency`);
  const amount = Number(toDigits(numberOf(text.replace(/\b[A-Za-z]{3}\b/, ''), field, reading), minorDigits(code)));
  if (amount < 0) throw new RefusedCell(`bad-${field}`, `"${clip(text)}" is below nothing`);
  return { amount, currency: code };
}

const longestText = 160;

/** A cell as the declared type of an attribute. */
export function attributeOf(text: string, { name, property }: { name: string; property: Property }, reading: Reading): Json {
  switch (property.type) {
    case 'number': {
      const { units, digits } = numberOf(text, name, reading);
      return Number(units) / 10 ** digits;
    }
    case 'boolean':
      return yesOrNo(text, name);
    case 'money':
      return moneyOf(text, { field: name }, reading);
    case 'date':
      return dayOf(text, reading);
    case 'time': {
      const at = reading.instants(text.trim());
      if (at === undefined)
        throw new RefusedCell(`bad-${name}`, `"${clip(text)}" is not a date ${datesAreLike(reading)} between 1970 and 2099`);
      return new Date(at).toISOString();
    }
    case 'list':
      return bounded(text, name, (whole) =>
        whole
          .split(/[;|]/)
          .map((part) => part.trim())
          .filter((part) => part !== ''),
      );
    default:
      return bounded(text, name, (whole) => whole);
  }
}

function bounded<T extends Json>(text: string, name: string, read: (text: string) => T): T {
  if (text.length > longestText) throw new RefusedCell(`bad-${name}`, `"${clip(text)}" is longer than ${longestText} characters`);
  return read(text.trim());
}
