// The functions alone: the classes are three times as large in every bundle.
import * as zonedDateTime from 'temporal-polyfill/fns/ZonedDateTime';
import { clockText, dateText } from './date-text.ts';
import { parseDuration, parseTimeOfDay } from './definition/values.ts';
import { remembered } from './remembered.ts';

/** Milliseconds since 1970-01-01T00:00:00Z. Instants end in `At`. */
export type Instant = number;

/** A wall-clock date and time of no zone, as milliseconds of the same reading in UTC. */
type WallClock = number;

/** A calendar duration: months and days keep the local time of day, milliseconds are exact. One sign for all three. */
export interface CalendarDuration {
  months: number;
  days: number;
  ms: number;
}

/** Minutes since local midnight, 0–1439. */
export type MinuteOfDay = number;

/** 0 = Sunday … 6 = Saturday. */
export type Weekday = number;

/** "3 days" → its parts; throws a RangeError for text that is no duration. */
export function durationOf(text: string): CalendarDuration {
  return remembered(durations, text, parsedDuration);
}

const durations = new Map<string, CalendarDuration>();

function parsedDuration(text: string): CalendarDuration {
  const { count, unit } = parseDuration(text);
  if (unit === 'minute' || unit === 'hour') return { months: 0, days: 0, ms: count * (unit === 'hour' ? hour : minute) };
  if (unit === 'day' || unit === 'week') return { months: 0, days: count * (unit === 'week' ? 7 : 1), ms: 0 };
  return { months: count * (unit === 'year' ? 12 : 1), days: 0, ms: 0 };
}

/** "09:00" → 540; throws a RangeError for text that is no time of day. */
export function minutesOf(text: string): MinuteOfDay {
  const time = parseTimeOfDay(text);
  return time.hour * 60 + time.minute;
}

export const minute = 60_000;
export const hour = 60 * minute;
export const day = 24 * hour;

interface OffsetRange {
  from: Instant;
  until: Instant;
  offset: number;
}

const rangesByZone = new Map<string, OffsetRange[] | null>();
const utc: OffsetRange = { from: -Infinity, until: Infinity, offset: 0 };
/** Mostly the same zone and stretch are asked for again. */
let last: { zone: string; ranges: OffsetRange[]; range: OffsetRange } | undefined;

/** True when `zone` is an IANA zone that this runtime knows. Ask before any other function of this file is given it. */
export function isZone(zone: unknown): zone is string {
  return typeof zone === 'string' && rangesOf(zone) !== undefined;
}

function rangesOf(zone: string): OffsetRange[] | undefined {
  if (last?.zone === zone) return last.ranges;
  const known = rangesByZone.get(zone);
  if (known !== undefined) return known ?? undefined;
  if (rangesByZone.size > 2_000) rangesByZone.clear();
  const valid = zone.length <= 64 && /^[A-Za-z]/.test(zone) && resolves(zone);
  rangesByZone.set(zone, valid ? [] : null);
  return valid ? (rangesByZone.get(zone) ?? undefined) : undefined;
}

function resolves(zone: string): boolean {
  try {
    zonedDateTime.create(0n, zone);
    return true;
  } catch {
    return false;
  }
}

/** The zone's transitions are asked of Temporal once for each stretch of constant offset, then remembered. */
function rangeAt(zone: string, at: Instant): OffsetRange {
  if (last?.zone === zone && at < last.range.until && at >= last.range.from) return last.range;
  const ranges = zone === 'UTC' ? undefined : rangesOf(zone);
  if (ranges === undefined) return utc;
  const range = ranges.find(({ from, until }) => at < until && at >= from) ?? added(ranges, { zone, at });
  last = { zone, ranges, range };
  return range;
}

function added(ranges: OffsetRange[], { zone, at }: { zone: string; at: Instant }): OffsetRange {
  const zoned = inZone(zone, at);
  const range = {
    from: zonedDateTime.getTimeZoneTransition(inZone(zone, at + 1), 'previous')?.epochMilliseconds ?? -Infinity,
    until: zonedDateTime.getTimeZoneTransition(zoned, 'next')?.epochMilliseconds ?? Infinity,
    offset: zonedDateTime.offsetNanoseconds(zoned) / 1e6,
  };
  ranges.push(range);
  ranges.sort((one, other) => one.until - other.until);
  return range;
}

function inZone(zone: string, at: Instant): zonedDateTime.Record {
  return zonedDateTime.create(BigInt(at) * 1_000_000n, zone);
}

/** Milliseconds to add to UTC for the local reading. An unknown zone counts as UTC: callers check with `isZone`. */
export function offsetAt(zone: string, at: Instant): number {
  return rangeAt(zone, at).offset;
}

function wallClock(at: Instant, zone: string): WallClock {
  return at + offsetAt(zone, at);
}

/**
 * The instant of a local reading. A reading that spring skips is the first minute after the gap; one that autumn repeats
 * is its first occurrence.
 */
function instantOf(wall: WallClock, zone: string): Instant {
  const { offset: before, until } = rangeAt(zone, wall - day);
  if (wall + day < until) return wall - before;
  const after = offsetAt(zone, wall + day);
  for (const offset of [Math.max(before, after), Math.min(before, after)])
    if (offsetAt(zone, wall - offset) === offset) return wall - offset;
  return rangeAt(zone, wall - before).from;
}

