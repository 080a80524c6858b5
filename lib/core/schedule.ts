import type { EveryTrigger, OnceTrigger } from './definition/trigger.ts';
import { weekdays } from './definition/values.ts';
import { addToDate, atLocal, hour, type Instant, localDate, type MinuteOfDay, minute, minutesOf, type Weekday } from './time.ts';

/** When a scheduled campaign starts, in wall-clock terms. */
export type ScheduleRule = { zone: 'customer' | (string & {}) } & (
  | { once: string; at: MinuteOfDay }
  | { every: 'day' | 'week' | 'month'; weekdays: Weekday[]; days: (number | 'last')[]; at: MinuteOfDay }
);

/** One start of a schedule. In the customers' zones it is one for all of them, and spreads over 26 hours. */
export interface Occurrence {
  /** Its wall-clock time, "2027-03-01T09:00", by which it is called. */
  name: string;
  /** When it is due where it is due first. */
  opensAt: Instant;
  /** When it is due where it is due last; the same in one zone. */
  lastAt: Instant;
}

/** The zones of the world lie between these offsets. https://data.iana.org/time-zones/theory.html */
const furthest = { east: 14 * hour, west: -12 * hour };

/** As authored; `once` is "2027-03-01 09:00". */
export function compileSchedule(trigger: OnceTrigger | EveryTrigger): ScheduleRule {
  const zone = trigger.zone ?? 'customer';
  if ('once' in trigger) return { zone, once: trigger.once.slice(0, 10), at: minutesOf(trigger.once.slice(11)) };
  const on = trigger.on ?? [];
  const named = on.flatMap((each) => {
    const index = weekdays.findIndex((name) => name === each);
    // The grammar's week begins on Monday, the calendar's on Sunday.
    return index < 0 ? [] : [(index + 1) % 7];
  });
  const days = on.filter((each): each is number | 'last' => typeof each === 'number' || each === 'last');
  return { zone, every: trigger.every, weekdays: named, days, at: minutesOf(trigger.at) };
}

/**
 * The first occurrence that comes after the one called `done` and is due somewhere after `since`. `starts` and `ends` are the
 * first and the last date on which any may be. Undefined when there is none.
 */
export function nextOccurrence(
  rule: ScheduleRule,
  { since, done, starts, ends }: { since: Instant; done?: string | undefined; starts?: string | undefined; ends?: string | undefined },
): Occurrence | undefined {
  const wanted = (found: Occurrence) => found.lastAt > since && (done === undefined || found.name > done);
  if ('once' in rule) {
    const only = occurrenceOn(rule, rule.once);
    const inDays = (starts === undefined || rule.once >= starts) && (ends === undefined || rule.once <= ends);
    return inDays && wanted(only) ? only : undefined;
  }
  // A day before anywhere's today: the schedule of the customers' zones may still be due where it is due last.
  const earliest = [localDate(since - furthest.east, 'UTC'), done?.slice(0, 10), starts];
  let date = earliest.reduce<string>((latest, each) => (each !== undefined && each > latest ? each : latest), '');
  for (let ahead = 0; ahead <= mostAhead && (ends === undefined || date <= ends); ahead += 1) {
    const found = occurrenceOn(rule, date);
    if (isOn(rule, date) && wanted(found)) return found;
    date = addToDate(date, oneDay);
  }
  return undefined;
}

/** The instant at which an occurrence is due for a customer of a zone. What spring skips is due in the next valid minute; what autumn repeats, once. */
export function dueIn(rule: ScheduleRule, occurrence: string, zone: string): Instant {
  return atLocal(occurrence.slice(0, 10), minutesOf(occurrence.slice(11)), rule.zone === 'customer' ? zone : rule.zone);
}

const oneDay = { months: 0, days: 1, ms: 0 };
/** Whatever the rule, its next day is no further than this. */
const mostAhead = 40;

function occurrenceOn(rule: ScheduleRule, date: string): Occurrence {
  const clock = [Math.floor(rule.at / 60), rule.at % 60].map((part) => String(part).padStart(2, '0')).join(':');
  const name = `${date}T${clock}`;
  if (rule.zone !== 'customer') {
    const at = atLocal(date, rule.at, rule.zone);
    return { name, opensAt: at, lastAt: at };
  }
  const utc = Date.parse(`${date}T00:00:00Z`) + rule.at * minute;
  return { name, opensAt: utc - furthest.east, lastAt: utc - furthest.west };
}

/** A day that a month lacks is its last: "on the 31st" is there each month, as 29 February counts as the 28th. */
function isOn(rule: Extract<ScheduleRule, { every: string }>, date: string): boolean {
  if (rule.every === 'day') return true;
  if (rule.every === 'week') return rule.weekdays.includes(new Date(date).getUTCDay());
  const tomorrow = addToDate(date, oneDay);
  const isLast = tomorrow.endsWith('-01');
  const day = Number(date.slice(8));
  return rule.days.some((wanted) => (wanted === 'last' ? isLast : wanted === day || (isLast && wanted > day)));
}
