import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { clockText, dateText, isoText } from '../../lib/core/date-text.ts';

const furthest = 8.64e15;
const instants = fc.oneof(
  fc.integer({ min: -furthest, max: furthest }),
  fc.integer({ min: 0, max: 4e12 }),
  fc.double({ min: 0, max: 4e12, noNaN: true }),
  fc.constantFrom(0, -1, 59_999, 60_000, 86_399_999, 86_400_000, 253_402_300_799_999, 253_402_300_800_000, furthest),
);

describe('written time', () => {
  it('given any instant, when it is written, then it is as ISO 8601 has it', () => {
    fc.assert(fc.property(instants, (at) => isoText(at) === new Date(at).toISOString()));
  });

  it('given a reading of a clock of four digits of years, when date and time of day are written, then they are those of the ISO text', () => {
    const years = fc.integer({ min: Date.UTC(0, 0, 1), max: Date.UTC(9999, 11, 31) });
    fc.assert(
      fc.property(years, (at) => {
        const written = new Date(at).toISOString();
        return dateText(at) === written.slice(0, 10) && clockText(at) === written.slice(11, 16);
      }),
    );
  });

  it('given days that have one place in the table, when they are written in turn, then each keeps its own date', () => {
    const days = [0, 2 ** 14, 2 ** 15].map((number) => number * 86_400_000);
    expect([...days, ...days].map(dateText)).toEqual([...Array(2)].flatMap(() => ['1970-01-01', '2014-11-10', '2059-09-19']));
  });

  it('given what is no time, when it is written, then it throws', () => {
    expect(() => isoText(Number.NaN)).toThrow(RangeError);
    expect(() => dateText(Number.NaN)).toThrow(RangeError);
  });
});
