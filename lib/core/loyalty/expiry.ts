import { addDuration, addToDate, dateInYear, type Instant, localDate, startOfDay } from '../time.ts';
import type { ExpiryRule } from './live-program.ts';

const oneDay = { months: 0, days: 1, ms: 0 };
const monthsOf = { month: 1, quarter: 3, 'half-year': 6, year: 12 } as const;

/** The instant at which the local day of `at` is over. */
export function endOfDay(at: Instant, zone: string): Instant {
  return startOfDay(addToDate(localDate(at, zone), oneDay), zone);
}

/** The instant that begins a local year. */
export function startOfYear(year: number, zone: string): Instant {
  return startOfDay(`${year}-01-01`, zone);
}

/**
 * When points end that can be spent from `from` on: always the end of a day of the program's zone, so that "31 March" is a
 * day on which they can still be spent. A month is added as calendars do: 31 January and a month is the last of February.
 * null = never, or, where points slide, with the account.
 */
export function endOfLot(expiry: ExpiryRule | undefined, from: Instant, zone: string): Instant | null {
  if (!expiry || 'idle' in expiry) return null;
  return 'after' in expiry ? rolling(expiry, from, zone) : yearly(expiry, from, zone);
}

/** When all points end that slide, if nothing is earned or spent after `at`; null where they do not slide. */
export function endOfSlide(expiry: ExpiryRule | undefined, at: Instant, zone: string): Instant | null {
  return expiry && 'idle' in expiry ? endOfDay(addDuration(at, expiry.idle, zone), zone) : null;
}

function rolling({ after, round }: Extract<ExpiryRule, { after: unknown }>, from: Instant, zone: string): Instant {
  const last = addDuration(from, after, zone);
  if (!round) return endOfDay(last, zone);
  const date = localDate(last, zone);
  const months = monthsOf[round];
  const month = Number(date.slice(5, 7)) - 1;
  const first = String(month - (month % months) + 1).padStart(2, '0');
  return startOfDay(addToDate(`${date.slice(0, 4)}-${first}-01`, { months, days: 0, ms: 0 }), zone);
}

/** 29 February is the 28th where there is none. Points younger than the grace wait for a later year. */
function yearly({ each, grace }: Extract<ExpiryRule, { each: string }>, from: Instant, zone: string): Instant {
  const oldEnough = grace ? addDuration(from, grace, zone) : from;
  let year = Number(localDate(from, zone).slice(0, 4));
  const endIn = () => endOfDay(startOfDay(dateInYear(`2000-${each}`, year), zone), zone);
  while (endIn() <= from || endIn() < oldEnough) year += 1;
  return endIn();
}
