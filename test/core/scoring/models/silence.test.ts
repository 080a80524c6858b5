import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { gapPercentile, nextOrder, silenceProbability } from '../../../../lib/core/scoring/models/silence.ts';

const parameters = { r: 1, alpha: 4 };

describe('silence', () => {
  it('by hand: r 1, alpha 4, two repeat orders until week 6, ten weeks old', () => {
    // (4 + 6) / (4 + 10), to the power of 1 + 2.
    expect(silenceProbability(parameters, { x: 2, tx: 6, T: 10 })).toBeCloseTo((10 / 14) ** 3, 9);
    expect(silenceProbability(parameters, { x: 2, tx: 6, T: 6 })).toBe(1);
  });

  it('reaches S after exactly the percentile 1 - S of her gaps', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 50 }), fc.double({ min: 0.01, max: 0.99, noNaN: true }), (x, p) => {
        const days = gapPercentile(parameters, { x, tx: 6, T: 6 }, p);
        expect(silenceProbability(parameters, { x, tx: 6, T: 6 + days / 7 })).toBeCloseTo(1 - p, 7);
      }),
    );
  });
});

describe('the next order', () => {
  it('by hand: half have ordered after (2 to the 1/3, less 1) · 10 weeks', () => {
    const { median, from, to } = nextOrder(parameters, { x: 2, tx: 6, T: 10 });
    expect(median).toBeCloseTo(70 * (2 ** (1 / 3) - 1), 8);
    expect(from).toBeCloseTo(70 * (0.9 ** (-1 / 3) - 1), 8);
    expect(to).toBeCloseTo(70 * (0.1 ** (-1 / 3) - 1), 8);
  });

  it('does not depend on how long she has been silent since', () => {
    expect(nextOrder(parameters, { x: 2, tx: 6, T: 10 })).toEqual(nextOrder(parameters, { x: 2, tx: 6, T: 99 }));
  });

  it('is unbounded when everybody is to have ordered, and unknown without parameters', () => {
    expect(gapPercentile(parameters, { x: 2, tx: 6, T: 10 }, 1)).toBe(Infinity);
    expect(gapPercentile(parameters, { x: 2, tx: 6, T: 10 }, 0)).toBe(0);
    expect(nextOrder({}, { x: 2, tx: 6, T: 10 }).median).toBeNaN();
  });
});
