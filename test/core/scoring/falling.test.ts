import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fallingByGaps, fallingByHalves, fallingOf, slowdown } from '../../../lib/core/scoring/falling.ts';
import { buyer, purchases } from './describing.ts';

const today = 1000;
const daysBack = (...back: number[]) => back.map((days) => today - days).sort((a, b) => a - b);

describe('falling purchases by two halves of a window', () => {
  it('by hand: 7 order days and then 1 are so few by chance with probability 9/256', () => {
    const hers = buyer(daysBack(400, 180, 170, 160, 150, 140, 130, 120, 30));
    expect(fallingByHalves(hers, today)).toEqual({
      falling: true,
      because: '1 order day in the last 91 days after 7 order days in the 91 before; so few by chance with probability 4 %',
    });
  });

  it('says nothing of somebody who comes as ever, and is no alarm when she comes more often', () => {
    expect(fallingByHalves(buyer(daysBack(400, 160, 130, 100, 80, 50, 20)), today)?.falling).toBe(false);
    expect(fallingByHalves(buyer(daysBack(400, 150, 80, 60, 50, 40, 30, 20, 10)), today)).toEqual({
      falling: false,
      because: '7 order days in the last 91 days after 1 order day in the 91 before; so few by chance with probability 100 %',
    });
  });

  it('with four order days cannot tell, with five and none lately it can', () => {
    expect(fallingByHalves(buyer(daysBack(400, 160, 150, 140, 130)), today)).toBeUndefined();
    expect(fallingByHalves(buyer(daysBack(400, 170, 160, 150, 140, 130)), today)).toMatchObject({ falling: true });
    expect(fallingByHalves(purchases('nobody', []), today)).toBeUndefined();
  });

  it('looks at a young customer from the day after her first order, in halves that are equally long', () => {
    // The first of 51 days is left out: 25 days and 25 days, with 6 and 0 orders after the first.
    const young = buyer(daysBack(51, 49, 46, 43, 40, 35, 30));
    expect(fallingByHalves(young, today)?.because).toMatch(/^0 order days in the last 25 days after 6 order days in the 25 before/);
  });

  it('counts no refund, no second order of a day and no order of the future', () => {
    const days = daysBack(170, 160, 150, 140, 130).map((on): [number, number, number] => [on, 3, 100]);
    const hers = purchases('c-1', [[500, 1, 100], ...days, [today - 5, 0, -100], [today + 3, 1, 100]]);
    expect(fallingByHalves(hers, today)?.because).toMatch(/^0 order days .* after 5 order days /);
  });

  it('is right by chance as often as it says: of all ways in which n orders fall into halves', () => {
    fc.assert(
      fc.property(fc.integer({ min: 5, max: 12 }), (n) => {
        // Each of the 2^n ways is as likely; so many of them are alarms as the probability allows.
        let alarms = 0;
        for (let way = 0; way < 2 ** n; way += 1) {
          const days = Array.from({ length: n }, (_, index) => today - ((way >> index) & 1 ? 1 + index : 92 + index));
          alarms += fallingByHalves(buyer([100, ...days.sort((a, b) => a - b)]), today)?.falling ? 1 : 0;
        }
        expect(alarms / 2 ** n).toBeLessThan(0.05);
        expect(alarms).toBeGreaterThan(0);
      }),
      { numRuns: 8 },
    );
  });
});

/** Gaps of somebody who buys at random, the mean being 1; the same for every run. */
function randomGaps(): () => number {
  let state = 1;
  return () => {
    state = (state * 1_103_515_245 + 12_345) % 2 ** 31;
    return -Math.log(1 - state / 2 ** 31);
  };
}

describe('falling purchases by the sum of her gaps', () => {
  it('by hand: each gap adds half of how long it is against the usual, less ln 2, and never goes below 0', () => {
    expect(slowdown([10, 10], 10)).toBe(0);
    expect(slowdown([10, 30, 30], 10)).toBeCloseTo(2 * (1.5 - Math.LN2), 12);
    expect(slowdown([30, 1], 10)).toBeCloseTo(1.5 - Math.LN2 + 0.05 - Math.LN2, 12);
  });

  it('has no false alarm for longer than is asked for, and sees half the rate long before', () => {
    const gap = randomGaps();
    const alarm = Math.log(20);
    const length = (slower: number) => {
      let gaps = 0;
      for (let run = 0; run < 300; run += 1) {
        for (let sum = 0; sum < alarm; gaps += 1) sum = slowdown([gap() * slower], 1, sum);
      }
      return gaps / 300;
    };
    expect(length(1)).toBeGreaterThan(100);
    expect(length(2)).toBeLessThan(15);
  });

  it('counts the silence since the last order as far as it goes', () => {
    const weekly = Array.from({ length: 20 }, (_, index) => 800 + 7 * index);
    const last = 800 + 7 * 19;
    expect(fallingByGaps(buyer(weekly), last + 7)).toEqual({
      falling: false,
      because: 'she used to come every 7 days, and nothing says that she comes half as often (0.5, alarm from 3.0 on)',
    });
    expect(fallingByGaps(buyer(weekly), last + 41)?.falling).toBe(false);
    expect(fallingByGaps(buyer(weekly), last + 42)).toEqual({
      falling: true,
      because: 'she used to come every 7 days, and what came since says that she comes half as often (3.0, alarm from 3.0 on)',
    });
  });

  it('needs three gaps', () => {
    expect(fallingByGaps(buyer([1, 5, 9]), 100)).toBeUndefined();
    expect(fallingByGaps(buyer([1, 5, 9, 14]), 100)).toBeDefined();
    expect(fallingByGaps(purchases('nobody', []), 100)).toBeUndefined();
  });
});

describe('falling purchases', () => {
  it('are what either rule finds', () => {
    const sharp = buyer(daysBack(400, 170, 160, 150, 140, 130));
    expect(fallingOf(sharp, today)).toEqual(fallingByHalves(sharp, today));
    const silent = buyer(daysBack(900, 870, 840, 810));
    expect(fallingOf(silent, today)).toEqual(fallingByGaps(silent, today));
    expect(fallingOf(silent, today)?.falling).toBe(true);
    expect(fallingOf(buyer([today - 3]), today)).toBeUndefined();
  });
});
