import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { durationUnits, roughMinutes } from '../../../lib/core/definition/values.ts';
import { windowOverAt } from '../../../lib/core/measurement/goal-window.ts';
import { addDuration, atLocal, day, durationOf, hour, minute } from '../../../lib/core/time.ts';

const bucketOn = (at: number) => new Date(at).toISOString().slice(0, 10);

const zone = fc.constantFrom(...Intl.supportedValuesOf('timeZone'), 'UTC', 'Etc/GMT+12', 'Etc/GMT-14');
const bucket = fc.integer({ min: Date.UTC(2024, 0, 1) / day, max: Date.UTC(2032, 0, 1) / day }).map((n) => bucketOn(n * day));
const within = fc
  .oneof(
    fc.record({ count: fc.integer({ min: 1, max: 120 }), unit: fc.constantFrom('month' as const, 'year' as const) }),
    fc.record({ count: fc.integer({ min: 1, max: 99_999 }), unit: fc.constantFrom(...durationUnits) }),
  )
  .filter((duration) => roughMinutes(duration) <= roughMinutes({ count: 10, unit: 'year' }))
  .map(({ count, unit }) => `${count} ${unit}s`);

describe('the goal windows of a bucket', () => {
  it('are not over before that of anybody who entered on that day, whatever her zone, nor long after', () => {
    fc.assert(
      fc.property(bucket, fc.nat(1_439), within, zone, (on, minutes, window, hers) => {
        const ends = addDuration(Date.parse(on) + minutes * minute, durationOf(window), hers);
        const over = windowOverAt(on, window);
        expect(over).toBeGreaterThan(ends);
        expect(over - ends).toBeLessThan(7 * day);
      }),
      { numRuns: 1_000 },
    );
  });

  it('are not over before that of anybody whom the run of that date entered, whatever its zone and hers', () => {
    fc.assert(
      fc.property(bucket, fc.nat(1_439), within, fc.tuple(zone, zone), (on, minutes, window, [its, hers]) => {
        const ends = addDuration(atLocal(on, minutes, its), durationOf(window), hers);
        expect(windowOverAt(`${on}T09:00`, window)).toBeGreaterThan(ends);
      }),
      { numRuns: 1_000 },
    );
  });

  it('count months from each date that it may have been for her', () => {
    // On the evening of 28 January in Honolulu.
    const entered = Date.UTC(2026, 0, 29, 5);
    expect(addDuration(entered, durationOf('1 month'), 'Pacific/Honolulu')).toBe(Date.UTC(2026, 2, 1, 5));
    expect(windowOverAt('2026-01-29', '1 month')).toBe(Date.UTC(2026, 2, 1, 5) + 43 * hour);
  });
});
