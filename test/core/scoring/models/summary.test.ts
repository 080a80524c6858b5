import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { countHistories, countSpends, isSound, summaryOf } from '../../../../lib/core/scoring/models/summary.ts';
import type { Purchases } from '../../../../lib/core/scoring/purchases.ts';

function bought(...days: Purchases['days']): Purchases {
  const ordered = days.filter(([, orders]) => orders > 0).map(([day]) => day);
  return {
    id: 'c1',
    days,
    orders: days.reduce((sum, [, orders]) => sum + orders, 0),
    revenue: days.reduce((sum, [, , revenue]) => sum + revenue, 0),
    firstDay: ordered[0],
    lastDay: ordered.at(-1),
  };
}

describe('the summary of a customer', () => {
  it('counts weeks from her first order and takes orders of one day as one', () => {
    const purchases = bought([100, 1, 1000], [107, 2, 3000], [107, 1, 1000], [121, 1, 2000]);
    expect(summaryOf(purchases, 128)).toEqual({ x: 2, tx: 3, T: 4, mean: 30 });
  });

  it('sees only what was there on the day asked, that day included', () => {
    const purchases = bought([100, 1, 1000], [107, 1, 3000], [121, 1, 2000]);
    expect(summaryOf(purchases, 107)).toEqual({ x: 1, tx: 1, T: 1, mean: 30 });
    expect(summaryOf(purchases, 106)).toEqual({ x: 0, tx: 0, T: 6 / 7, mean: 0 });
    expect(summaryOf(purchases, 100)).toEqual({ x: 0, tx: 0, T: 0, mean: 0 });
    expect(summaryOf(purchases, 99)).toBeUndefined();
    expect(summaryOf(bought(), 99)).toBeUndefined();
    expect(summaryOf(purchases, NaN)).toBeUndefined();
  });

  it('takes a refund off the order day before it, and never counts it as an order', () => {
    const first = bought([100, 1, 1000], [103, 0, -1000], [107, 1, 3000]);
    expect(summaryOf(first, 107)).toEqual({ x: 1, tx: 1, T: 1, mean: 30 });
    const second = bought([100, 1, 1000], [107, 1, 3000], [110, 0, -4000]);
    expect(summaryOf(second, 114)).toEqual({ x: 1, tx: 1, T: 2, mean: -10 });
    expect(summaryOf(bought([90, 0, -500], [100, 1, 1000]), 100)).toEqual({ x: 0, tx: 0, T: 0, mean: 0 });
  });

  it('reads money in the minor units of its currency', () => {
    expect(summaryOf(bought([100, 1, 1000], [107, 1, 3000]), 107, 1)?.mean).toBe(3000);
  });

  it('reckons the days that were cut off from the orders that were', () => {
    const whole = bought(...Array.from({ length: 100 }, (_, n): [number, number, number] => [100 + n, 2, 500]));
    const cut = { ...whole, days: whole.days.slice(-64) };
    expect(summaryOf(cut, 206)).toEqual(summaryOf(whole, 206));
    expect(summaryOf(cut, 130)).toBeUndefined();
  });

  it('does not ask for the days in order', () => {
    const days: Purchases['days'] = [
      [121, 1, 2000],
      [100, 1, 1000],
      [107, 1, 3000],
    ];
    expect(summaryOf({ ...bought(...days), firstDay: 100 }, 128)).toEqual({ x: 2, tx: 3, T: 4, mean: 25 });
  });

  it('always makes sense to the models', () => {
    const days = fc.array(fc.tuple(fc.integer({ min: 0, max: 60 }), fc.integer({ min: 0, max: 3 }), fc.integer({ min: -5000, max: 5000 })));
    fc.assert(
      fc.property(days, fc.integer({ min: 0, max: 70 }), (list, asOf) => {
        const summary = summaryOf(bought(...list.toSorted(([one], [other]) => one - other)), asOf);
        expect(summary === undefined || isSound(summary)).toBe(true);
        expect(summary?.x).not.toBeNaN();
      }),
    );
  });
});

describe('equal customers', () => {
  const rows = [
    { x: 1, tx: 2, T: 5, mean: 20 },
    { x: 0, tx: 0, T: 5, mean: 0 },
    { x: 1, tx: 2, T: 5, mean: 30 },
    { x: 1, tx: 2, T: 5, mean: 20 },
    { x: 1, tx: 3, T: 5, mean: 20, count: 4 },
  ];

  it('are counted by when they ordered', () => {
    expect(countHistories(rows)).toEqual([
      { x: 0, tx: 0, T: 5, count: 1 },
      { x: 1, tx: 2, T: 5, count: 3 },
      { x: 1, tx: 3, T: 5, count: 4 },
    ]);
  });

  it('are counted by what they spend, when they came back', () => {
    expect(countSpends(rows)).toEqual([
      { x: 1, mean: 20, count: 6 },
      { x: 1, mean: 30, count: 1 },
    ]);
  });

  it('come out alike in whatever order they came in', () => {
    fc.assert(
      fc.property(fc.shuffledSubarray(rows, { minLength: rows.length }), (shuffled) => {
        expect(countHistories(shuffled)).toEqual(countHistories(rows));
        expect(countSpends(shuffled)).toEqual(countSpends(rows));
      }),
    );
  });
});
