import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { lineUp, type Rate, rateOf, reserve, roomInLine, secondOf, slowedDown } from '../../lib/core/pacing.ts';

const noon = Date.UTC(2026, 10, 2, 12);
const rateFor = (perSecond: number, perDay = -1, sentInDay = 0): Rate => rateOf({ perSecond, perDay, sentInDay }, undefined, noon);

describe('slots', () => {
  it('are never more in a second than the provider takes, and fill the rate, whatever comes in which order', () => {
    const asked = fc.record({
      count: fc.integer({ min: 1, max: 25 }),
      late: fc.integer({ min: 0, max: 5 }),
      pause: fc.integer({ min: 0, max: 3 }),
    });
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 500 }), fc.array(asked, { minLength: 1, maxLength: 80 }), (perSecond, wishes) => {
        let rate = rateFor(perSecond);
        let now = noon;
        const used = new Map<number, number>();
        for (const { count, late, pause } of wishes) {
          const decided = reserve(rate, { count, looked: count, from: secondOf(now) - late, now });
          rate = decided.rate;
          for (const place of decided.places) used.set(place.second, (used.get(place.second) ?? 0) + place.count);
          now += pause * 250;
        }
        for (const count of used.values()) expect(count).toBeLessThanOrEqual(perSecond);
        const full = reserve(rateFor(perSecond), { count: 100 * perSecond, looked: 0, from: secondOf(noon), now: noon }).places;
        expect(full.slice(0, 100).reduce((sum, { count }) => sum + count, 0)).toBeGreaterThanOrEqual(
          0.96 * Math.min(100, full.length) * perSecond - 1,
        );
      }),
    );
  });

  it('are slower for a minute after the provider refused one', () => {
    const rate = slowedDown(rateFor(100), noon);
    const slots = (now: number) => reserve(rate, { count: 1000, looked: 0, from: secondOf(now), now }).places[0]?.count;
    expect([slots(noon), slots(noon + 60_000)]).toEqual([87, 97]);
  });

  it('leave a twentieth of the day to triggered mail', () => {
    const rate = rateFor(14, 1000, 940);
    const { places, left, rate: after } = reserve(rate, { count: 25, looked: 25, from: secondOf(noon), now: noon });
    expect(places.reduce((sum, { count }) => sum + count, 0)).toBe(10);
    expect(left).toEqual({ quota: 15, far: 0 });
    expect(reserve(after, { count: 1, looked: 1, from: secondOf(noon), now: noon }).left.quota).toBe(1);
    // What was sent since is in the provider's figure, what will be sent is not.
    const later = rateOf({ perSecond: 14, perDay: 1000, sentInDay: 800 }, after, noon + 60_000);
    expect(reserve(later, { count: 200, looked: 200, from: secondOf(noon) + 60, now: noon + 60_000 }).left.quota).toBe(50);
  });

  it('that lie too far ahead are not given out', () => {
    const { left } = reserve(rateFor(1), { count: 1000, looked: 1000, from: secondOf(noon), now: noon });
    expect(left.far).toBeGreaterThan(100);
  });
});

describe('the line', () => {
  it('moves as fast as slots are used: of those of whom half may be sent to, twice as many are looked at', () => {
    let rate = rateFor(100);
    for (let time = 0; time < 100; time++) rate = reserve(rate, { count: 12, looked: 24, from: secondOf(noon), now: noon }).rate;
    expect(rate.share).toBeCloseTo(0.5, 2);
    expect(lineUp(rate, { count: 1000, now: noon }).places[0]?.count).toBeGreaterThan(190);
  });

  it('goes on where it ended, and has room for two minutes', () => {
    const rate = rateFor(10);
    const first = lineUp(rate, { count: 25, now: noon });
    const second = lineUp(first.rate, { count: 25, now: noon });
    const places = [...first.places, ...second.places];
    expect(places.reduce((sum, { count }) => sum + count, 0)).toBe(50);
    expect(Math.max(...places.map((place) => place.second)) - secondOf(noon)).toBe(5);
    expect([roomInLine(rate, 0, noon), roomInLine(second.rate, 6, noon), roomInLine(rate, 1000, noon)]).toEqual([1164, 1115, 0]);
  });
});
