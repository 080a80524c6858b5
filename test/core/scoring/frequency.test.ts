import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { frequencyClass, frequencyClasses, orderDaysWithin } from '../../../lib/core/scoring/frequency.ts';
import { anyPurchases, buyer, purchases } from './describing.ts';

const today = 1000;
/** So many order days, the latest today, each so many days before the next. */
const every = (days: number, times: number) => Array.from({ length: times }, (_, index) => today - (times - 1 - index) * days);

describe('how often somebody buys', () => {
  it.each([
    ['every week for a year', every(7, 52), 'heavy'],
    ['every month for a year', every(30, 12), 'medium'],
    ['twice in half a year', [500, 900, 950], 'light'],
    ['once in half a year', [500, 900], 'light'],
    ['not in half a year', [500, 818], 'lapsed'],
    ['on the first day of the window', [500, 819], 'light'],
    ['for the first time yesterday', [999], 'new'],
    ['for four weeks, once', [972], 'light'],
    ['for eight weeks, every week', every(7, 9), 'heavy'],
    ['for eight weeks, every month', [944, 972, 1000], 'medium'],
    ['for eight weeks, twice', [944, 960], 'light'],
  ])('%s', (_, days, expected) => {
    expect(frequencyClass(buyer(days), today)).toBe(expected);
  });

  it('counts days and not orders, and a day of refunds is none', () => {
    const hers = purchases('c-1', [
      [500, 1, 100],
      [990, 40, 4000],
      [995, 0, -100],
    ]);
    expect(orderDaysWithin(hers, { from: 818, until: today })).toBe(1);
    expect(frequencyClass(hers, today)).toBe('light');
  });

  it('has bounds that a shop may set', () => {
    const lunch = { window: 28, heavy: 12, medium: 4, light: 1, youngest: 7 };
    expect(frequencyClass(buyer(every(2, 40)), today, lunch)).toBe('heavy');
    expect(frequencyClass(buyer([900, 950]), today, lunch)).toBe('lapsed');
    expect(frequencyClass(buyer([991, 994, 997, 1000]), today, lunch)).toBe('medium');
  });

  it('is unknown of somebody who never bought, and one class of everybody else', () => {
    fc.assert(
      fc.property(anyPurchases('c-1'), fc.integer({ min: 14_000, max: 21_000 }), (hers, at) => {
        const found = frequencyClass(hers, at);
        if (hers.firstDay === undefined) expect(found).toBeUndefined();
        else expect(frequencyClasses).toContain(found);
      }),
    );
  });
});
