import { describe, expect, test } from 'vitest';
import { endOfDay, endOfLot, endOfSlide } from '../../../lib/core/loyalty/expiry.ts';
import { at } from '../shop.ts';
import { program, text } from './club.ts';

function end(expiry: object | undefined, from: string, zone = 'UTC'): string {
  return text(endOfLot(program(expiry ? { expiry } : {}).expiry, at(from), zone));
}

describe('when points end', () => {
  test('without a rule they never do', () => {
    expect(end(undefined, '2026-03-01T10:00Z')).toBe('never');
  });

  test.each([
    ['a year on, at the end of that day', { after: '12 months' }, '2026-03-01T10:00Z', '2027-03-02T00:00'],
    ['31 January and a month is the last of February', { after: '1 month' }, '2027-01-31T10:00Z', '2027-03-01T00:00'],
    ['in a leap year that is the 29th', { after: '1 month' }, '2028-01-31T10:00Z', '2028-03-01T00:00'],
    ['29 February and a year is 28 February', { after: '1 year' }, '2028-02-29T10:00Z', '2029-03-01T00:00'],
    ['hours end with their day', { after: '2 hours' }, '2026-03-01T10:00Z', '2026-03-02T00:00'],
    ['the end of the month', { after: '12 months', round: 'month' }, '2026-02-03T10:00Z', '2027-03-01T00:00'],
    ['the end of the month of 31 January and a month', { after: '1 month', round: 'month' }, '2027-01-31T10:00Z', '2027-03-01T00:00'],
    ['the end of December', { after: '1 month', round: 'month' }, '2026-11-05T10:00Z', '2027-01-01T00:00'],
    ['the first month of a quarter', { after: '12 months', round: 'quarter' }, '2026-04-01T10:00Z', '2027-07-01T00:00'],
    ['the last month of a quarter', { after: '12 months', round: 'quarter' }, '2026-03-31T10:00Z', '2027-04-01T00:00'],
    ['the last quarter', { after: '12 months', round: 'quarter' }, '2026-11-30T10:00Z', '2028-01-01T00:00'],
    ['the first half-year', { after: '12 months', round: 'half-year' }, '2026-06-30T10:00Z', '2027-07-01T00:00'],
    ['the second half-year', { after: '12 months', round: 'half-year' }, '2026-07-01T10:00Z', '2028-01-01T00:00'],
    ['the end of the year', { after: '12 months', round: 'year' }, '2026-01-01T10:00Z', '2028-01-01T00:00'],
    ['a day of each year that is to come', { each: '03-31' }, '2026-02-01T10:00Z', '2026-04-01T00:00'],
    ['that day itself', { each: '03-31' }, '2026-03-31T23:59Z', '2026-04-01T00:00'],
    ['the day after it', { each: '03-31' }, '2026-04-01T00:00Z', '2027-04-01T00:00'],
    ['29 February where there is none', { each: '02-29' }, '2026-01-10T10:00Z', '2026-03-01T00:00'],
    ['29 February in a leap year', { each: '02-29' }, '2028-01-10T10:00Z', '2028-03-01T00:00'],
    ['younger than the grace: a year later', { each: '12-31', grace: '3 months' }, '2026-10-02T10:00Z', '2028-01-01T00:00'],
    ['as old as the grace: this year', { each: '12-31', grace: '3 months' }, '2026-10-01T00:00Z', '2027-01-01T00:00'],
    ['a grace of more than a year', { each: '12-31', grace: '18 months' }, '2026-11-01T10:00Z', '2029-01-01T00:00'],
  ])('%s', (_, expiry, from, expected) => {
    expect(end(expiry, from)).toBe(expected);
  });

  test('days are those of the zone, also where the clocks change', () => {
    expect(end({ after: '1 month' }, '2026-02-28T23:30Z', 'Asia/Tokyo')).toBe('2026-04-01T15:00');
    expect(end({ after: '1 month', round: 'month' }, '2026-02-28T23:30Z', 'America/New_York')).toBe('2026-04-01T04:00');
    expect(end({ each: '12-31' }, '2026-12-31T23:30Z', 'Asia/Tokyo')).toBe('2027-12-31T15:00');
    expect(text(endOfDay(at('2026-10-25T00:30Z'), 'Europe/London'))).toBe('2026-10-26T00:00');
  });

  test('points that slide have no end of their own, the account has', () => {
    const { expiry } = program({ expiry: { idle: '6 months' } });
    expect(endOfLot(expiry, at('2026-08-31T10:00Z'), 'UTC')).toBeNull();
    expect(text(endOfSlide(expiry, at('2026-08-31T10:00Z'), 'UTC'))).toBe('2027-03-01T00:00');
    expect(endOfSlide(program({ expiry: { after: '1 year' } }).expiry, at('2026-08-31T10:00Z'), 'UTC')).toBeNull();
    expect(endOfSlide(undefined, at('2026-08-31T10:00Z'), 'UTC')).toBeNull();
  });
});
