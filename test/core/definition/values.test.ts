import { describe, expect, it } from 'vitest';
import { isCountry } from '../../../lib/core/definition/fields.ts';
import * as values from '../../../lib/core/definition/values.ts';

const right: [keyof typeof values & `parse${string}`, string, unknown][] = [
  ['parseDuration', '3 days', { count: 3, unit: 'day' }],
  ['parseDuration', '1 hour', { count: 1, unit: 'hour' }],
  ['parseMoney', '500 GBP', { amount: 50_000, currency: 'GBP' }],
  ['parseMoney', '12.5 EUR', { amount: 1250, currency: 'EUR' }],
  ['parseMoney', '1299 JPY', { amount: 1299, currency: 'JPY' }],
  ['parseMoney', '1.234 KWD', { amount: 1234, currency: 'KWD' }],
  ['parseShare', '10%', 1000],
  ['parseShare', '33.33%', 3333],
  ['parseChange', '-30%', -3000],
  ['parseTimeOfDay', '09:05', { hour: 9, minute: 5 }],
  ['parseDate', '2028-02-29', { year: 2028, month: 2, day: 29 }],
  ['parseDateTime', '2027-03-01 09:00', { year: 2027, month: 3, day: 1, hour: 9, minute: 0 }],
];

const wrong: [keyof typeof values & `parse${string}`, string, string][] = [
  ['parseDuration', '3', 'with its unit'],
  ['parseDuration', '3 dyas', 'with its unit'],
  ['parseDuration', '0 days', 'above nothing'],
  ['parseDuration', '11 years', 'at most 10 years'],
  ['parseMoney', '500', 'with its currency'],
  ['parseMoney', '500 gbp', 'with its currency'],
  ['parseMoney', '5 XQQ', '"XQQ" is none'],
  ['parseMoney', '1.5 JPY', 'at most 0 digits'],
  ['parseMoney', '99999999999999999 GBP', 'smaller amount'],
  ['parseShare', '101%', 'from "0%" to "100%"'],
  ['parseShare', '-1%', 'from "0%" to "100%"'],
  ['parseChange', '-101%', 'from "-100%" upward'],
  ['parseTimeOfDay', '24:00', 'time of day'],
  ['parseDate', '2027-02-29', 'does not exist'],
  ['parseDate', '1820-01-01', 'between 1900 and 2099'],
  ['parseDateTime', '2027-03-01', 'date and time'],
];

describe('values carry their unit', () => {
  it.each(right)('%s reads %j', (parse, text, value) => {
    expect(values[parse](text)).toEqual(value);
  });

  it.each(wrong)('%s refuses %j', (parse, text, because) => {
    expect(() => values[parse](text)).toThrow(because);
    expect(() => values[parse](text)).toThrow(RangeError);
  });

  it('a country is one of ISO 3166', () => {
    expect(['GB', 'DE', 'ZZ', 'gb', 'GBR'].map(isCountry)).toEqual([true, true, false, false, false]);
  });
});
