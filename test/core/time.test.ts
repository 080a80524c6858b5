import fc from 'fast-check';
import { Temporal } from 'temporal-polyfill';
import { describe, expect, it } from 'vitest';
import {
  addDuration,
  addToDate,
  atLocal,
  dateInYear,
  durationOf,
  instantText,
  isDate,
  isZone,
  localDate,
  minuteOfDay,
  nextLocalTime,
  offsetAt,
  subtractDuration,
  weekday,
} from '../../lib/core/time.ts';

const zones = ['Europe/London', 'America/New_York', 'Asia/Tokyo', 'Australia/Lord_Howe', 'America/St_Johns'];
const utc = (text: string) => Date.parse(text);

describe('zones', () => {
  it('knows IANA zones and nothing else', () => {
    expect([...zones, 'UTC'].every(isZone)).toBe(true);
    expect(['Nowhere/City', '+05:00', '', 'Europe/London\u0000', 7, undefined].some(isZone)).toBe(false);
  });

  it.each(zones)('agrees with Temporal on the offset at any instant: %s', (zone) => {
    fc.assert(
      fc.property(fc.integer({ min: utc('1975-01-01T00:00Z'), max: utc('2035-01-01T00:00Z') }), (instant) => {
        const zoned = Temporal.Instant.fromEpochMilliseconds(instant).toZonedDateTimeISO(zone);
        expect(offsetAt(zone, instant)).toBe(zoned.offsetNanoseconds / 1e6);
        expect(localDate(instant, zone)).toBe(zoned.toPlainDate().toString());
        expect(weekday(instant, zone)).toBe(zoned.dayOfWeek % 7);
      }),
      { numRuns: 60 },
    );
  });
});

describe('a local time', () => {
  it('that spring skips is the next valid minute', () => {
    expect(atLocal('2026-03-29', 90, 'Europe/London')).toBe(utc('2026-03-29T01:00Z'));
    expect(instantText(atLocal('2026-03-08', 150, 'America/New_York'), 'America/New_York')).toBe('2026-03-08 03:00');
    expect(instantText(atLocal('2026-10-04', 135, 'Australia/Lord_Howe'), 'Australia/Lord_Howe')).toBe('2026-10-04 02:30');
  });

  it('that autumn repeats is its first occurrence', () => {
    expect(atLocal('2026-10-25', 90, 'Europe/London')).toBe(utc('2026-10-25T00:30Z'));
    expect(atLocal('2026-11-01', 90, 'America/New_York')).toBe(utc('2026-11-01T05:30Z'));
  });

  it('comes once on the day that repeats its hour', () => {
    const first = nextLocalTime(utc('2026-10-24T12:00Z'), { minutes: 90, weekdays: [] }, 'Europe/London');
    expect(first).toBe(utc('2026-10-25T00:30Z'));
    expect(nextLocalTime(first + 1, { minutes: 90, weekdays: [] }, 'Europe/London')).toBe(utc('2026-10-26T01:30Z'));
  });

  it('comes on a day that the calendar of the zone skipped altogether as the start of the next', () => {
    expect(instantText(atLocal('2011-12-30', 540, 'Pacific/Apia'), 'Pacific/Apia')).toBe('2011-12-31 00:00');
  });

  it.each(zones)('"next 09:00 on tuesday" is a Tuesday at nine, within a week, in %s', (zone) => {
    fc.assert(
      fc.property(fc.integer({ min: utc('2026-01-01T00:00Z'), max: utc('2027-01-01T00:00Z') }), (now) => {
        const next = nextLocalTime(now, { minutes: 540, weekdays: [2] }, zone);
        expect([weekday(next, zone), minuteOfDay(next, zone)]).toEqual([2, 540]);
        expect(next >= now && next - now <= 7 * 86_400_000 + 3_600_000).toBe(true);
      }),
      { numRuns: 60 },
    );
  });
});

describe('durations', () => {
  it.each([
    ['3 days', { months: 0, days: 3, ms: 0 }],
    ['2 weeks', { months: 0, days: 14, ms: 0 }],
    ['1 year', { months: 12, days: 0, ms: 0 }],
    ['90 minutes', { months: 0, days: 0, ms: 5_400_000 }],
  ])('"%s" is read', (text, duration) => {
    expect(durationOf(text)).toEqual(duration);
  });

  it('refuses text that is no duration', () => {
    expect(() => durationOf('3')).toThrow(RangeError);
  });

  it('of days keep the time of day across both clock changes, hours are exact', () => {
    const before = utc('2026-03-28T09:00Z');
    expect(addDuration(before, durationOf('1 day'), 'Europe/London')).toBe(utc('2026-03-29T08:00Z'));
    expect(addDuration(before, durationOf('24 hours'), 'Europe/London')).toBe(utc('2026-03-29T09:00Z'));
    expect(addDuration(utc('2026-10-31T13:00Z'), durationOf('1 day'), 'America/New_York')).toBe(utc('2026-11-01T14:00Z'));
  });

  it('of months stay in the month: 31 January and a month is 28 February', () => {
    expect(addToDate('2026-01-31', durationOf('1 month'))).toBe('2026-02-28');
    expect(addToDate('2028-03-31', durationOf('1 month'), -1)).toBe('2028-02-29');
    expect(subtractDuration(utc('2026-03-31T12:00Z'), durationOf('1 month'), 'UTC')).toBe(utc('2026-02-28T12:00Z'));
  });
});

describe('dates', () => {
  it('29 February counts as the 28th in a common year', () => {
    expect(dateInYear('1992-02-29', 2027)).toBe('2027-02-28');
    expect(dateInYear('1992-02-29', 2028)).toBe('2028-02-29');
  });

  it('are of the calendar', () => {
    expect(isDate('2028-02-29')).toBe(true);
    expect(['2027-02-29', '2027-13-01', '2027-1-1', '', 20270101].some(isDate)).toBe(false);
  });
});
