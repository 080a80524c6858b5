import { parseChange, parseMoney, unitOf } from '../definition/values.ts';
import type { Json } from '../enrollment/enrollment.ts';
import type { Rates } from '../money.ts';
import { readMoney, toBase } from '../money.ts';
import type { Instant } from '../time.ts';
import { addToDate, atLocal, isDate, minutesOf, startOfDay } from '../time.ts';
import type { Verdict } from './test.ts';

/** How a value compares with a bound: below 0, 0, above 0; undefined when the two cannot be compared. */
export type Compare = (value: Json) => number | undefined;

/** Compiles a bound of atLeast and atMost: 2, "20 GBP" or "-30%". */
export function compileBound(bound: number | string, rates: Rates): Compare {
  if (typeof bound === 'string' && unitOf(bound) === 'money') return compileMoney(bound, rates);
  const limit = typeof bound === 'number' ? bound : parseChange(bound) / 100;
  return (value) => (typeof value === 'number' ? value - limit : undefined);
}

function compileMoney(bound: string, rates: Rates): Compare {
  const wanted = parseMoney(bound);
  const wantedInBase = toBase(wanted, rates);
  return (value) => {
    const money = readMoney(value);
    if (!money) return undefined;
    if (money.currency === wanted.currency) return money.amount - wanted.amount;
    const inBase = toBase(money, rates);
    return inBase === undefined || wantedInBase === undefined ? undefined : inBase - wantedInBase;
  };
}

/** Compiles `is`: money by its worth, everything else by type and value. */
export function compileEquals(wanted: string | number | boolean, rates: Rates): (value: Json) => Verdict {
  if (typeof wanted === 'string' && unitOf(wanted) === 'money') {
    const compare = compileMoney(wanted, rates);
    return (value) => {
      if (typeof value === 'string') return value === wanted;
      const difference = compare(value);
      return difference === undefined ? undefined : difference === 0;
    };
  }
  return (value) => value === wanted;
}

/** An instant from what data holds: ms, "2027-03-01" (the start of that day), "2027-03-01 09:00", ISO 8601 with offset. */
export function instantFrom(value: Json, zone: string): Instant | undefined {
  // Of years that have four digits.
  if (typeof value === 'number') return Math.abs(value) < 25e13 ? value : undefined;
  if (typeof value !== 'string') return undefined;
  const [date = '', time = ''] = value.split(' ');
  if (time === '' && isDate(date)) return startOfDay(date, zone);
  if (isDate(date) && unitOf(time) === 'timeOfDay') return atLocal(date, minutesOf(time), zone);
  const at = /^\d{4}-\d{2}-\d{2}T.*(Z|[+-]\d{2}:?\d{2})$/.test(value) ? Date.parse(value) : Number.NaN;
  return Number.isNaN(at) ? undefined : at;
}

/** The last instant that "until" a date or a date and time still includes. */
export function endOf(bound: string, zone: string): Instant | undefined {
  if (isDate(bound)) return startOfDay(addToDate(bound, { months: 0, days: 1, ms: 0 }), zone) - 1;
  return instantFrom(bound, zone);
}
