import { day, hour, type Instant, isDate } from '../../core/time.ts';
import type { Later } from '../../orders/staged-pasts.ts';
import { isoDay, numberOf } from '../figure-text.ts';

/** What is simulated: from the first instant to the last one. */
export interface TimeSpan {
  from: Instant;
  until: Instant;
}

/**
 * The days that were asked for, else the last 366 of the history, or all of it where it is shorter: so that also the day a year
 * before the last one is simulated. Days are UTC days, the first and the last one included; without --until it ends with the hour of the last activity. Throws a sentence when they do not fit.
 */
export function timeSpanOf(asked: { from?: string; until?: string }, { firstAt, lastAt }: { firstAt: Instant; lastAt: Instant }): TimeSpan {
  const history = `the history goes from ${isoDay(Math.floor(firstAt / day))} to ${isoDay(Math.floor(lastAt / day))}`;
  const [from, until] = [dayOf('--from', asked.from), dayOf('--until', asked.until)];
  if (from !== undefined && until !== undefined && from > until)
    throw new Error(`--from ${asked.from} comes after --until ${asked.until}: nothing would be simulated`);
  const span = {
    until: until === undefined ? Math.ceil((lastAt + 1) / hour) * hour : until + day - 1,
    from: from ?? Math.max(Math.floor(firstAt / day) * day, Math.floor(Math.min(until ?? lastAt, lastAt) / day) * day - 365 * day),
  };
  if (span.from > lastAt) throw new Error(`--from ${asked.from}: nothing happened from then on; ${history}`);
  if (span.until < firstAt) throw new Error(`--until ${asked.until}: nothing had happened until then; ${history}`);
  return span;
}

/** The first instant that is after today. Days are UTC days. */
export function tomorrowOf(now: Instant): Instant {
  return (Math.floor(now / day) + 1) * day;
}

/** What whoever asked for these days should know: after the history nobody does anything, and the history ends today. */
export function timeNotes(
  { from, until }: TimeSpan,
  { firstAt, lastAt, later }: { firstAt: Instant; lastAt: Instant; later?: Later | undefined },
): string[] {
  const first = Math.floor(firstAt / day);
  const last = Math.floor(lastAt / day);
  const end = Math.floor((until - 1) / day);
  return [
    ...(later ? [laterNote(later, lastAt === later.lastAt ? 'believed' : 'left out')] : []),
    ...(Math.floor(from / day) < first ? [`Nothing is known before ${isoDay(first)}: until then nobody is a customer.`] : []),
    ...(end > last
      ? [`Nothing is known after ${isoDay(last)}: from then until ${isoDay(end)} nobody buys anything, and everybody seems to lapse.`]
      : []),
  ];
}

/** What becomes of what is dated after today. */
const fates = {
  'left out': 'that is left out, and best mended where it comes from',
  believed: 'nothing is dated before, so that is taken as it stands',
  recorded: 'that is recorded as it stands, and best mended where it comes from before',
};

/** That some dates cannot be true, for whoever can mend them. */
export function laterNote({ count, lastAt, customer }: Later, fate: keyof typeof fates): string {
  return `${numberOf(count, 'activity is', 'activities are')} dated after today, the last on ${isoDay(Math.floor(lastAt / day))} (customer ${customer}): ${fates[fate]}.`;
}

function dayOf(option: string, text: string | undefined): Instant | undefined {
  if (text === undefined) return undefined;
  if (!isDate(text)) throw new Error(`${option} ${text}: is no day; write it as 2011-12-09`);
  return Date.parse(`${text}T00:00:00Z`);
}