/** Local calendar date, `YYYY-MM-DD`. */
export function localDate(at: Instant, zone: string): string {
  return dateText(wallClock(at, zone));
}

/** Local minute of the day, 0–1439. */
export function minuteOfDay(at: Instant, zone: string): MinuteOfDay {
  return Math.floor(modulo(wallClock(at, zone), day) / minute);
}

/** Local weekday, 0 = Sunday. */
export function weekday(at: Instant, zone: string): Weekday {
  return new Date(wallClock(at, zone)).getUTCDay();
}

/** The instant of a local date (`YYYY-MM-DD`) and minute of the day. */
export function atLocal(date: string, minutes: MinuteOfDay, zone: string): Instant {
  return instantOf(midnightOf(date) + minutes * minute, zone);
}

/** The instant that begins a local date. */
export function startOfDay(date: string, zone: string): Instant {
  return atLocal(date, 0, zone);
}

/** True for `YYYY-MM-DD` that the calendar has. */
export function isDate(text: unknown): text is string {
  if (typeof text !== 'string' || !/^\d{4}-\d{2}-\d{2}$/.test(text)) return false;
  const at = midnightOf(text);
  return !Number.isNaN(at) && dateText(at) === text;
}

/** The same day of another year: 29 February counts as the 28th where there is none. */
export function dateInYear(date: string, year: number): string {
  const same = `${year}${date.slice(4)}`;
  return date.endsWith('-02-29') && !isDate(same) ? `${year}-02-28` : same;
}

/** A date so many months and days on (or back): months first, the day clamped to the month's last. */
export function addToDate(date: string, duration: CalendarDuration, sign: 1 | -1 = 1): string {
  return dateText(addMonths(midnightOf(date), sign * duration.months) + sign * duration.days * day);
}

/** `at` plus a duration on the calendar of `zone`: "1 month" and "3 days" keep the local time of day. */
export function addDuration(at: Instant, duration: CalendarDuration, zone: string): Instant {
  if (duration.months === 0 && duration.days === 0) return at + duration.ms;
  const moved = addMonths(wallClock(at, zone), duration.months) + duration.days * day;
  return instantOf(moved, zone) + duration.ms;
}

/** So long before `at`. */
export function subtractDuration(at: Instant, { months, days, ms }: CalendarDuration, zone: string): Instant {
  return addDuration(at, { months: -months, days: -days, ms: -ms }, zone);
}

/** A local time of day, on one of the weekdays; on any when there are none. */
export interface LocalTime {
  minutes: MinuteOfDay;
  weekdays: Weekday[];
}

/** The first instant at or after `at` that is such a local time in `zone`. */
export function nextLocalTime(at: Instant, { minutes, weekdays }: LocalTime, zone: string): Instant {
  const today = Math.floor(wallClock(at, zone) / day);
  for (let ahead = 0; ahead <= 8; ahead += 1) {
    const date = dateText((today + ahead) * day);
    const wanted = weekdays.length === 0 || weekdays.includes(new Date((today + ahead) * day).getUTCDay());
    const found = atLocal(date, minutes, zone);
    if (wanted && found >= at) return found;
  }
  return at + 8 * day;
}

/** An instant as people read it, `2026-11-21 09:00`, in a zone. */
export function instantText(at: Instant, zone: string): string {
  const wall = wallClock(at, zone);
  return `${dateText(wall)} ${clockText(wall)}`;
}

/** The period in which an instant lies in a zone: an ISO week, "2027-W09", or a month, "2027-03". */
export function editionOf(at: Instant, period: 'week' | 'month', zone: string): string {
  const date = localDate(at, zone);
  if (period === 'month') return date.slice(0, 7);
  // The week belongs to the year of its Thursday. ISO 8601, 3.2.2.
  const midnight = Date.parse(date);
  const thursday = midnight + (3 - ((new Date(midnight).getUTCDay() + 6) % 7)) * day;
  const year = new Date(thursday).getUTCFullYear();
  const week = 1 + Math.floor((thursday - Date.UTC(year, 0, 1)) / (7 * day));
  return `${year}-W${String(week).padStart(2, '0')}`;
}

function addMonths(wall: WallClock, months: number): WallClock {
  if (months === 0) return wall;
  const from = new Date(wall);
  const total = from.getUTCFullYear() * 12 + from.getUTCMonth() + months;
  const year = Math.floor(total / 12);
  const month = modulo(total, 12);
  return Date.UTC(year, month, Math.min(from.getUTCDate(), daysInMonth(year, month))) + modulo(wall, day);
}

function daysInMonth(year: number, monthIndex: number): number {
  return new Date(Date.UTC(year, monthIndex + 1, 0)).getUTCDate();
}

const midnights = new Map<string, WallClock>();

function midnightOf(date: string): WallClock {
  return remembered(midnights, date, parsedDate);
}

function parsedDate(date: string): WallClock {
  return Date.parse(`${date}T00:00:00Z`);
}

function modulo(value: number, by: number): number {
  return ((value % by) + by) % by;
}
