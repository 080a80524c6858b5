import { describe, expect, it } from 'vitest';
import { compileSchedule, dueIn, nextOccurrence } from '../../lib/core/schedule.ts';
import { hour } from '../../lib/core/time.ts';

const utc = (text: string) => Date.parse(`${text}:00Z`);
const text = (at: number) => new Date(at).toISOString().slice(0, 16);

/** The next starts of a schedule after an instant: when it opens, in UTC. */
function starts(trigger: Parameters<typeof compileSchedule>[0], after: string, count = 1): string[] {
  const rule = compileSchedule(trigger);
  const found: string[] = [];
  for (let done: string | undefined; found.length < count; ) {
    const next = nextOccurrence(rule, { since: utc(after), done });
    if (!next) break;
    done = next.name;
    found.push(text(next.opensAt));
  }
  return found;
}

describe('every day, in five zones, when the clock changes', () => {
  it.each([
    // Spring: 02:30 is skipped and due in the first minute after the gap. Autumn: 01:30 comes twice and is due the first time.
    ['Europe/London', '01:30', '2027-03-27T12:00', ['2027-03-28T01:00', '2027-03-29T00:30']],
    ['Europe/London', '01:30', '2027-10-30T12:00', ['2027-10-31T00:30', '2027-11-01T01:30']],
    ['America/New_York', '02:30', '2027-03-13T12:00', ['2027-03-14T07:00', '2027-03-15T06:30']],
    ['America/New_York', '01:30', '2027-11-06T12:00', ['2027-11-07T05:30', '2027-11-08T06:30']],
    ['Australia/Lord_Howe', '02:15', '2027-10-02T00:00', ['2027-10-02T15:30', '2027-10-03T15:15']],
    ['Africa/Cairo', '00:30', '2027-04-29T12:00', ['2027-04-29T22:00', '2027-04-30T21:30']],
    ['Asia/Tokyo', '09:00', '2027-03-28T00:00', ['2027-03-29T00:00', '2027-03-30T00:00']],
  ])('%s at %s', (zone, at, after, expected) => {
    expect(starts({ every: 'day', at, zone }, after, 2)).toEqual(expected);
  });
});

describe('every week and every month', () => {
  it('is on the named weekdays', () => {
    const trigger = { every: 'week' as const, on: ['monday' as const, 'thursday' as const], at: '09:00', zone: 'UTC' };
    expect(starts(trigger, '2027-03-01T09:00', 3)).toEqual(['2027-03-04T09:00', '2027-03-08T09:00', '2027-03-11T09:00']);
  });

  it('is on a day that the month has, or on its last', () => {
    const monthly = (on: (number | 'last')[]) => starts({ every: 'month', on, at: '08:00', zone: 'UTC' }, '2027-01-15T00:00', 3);
    expect(monthly([31])).toEqual(['2027-01-31T08:00', '2027-02-28T08:00', '2027-03-31T08:00']);
    expect(monthly(['last'])).toEqual(monthly([31]));
    expect(monthly([30, 31, 'last'])).toEqual(['2027-01-30T08:00', '2027-01-31T08:00', '2027-02-28T08:00']);
    expect(monthly([1])).toEqual(['2027-02-01T08:00', '2027-03-01T08:00', '2027-04-01T08:00']);
  });
});

describe('in the zones of the customers', () => {
  const rule = compileSchedule({ once: '2027-03-01 09:00' });

  it('opens where it is nine o’clock first, and is due for each at her own', () => {
    const once = nextOccurrence(rule, { since: utc('2027-02-01T00:00') });
    expect(once).toEqual({ name: '2027-03-01T09:00', opensAt: utc('2027-02-28T19:00'), lastAt: utc('2027-03-01T21:00') });
    const due = (zone: string) => text(dueIn(rule, '2027-03-01T09:00', zone));
    expect(['Pacific/Kiritimati', 'Europe/London', 'America/New_York', 'Etc/GMT+12'].map(due)).toEqual([
      '2027-02-28T19:00',
      '2027-03-01T09:00',
      '2027-03-01T14:00',
      '2027-03-01T21:00',
    ]);
  });

  it('is still to come while it is due anywhere, and once only', () => {
    expect(nextOccurrence(rule, { since: utc('2027-03-01T20:59') })).toBeDefined();
    expect(nextOccurrence(rule, { since: utc('2027-03-01T21:00') })).toBeUndefined();
    expect(nextOccurrence(rule, { since: 0, done: '2027-03-01T09:00' })).toBeUndefined();
  });

  it('finds the day that is still running in the west', () => {
    const daily = compileSchedule({ every: 'day', at: '09:00' });
    const since = utc('2027-03-01T20:00');
    expect(nextOccurrence(daily, { since })?.name).toBe('2027-03-01T09:00');
    expect(nextOccurrence(daily, { since: since + hour })?.name).toBe('2027-03-02T09:00');
  });
});

it('keeps to the first and the last day of its campaign', () => {
  const rule = compileSchedule({ every: 'day', at: '09:00', zone: 'UTC' });
  const around = { since: utc('2027-03-01T00:00'), starts: '2027-03-10', ends: '2027-03-11' };
  expect(nextOccurrence(rule, around)?.name).toBe('2027-03-10T09:00');
  expect(nextOccurrence(rule, { ...around, done: '2027-03-11T09:00' })).toBeUndefined();
});
