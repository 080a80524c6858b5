import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { durationUnits, roughMinutes } from '../../../lib/core/definition/values.ts';
import { goalsIn, goalsInForce, windowOverAt, windowsOverAt } from '../../../lib/core/measurement/goal-window.ts';
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
      { numRuns: 400 },
    );
  });

  it('are not over before that of anybody whom the run of that date entered, whatever its zone and hers', () => {
    fc.assert(
      fc.property(bucket, fc.nat(1_439), within, fc.tuple(zone, zone), (on, minutes, window, [its, hers]) => {
        const ends = addDuration(atLocal(on, minutes, its), durationOf(window), hers);
        expect(windowOverAt(`${on}T09:00`, window)).toBeGreaterThan(ends);
      }),
      { numRuns: 400 },
    );
  });

  it('count months from each date that it may have been for her', () => {
    // On the evening of 28 January in Honolulu.
    const entered = Date.UTC(2026, 0, 29, 5);
    expect(addDuration(entered, durationOf('1 month'), 'Pacific/Honolulu')).toBe(Date.UTC(2026, 2, 1, 5));
    expect(windowOverAt('2026-01-29', '1 month')).toBe(Date.UTC(2026, 2, 1, 5) + 43 * hour);
  });
});

describe('the goal windows of a campaign whose goal was changed', () => {
  const goal = (within: string) => ({ activity: 'order.placed', within });
  const june = (date: number) => Date.UTC(2026, 5, date, 10);

  it('are not over before that of anybody, by whatever version she entered', () => {
    const versions = fc.uniqueArray(fc.record({ at: fc.integer({ min: june(1), max: june(30) }), window: within }), {
      selector: ({ at }) => at,
      minLength: 1,
      maxLength: 5,
    });
    fc.assert(
      fc.property(versions, fc.nat(59 * day), zone, (known, after, hers) => {
        const inOrder = known.toSorted((a, b) => a.at - b.at).map(({ at, window }, n) => ({ version: `v${n}`, at, goal: goal(window) }));
        const enteredAt = (inOrder[0]?.at ?? 0) + after;
        const by = inOrder.findLast(({ at }) => at <= enteredAt);
        const current = inOrder.at(-1);
        if (!by || !current) throw new Error('there is no version');
        const goals = goalsInForce(known.length > 1 ? inOrder.toReversed() : inOrder, current.version);
        const over = windowsOverAt(bucketOn(enteredAt), { goal: current.goal, ...(goals && { goals }) });
        expect(over).toBeGreaterThan(addDuration(enteredAt, durationOf(by.goal.within), hers));
      }),
      { numRuns: 400 },
    );
  });

  it('are those of the versions that were in force on the day, and not of others', () => {
    const published = [
      { version: 'v1', at: 0, goal: goal('30 days') },
      { version: 'v2', at: june(12), goal: goal('7 days') },
      { version: 'v3', at: june(20) },
    ];
    const goals = goalsInForce(published, 'v3');
    const on = (bucket: string) => goalsIn([bucket], goals ? { goals } : {}).map(({ words }) => words);
    expect(on('2026-06-01')).toEqual(['order.placed within 30 days']);
    expect(on('2026-06-12')).toEqual(['order.placed within 30 days', 'order.placed within 7 days']);
    expect(on('2026-06-16')).toEqual(['order.placed within 7 days']);
    expect(on('2026-06-25')).toEqual(['no goal']);
  });

  it('are also those of an older version that is in force again, nobody knows since when', () => {
    const published = [
      { version: 'v1', at: june(1), goal: goal('30 days') },
      { version: 'v2', at: june(12), goal: goal('7 days') },
    ];
    const back = { goal: goal('30 days'), goals: goalsInForce(published, 'v1') ?? [] };
    expect(windowsOverAt('2026-06-20', back)).toBe(windowOverAt('2026-06-20', '30 days'));
    expect(back.goals.at(-1)).toMatchObject({ within: '30 days', from: june(12) });
  });

  it('are one to all where versions differ in something else', () => {
    const published = ['v1', 'v2'].map((version, n) => ({ version, at: june(n + 1), goal: goal('30 days') }));
    expect(goalsInForce(published, 'v2')).toBeUndefined();
  });
});
