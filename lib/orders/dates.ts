import { atLocal, type Instant, minute } from '../core/time.ts';
import { OrderFileError } from './order-file-error.ts';

/** Reads one date text; undefined when it is not written that way or when the calendar has no such day. */
export type DateReader = (text: string) => Instant | undefined;

const months = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];

/** What each token of a `dateFormat` matches. Letters that are no token must stand in quotes: `yyyy-MM-dd'T'HH:mm`. */
const tokens: { [token: string]: string } = {
  yyyy: '(?<year>\\d{4})',
  yy: '(?<shortYear>\\d{2})',
  MMM: '(?<monthName>[A-Za-z]{3})',
  MM: '(?<month>\\d{2})',
  M: '(?<month>\\d{1,2})',
  dd: '(?<day>\\d{2})',
  d: '(?<day>\\d{1,2})',
  HH: '(?<hour>\\d{2})',
  H: '(?<hour>\\d{1,2})',
  hh: '(?<hour>\\d{2})',
  h: '(?<hour>\\d{1,2})',
  mm: '(?<minute>\\d{2})',
  m: '(?<minute>\\d{1,2})',
  ss: '(?<second>\\d{2})',
  s: '(?<second>\\d{1,2})',
  SSS: '(?<fraction>\\d{3})',
  a: '(?<half>[AaPp]\\.?[Mm]\\.?)',
  XXX: '(?<offset>Z|[+-]\\d{2}:?\\d{2})',
  Z: '(?<offset>Z|[+-]\\d{2}:?\\d{2})',
};

const iso =
  /^(?<year>\d{4})-(?<month>\d{1,2})-(?<day>\d{1,2})(?:[T ]+(?<hour>\d{1,2}):(?<minute>\d{2})(?::(?<second>\d{2})(?:[.,](?<fraction>\d{1,9}))?)?)?\s*(?<offset>Z|UTC|GMT|[+-]\d{2}(?::?\d{2})?)?$/;

/**
 * Compiles a date format such as `yyyyMMdd` or `d/M/yyyy H:mm`; without one, ISO 8601 with a `T` or a space.
 * Times that carry no offset are local to `zone` (IANA); a date alone is that zone's midnight. `from` is the first year.
 * @throws OrderFileError naming what in the format is no token.
 */
export function dateReader(format: string | undefined, zone: string, from = 1970): DateReader {
  const pattern = format === undefined || /^iso/i.test(format) ? iso : compile(format);
  return remembering((text) => read(pattern.exec(text)?.groups, { zone, from }));
}

/** Reads by the first of several readers that can. */
export function eitherReader(readers: DateReader[]): DateReader {
  return (text) => {
    for (const reader of readers) {
      const at = reader(text);
      if (at !== undefined) return at;
    }
    return undefined;
  };
}

/** The lines of one invoice carry one date: the last answer is often the next one too. */
function remembering(reader: DateReader): DateReader {
  let last = { text: '', at: reader('') };
  return (text) => {
    if (text !== last.text) last = { text, at: reader(text) };
    return last.at;
  };
}

function compile(format: string): RegExp {
  const seen = new Set<string>();
  const pattern = format.replace(/'([^']*)'|([A-Za-z])\2*|[^A-Za-z]/g, (part, quoted: string | undefined) => {
    if (quoted !== undefined) return literal(quoted);
    if (!/[A-Za-z]/.test(part)) return part === ' ' ? '\\s+' : literal(part);
    return tokenPattern(part, format, seen);
  });
  const has = (name: string) => pattern.includes(`<${name}>`);
  if (!(has('year') || has('shortYear')) || !(has('month') || has('monthName')) || !has('day')) {
    throw new OrderFileError(`dateFormat "${format}" must have a year, a month and a day, such as "yyyy-MM-dd HH:mm"`);
  }
  return new RegExp(`^${pattern}$`);
}

function tokenPattern(token: string, format: string, seen: Set<string>): string {
  const pattern = tokens[token];
  if (pattern === undefined) {
    const hint = token === 'YYYY' || token === 'DD' || token === 'D' ? ` (write ${token.toLowerCase()})` : '';
    throw new OrderFileError(
      `dateFormat "${format}": "${token}" is no token${hint}; allowed: ${Object.keys(tokens).join(' ')}, other letters in 'quotes'`,
    );
  }
  const name = pattern.slice(3, pattern.indexOf('>'));
  if (seen.has(name)) throw new OrderFileError(`dateFormat "${format}": the ${name} stands in it twice`);
  seen.add(name);
  return pattern;
}

function literal(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\/-]/g, '\\$&');
}

function read(parts: Record<string, string | undefined> | undefined, { zone, from }: { zone: string; from: number }): Instant | undefined {
  if (!parts) return undefined;
  const year = parts.year === undefined ? windowed(Number(parts.shortYear)) : Number(parts.year);
  const month = parts.monthName === undefined ? Number(parts.month) : months.indexOf(parts.monthName.toLowerCase()) + 1;
  const dayStart = calendarDay(year, month, { day: Number(parts.day), from });
  const time = timeOfDay(parts);
  if (dayStart === undefined || time === undefined) return undefined;
  const offset = parts.offset ?? (zone === 'UTC' ? 'Z' : undefined);
  const at = offset === undefined ? local(dayStart, time, zone) : dayStart + time - offsetOf(offset);
  return at >= Date.UTC(from, 0, 1) ? at : undefined;
}

/** Two-digit years: 69–99 are 1969–1999, 00–68 are 2000–2068, as POSIX has it. */
function windowed(year: number): number {
  return year >= 69 ? 1900 + year : 2000 + year;
}

/** UTC midnight of a day that the calendar has, up to 2099. */
function calendarDay(year: number, month: number, { day, from }: { day: number; from: number }): number | undefined {
  if (year < from || year > 2099) return undefined;
  const at = Date.UTC(year, month - 1, day);
  const found = new Date(at);
  return found.getUTCMonth() === month - 1 && found.getUTCDate() === day ? at : undefined;
}

/** Milliseconds since midnight. */
function timeOfDay(parts: Record<string, string | undefined>): number | undefined {
  const hour = hourOf(Number(parts.hour ?? 0), parts.half);
  const minutes = Number(parts.minute ?? 0);
  const seconds = Number(parts.second ?? 0);
  if (hour === undefined || hour > 23 || minutes > 59 || seconds > 59) return undefined;
  const milliseconds = Number((parts.fraction ?? '0').padEnd(3, '0').slice(0, 3));
  return ((hour * 60 + minutes) * 60 + seconds) * 1000 + milliseconds;
}

function hourOf(hour: number, half: string | undefined): number | undefined {
  if (half === undefined) return hour;
  if (hour < 1 || hour > 12) return undefined;
  return (hour % 12) + (/^p/i.test(half) ? 12 : 0);
}

function local(dayStart: number, time: number, zone: string): Instant {
  return atLocal(new Date(dayStart).toISOString().slice(0, 10), Math.floor(time / minute), zone) + (time % minute);
}

function offsetOf(text: string): number {
  const match = /^([+-])(\d{2}):?(\d{2})?$/.exec(text);
  if (!match) return 0;
  const minutes = Number(match[2]) * 60 + Number(match[3] ?? 0);
  return (match[1] === '-' ? -minutes : minutes) * minute;
}
