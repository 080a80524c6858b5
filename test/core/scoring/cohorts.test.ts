import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cohortsOf, lapseCurve } from '../../../lib/core/scoring/cohorts.ts';
import { buyer, purchases } from './describing.ts';

const on = (date: string) => Date.parse(`${date}T00:00Z`) / 86_400_000;
const bought = (id: string, ...dates: string[]) => buyer(dates.map(on), id);

describe('those who began in a month', () => {
  const shop = [
    bought('a', '2025-11-30', '2025-12-01', '2025-12-24', '2026-02-01'),
    bought('b', '2025-11-02', '2025-11-20'),
    bought('c', '2025-12-31', '2026-01-01'),
    bought('d', '2026-03-02'),
  ];

  it('come again in the months after it, each counted once a month, over the turn of the year', () => {
    expect(cohortsOf(shop, { until: on('2026-02-28'), months: 12 })).toEqual([
      { month: '2025-11', customers: 2, boughtAgain: [0.5, 0.5, 0, 0.5] },
      { month: '2025-12', customers: 1, boughtAgain: [0, 1, 0] },
    ]);
  });

  it('are followed in months that are over only, and for so many months', () => {
    expect(cohortsOf(shop, { until: on('2026-02-27'), months: 2 })).toEqual([
      { month: '2025-11', customers: 2, boughtAgain: [0.5, 0.5, 0] },
      { month: '2025-12', customers: 1, boughtAgain: [0, 1] },
    ]);
    expect(cohortsOf(shop, { until: on('2026-03-10'), months: 12 }).at(-1)).toEqual({ month: '2026-03', customers: 1, boughtAgain: [] });
  });

  it('are nobody where nobody bought, and a refund is no return', () => {
    expect(cohortsOf([purchases('x', [[20_000, 0, -5]])], { until: 21_000, months: 3 })).toEqual([]);
    const refunded = purchases('y', [
      [on('2026-01-05'), 1, 900],
      [on('2026-02-05'), 0, -900],
    ]);
    expect(cohortsOf([refunded], { until: on('2026-02-28'), months: 3 })[0]?.boughtAgain).toEqual([0, 0]);
  });
});

describe('how long buyers are silent', () => {
  it('falls by who came again, of those still watched', () => {
    // Six gaps: over after 10, 20, 20; open since 10, 30, 40. At 10 six are watched, at 20 four.
    expect(lapseCurve({ 10: 1, 20: 2 }, { 10: 1, 30: 1, 40: 1 })).toEqual({
      points: [
        [0, 1],
        [10, 5 / 6],
        [20, expect.closeTo(5 / 12, 12)],
      ],
      median: 20,
    });
  });

  it('is, where no gap is open, the share of gaps that are longer', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 50 }), { minLength: 1 }), (gaps) => {
        const ended: { [days: string]: number } = {};
        for (const gap of gaps) ended[gap] = (ended[gap] ?? 0) + 1;
        for (const [days, share] of lapseCurve(ended, {}).points) {
          expect(share).toBeCloseTo(gaps.filter((gap) => gap > days).length / gaps.length, 9);
        }
      }),
    );
  });

  it('never reaches a half where most never came again', () => {
    expect(lapseCurve({ 5: 1 }, { 100: 9 })).toEqual({
      points: [
        [0, 1],
        [5, expect.closeTo(0.9, 12)],
      ],
      median: undefined,
    });
    expect(lapseCurve({}, {})).toEqual({ points: [[0, 1]], median: undefined });
  });
});
