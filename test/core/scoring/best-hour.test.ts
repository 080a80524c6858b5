import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { emptyProfile, type Profile } from '../../../lib/core/customer.ts';
import { bestHourOf, localHours } from '../../../lib/core/scoring/best-hour.ts';
import type { ShopFigures } from '../../../lib/core/scoring/shop-figures.ts';
import { at } from '../shop.ts';
import { shopFigures } from './shop-figures.ts';

const winter = { zone: 'Europe/London', now: at('2026-01-15T12:00Z') };
const summer = { zone: 'Europe/London', now: at('2026-07-15T12:00Z') };

function shopWith(busy: { [hour: number]: number }): ShopFigures {
  return { ...shopFigures, hours: Array.from({ length: 24 }, (_, hour) => busy[hour] ?? 0) };
}

function present(hours: { [hour: string]: number }): Profile {
  return { ...emptyProfile('c-1'), signs: { hours } };
}

describe('the best hour', () => {
  const shop = shopWith({ 12: 0.5, 13: 0.5 });

  it('is unknown before the hours of the shop were counted', () => {
    expect(bestHourOf(present({ 19: 50 }), undefined, winter)).toBeUndefined();
    expect(bestHourOf(present({ 19: 50 }), { ...shop, hours: undefined }, winter)).toBeUndefined();
  });

  it('of somebody of whom nothing is known is that of the shop', () => {
    expect(bestHourOf(emptyProfile('c-1'), shop, winter)).toBe(12);
  });

  it('is drawn to the shop: ten times are not enough against its twenty, thirty are', () => {
    expect(bestHourOf(present({ 19: 10 }), shop, winter)).toBe(12);
    expect(bestHourOf(present({ 19: 30 }), shop, winter)).toBe(19);
  });

  it('is in her zone as it is now: what was done at 19 UTC is an hour later in summer', () => {
    expect(bestHourOf(present({ 19: 30 }), shop, summer)).toBe(20);
  });

  it('is never at night: who is always there at 3 is written to at the best hour of the day', () => {
    expect(bestHourOf(present({ 3: 500 }), shop, winter)).toBe(12);
  });

  it('looks across midnight, and of equal hours takes the earlier one', () => {
    expect(bestHourOf(present({ 21: 40 }), shopWith({ 23: 1 }), winter)).toBe(20);
    expect(bestHourOf(emptyProfile('c-1'), shopWith({ 10: 0.5, 15: 0.5 }), winter)).toBe(10);
  });

  it('lies from 8 to 20 for whatever hours and zone', () => {
    const counts = fc.dictionary(fc.integer({ min: 0, max: 23 }).map(String), fc.nat(500));
    const zone = fc.constantFrom('Asia/Kolkata', 'Pacific/Auckland', 'America/St_Johns', 'UTC', 'Asia/Kathmandu');
    fc.assert(
      fc.property(counts, zone, (hours, where) => {
        const best = bestHourOf(present(hours), shop, { zone: where, now: winter.now }) ?? -1;
        expect(best).toBeGreaterThanOrEqual(8);
        expect(best).toBeLessThanOrEqual(20);
      }),
    );
  });
});

describe('local hours', () => {
  it('share an hour that the zone cuts in two, and lose nothing', () => {
    const india = localHours({ 18: 4, 20: 1 }, 5.5);
    expect([india[23], india[0], india[1], india[2]]).toEqual([2, 2, 0.5, 0.5]);
    expect(localHours({ 0: 3 }, -3.5).reduce((sum, n) => sum + n)).toBe(3);
  });
});
