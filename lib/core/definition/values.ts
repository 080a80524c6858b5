import { minorDigits } from '../money.ts';

/*
 * Values carry their unit, so none can be misread. One parser each: `rapport check` validates with it, the compiler
 * compiles with it. Every parser throws a RangeError whose message says what is wanted, for a person.
 */

export const durationUnits = ['minute', 'hour', 'day', 'week', 'month', 'year'] as const;
export type DurationUnit = (typeof durationUnits)[number];

/** Days and longer are calendar time in the zone at hand, minutes and hours are exact. */
export interface Duration {
  count: number;
  unit: DurationUnit;
}

export const patterns = {
  duration: /^(0|[1-9][0-9]{0,4}) (minute|hour|day|week|month|year)s?$/,
  money: /^(0|[1-9][0-9]*)(\.[0-9]+)? [A-Z]{3}$/,
  share: /^(0|[1-9][0-9]*)(\.[0-9]{1,2})?%$/,
  change: /^-?(0|[1-9][0-9]*)(\.[0-9]{1,2})?%$/,
  timeOfDay: /^([01][0-9]|2[0-3]):[0-5][0-9]$/,
  date: /^[0-9]{4}-[0-9]{2}-[0-9]{2}$/,
  dateTime: /^[0-9]{4}-[0-9]{2}-[0-9]{2} ([01][0-9]|2[0-3]):[0-5][0-9]$/,
} as const;

export const wanted = {
  duration: 'a duration with its unit, such as "3 days" or "1 hour"',
  money: 'an amount with its currency, such as "500 GBP" or "12.50 EUR"',
  share: 'a share in percent, such as "10%"',
  change: 'a change in percent, such as "-30%"',
  timeOfDay: 'a time of day, such as "09:00"',
  date: 'a date, such as "2027-03-01"',
  dateTime: 'a date and time, such as "2027-03-01 09:00"',
} as const;

const minutesOf: { [unit in DurationUnit]: number } = { minute: 1, hour: 60, day: 1440, week: 10_080, month: 43_200, year: 525_600 };
const tenYears = 10 * minutesOf.year;

function isUnit(text: string | undefined): text is DurationUnit {
  return durationUnits.some((unit) => unit === text);
}

/** "3 days" → { count: 3, unit: 'day' }. From 1 minute to 10 years. */
export function parseDuration(text: string): Duration {
  const [, digits, unit] = patterns.duration.exec(text) ?? [];
  if (!isUnit(unit)) throw new RangeError(wanted.duration);
  const count = Number(digits);
  if (count === 0) throw new RangeError(`a duration above nothing: "1 ${unit}" is the shortest in ${unit}s`);
  if (count * minutesOf[unit] > tenYears) throw new RangeError('a duration of at most 10 years');
  return { count, unit };
}

/** For comparing durations with each other only: months count 30 days, years 365. */
export function roughMinutes(duration: Duration): number {
  return duration.count * minutesOf[duration.unit];
}

// Made at the first use: a function that never asks does not wait for it at its start.
let currencies: Set<string> | undefined;

export function isCurrency(code: string): boolean {
  currencies ??= new Set(Intl.supportedValuesOf('currency'));
  return currencies.has(code);
}

/** "12.50 GBP" → { amount: 1250, currency: 'GBP' }, integer minor units; "1299 JPY" → { amount: 1299, currency: 'JPY' }. */
export function parseMoney(text: string): { amount: number; currency: string } {
  if (!patterns.money.test(text)) throw new RangeError(wanted.money);
  const [number = '', currency = ''] = text.split(' ');
  if (!isCurrency(currency)) throw new RangeError(`a currency of ISO 4217; "${currency}" is none`);
  const [major = '', minor = ''] = number.split('.');
  const digits = minorDigits(currency);
  if (minor.length > digits) throw new RangeError(`at most ${digits} digits after the point: ${currency} has no smaller unit`);
  const amount = Number(major + minor.padEnd(digits, '0'));
  if (!Number.isSafeInteger(amount)) throw new RangeError('a smaller amount');
  return { amount, currency };
}

/** "10%" → 1000, in hundredths of a percent, 0 to 10,000. */
export function parseShare(text: string): number {
  const share = patterns.share.test(text) ? Math.round(Number(text.slice(0, -1)) * 100) : Number.NaN;
  if (!(share <= 10_000)) throw new RangeError(`${wanted.share}, from "0%" to "100%"`);
  return share;
}

/** "-30%" → -3000, in hundredths of a percent, from -10,000 upward. */
export function parseChange(text: string): number {
  const change = patterns.change.test(text) ? Math.round(Number(text.slice(0, -1)) * 100) : Number.NaN;
  if (!(change >= -10_000 && Number.isSafeInteger(change))) throw new RangeError(`${wanted.change}, from "-100%" upward`);
  return change;
}

/** "09:00" → { hour: 9, minute: 0 }. */
export function parseTimeOfDay(text: string): { hour: number; minute: number } {
  if (!patterns.timeOfDay.test(text)) throw new RangeError(wanted.timeOfDay);
  return { hour: Number(text.slice(0, 2)), minute: Number(text.slice(3, 5)) };
}

/** "2027-03-01" → { year: 2027, month: 3, day: 1 }; the day must exist, between 1900 and 2099. */
export function parseDate(text: string): { year: number; month: number; day: number } {
  if (!patterns.date.test(text)) throw new RangeError(wanted.date);
  const [year = 0, month = 0, day = 0] = text.split('-').map(Number);
  const date = new Date(Date.UTC(year, month - 1, day));
  if (date.getUTCMonth() !== month - 1 || date.getUTCDate() !== day) throw new RangeError(`a day of the calendar; ${text} does not exist`);
  if (year < 1900 || year > 2099) throw new RangeError('a date between 1900 and 2099');
  return { year, month, day };
}

/** "2027-03-01 09:00" → its parts, without a zone. */
export function parseDateTime(text: string): { year: number; month: number; day: number; hour: number; minute: number } {
  if (!patterns.dateTime.test(text)) throw new RangeError(wanted.dateTime);
  return { ...parseDate(text.slice(0, 10)), ...parseTimeOfDay(text.slice(11)) };
}

/** The unit of an authored text, or undefined when it is plain text. */
export function unitOf(text: string): keyof typeof patterns | undefined {
  return names.find((name) => patterns[name].test(text));
}

const names = ['duration', 'money', 'share', 'change', 'timeOfDay', 'date', 'dateTime'] as const;

export const weekdays = ['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday'] as const;
