import { minorDigits } from '../core/money.ts';
import { RenderFault } from './problem.ts';

/** Where and how a customer reads: `locale` BCP 47, `zone` IANA, `currency` ISO 4217. */
export interface Reader {
  locale: string;
  zone: string;
  currency: string;
}

export const dateStyles = ['short', 'medium', 'long', 'full'] as const;

/** `{amount, currency}` in minor units, or a number of minor units in the reader's currency: 1299 → "£12.99". */
export function formatMoney(value: unknown, reader: Reader): string {
  const { amount, currency } = asMoney(value, reader);
  const { format, minorUnits } = moneyFormat(reader.locale, currency);
  return format.format(amount / minorUnits);
}

/**
 * An instant (epoch ms or ISO 8601 with offset) is shown as the day in the reader's zone; "2027-03-01" is that day everywhere.
 * `style`: short, medium, long, full.
 */
export function formatDate(value: unknown, style: unknown, reader: Reader): string {
  const dateStyle = dateStyles.find((name) => name === (style ?? 'medium'));
  if (!dateStyle) throw new RenderFault(`a date is written "${dateStyles.join('", "')}"`);
  const { at, zone } = asDay(value, reader.zone);
  return dateFormat([reader.locale, dateStyle, zone]).format(at);
}

/** 1234.5 → "1,234.5" or "1.234,5". */
export function formatNumber(value: unknown, reader: Reader): string {
  const number = typeof value === 'string' && value.trim() ? Number(value) : value;
  if (typeof number !== 'number' || !Number.isFinite(number)) throw new RenderFault('`number` needs a number');
  return numberFormat(reader.locale).format(number);
}

/** An address that may stand in a link. Anything but https, http, mailto, tel and sms becomes "#", so no text can become a script. */
export function safeLink(value: unknown): string {
  const text = String(value).trim();
  return /^(https?:\/\/|mailto:|tel:|sms:)/i.test(text) ? text : '#';
}

function asMoney(value: unknown, reader: Reader): { amount: number; currency: string } {
  const { amount, currency } =
    typeof value === 'object' && value !== null && 'amount' in value && 'currency' in value
      ? value
      : { amount: value, currency: reader.currency };
  if (typeof amount !== 'number' || !Number.isInteger(amount) || typeof currency !== 'string' || !/^[A-Z]{3}$/.test(currency)) {
    throw new RenderFault('`money` needs an amount of money: whole minor units and a currency of three capital letters', { always: true });
  }
  return { amount, currency };
}

function asDay(value: unknown, zone: string): { at: number; zone: string } {
  if (typeof value === 'string' && /^\d{4}-\d{2}-\d{2}$/.test(value)) return { at: validInstant(Date.parse(value)), zone: 'UTC' };
  if (typeof value === 'string' && /^\d{4}-\d{2}-\d{2}T.*(Z|[+-]\d{2}:?\d{2})$/.test(value))
    return { at: validInstant(Date.parse(value)), zone };
  return { at: validInstant(value), zone };
}

function validInstant(value: unknown): number {
  if (typeof value !== 'number' || !Number.isFinite(value) || Math.abs(value) > 8.64e15)
    throw new RenderFault('`date` needs an instant or a day such as "2027-03-01"');
  return value;
}

// Making a formatter takes fifty times as long as using it.
const moneyFormats = new Map<string, { format: Intl.NumberFormat; minorUnits: number }>();
const numberFormats = new Map<string, Intl.NumberFormat>();
const dateFormats = new Map<string, Intl.DateTimeFormat>();

function moneyFormat(locale: string, currency: string): { format: Intl.NumberFormat; minorUnits: number } {
  return remembered(moneyFormats, `${locale} ${currency}`, () => {
    const format = new Intl.NumberFormat(locale, { style: 'currency', currency });
    return { format, minorUnits: 10 ** minorDigits(currency) };
  });
}

function numberFormat(locale: string): Intl.NumberFormat {
  return remembered(numberFormats, locale, () => new Intl.NumberFormat(locale));
}

function dateFormat([locale, dateStyle, timeZone]: [string, (typeof dateStyles)[number], string]): Intl.DateTimeFormat {
  return remembered(dateFormats, `${locale} ${dateStyle} ${timeZone}`, () => new Intl.DateTimeFormat(locale, { dateStyle, timeZone }));
}

function remembered<Format>(formats: Map<string, Format>, key: string, make: () => Format): Format {
  const format = formats.get(key) ?? make();
  if (formats.size >= 500 && !formats.has(key)) formats.clear();
  formats.set(key, format);
  return format;
}
