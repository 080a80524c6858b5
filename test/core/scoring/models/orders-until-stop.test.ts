import cephes from 'cephes';
import { beforeAll, describe, expect, it } from 'vitest';
import { ordersUntilStop } from '../../../../lib/core/scoring/models/orders-until-stop.ts';

beforeAll(() => cephes.compiled);

/** The form in which it was published. */
function published({ shape, ratio, a, b }: { shape: number; ratio: number; a: number; b: number }): number {
  const c = a + b - 1;
  return (c / (a - 1)) * (1 - (1 - ratio) ** shape * cephes.hyp2f1(shape, b, c, ratio));
}

describe('orders until she stops', () => {
  it('agree with the published form by the 2F1 of cephes', () => {
    let compared = 0;
    // For some whole numbers a - 1 - shape cephes throws.
    for (const shape of [0.24, 1, 2.5, 12.34, 26.24]) {
      for (const ratio of [0.001, 0.03, 0.25, 0.5, 0.8, 0.95]) {
        for (const a of [0.3, 0.79, 1.6, 4.2]) {
          for (const b of [1.1, 2.43, 9, 28.4]) {
            const expected = published({ shape, ratio, a, b });
            // The published form loses digits to cancelling where ratio is small; this one does not.
            expect(Math.abs(ordersUntilStop({ shape, ratio, a, b }) / expected - 1)).toBeLessThan(1e-10 / ratio);
            compared += 1;
          }
        }
      }
    }
    expect(compared).toBe(480);
  });

  it.each([
    // By mpmath with 40 digits.
    [26.243, 0.9, 0.79, 28.4, 80.51872639123351],
    [0.5, 0.25, 1.5, 2.5, 0.15290154243810164],
    [0.243, 0.99, 0.8, 2.4, 4.527780337795574],
    [3.5, 0.999, 0.3, 0.2, 162.63571805438812],
    [3.5, 0.9999, 1.6, 5, 9.280937209674839],
  ])('agree with exact arithmetic: shape %d, ratio %d, a %d, b %d', (shape, ratio, a, b, exact) => {
    expect(ordersUntilStop({ shape, ratio, a, b }) / exact).toBeCloseTo(1, 12);
  });

  it('hold for hundreds and thousands of orders, where the published form overflows', () => {
    const often = { shape: 400.25, ratio: 0.9, a: 0.8, b: 402.4 };
    expect(published(often)).toSatisfy((value: number) => !Number.isFinite(value));
    expect(ordersUntilStop(often) / 1173.4313572852013).toBeCloseTo(1, 12);
    expect(ordersUntilStop({ shape: 2000, ratio: 0.6, a: 0.8, b: 2001 }) / 2011.4721733386539).toBeCloseTo(1, 12);
  });

  it('hold at a = 1 and at a + b = 1, where the published form is 0/0', () => {
    // Limits by mpmath.
    expect(ordersUntilStop({ shape: 2.5, ratio: 0.5, a: 1, b: 3.5 })).toBeCloseTo(1.85713560907528, 12);
    expect(ordersUntilStop({ shape: 0.3, ratio: 0.8, a: 0.4, b: 0.6 })).toBeCloseTo(0.7450064730251841, 12);
  });

  it('are none within no time, and unknown when asked with what is not a number', () => {
    expect(ordersUntilStop({ shape: 2.5, ratio: 0, a: 1, b: 3.5 })).toBe(0);
    expect(ordersUntilStop({ shape: 2.5, ratio: NaN, a: 1, b: 3.5 })).toBeNaN();
    expect(ordersUntilStop({ shape: NaN, ratio: 0.5, a: 1, b: 3.5 })).toBeNaN();
  });

  it('come to an end for any horizon, with what was summed so far as a lower bound', () => {
    const forever = ordersUntilStop({ shape: 2, ratio: 1 - 1e-9, a: 3, b: 4 });
    // In the limit (a + b - 1) / (a - 1).
    expect(forever).toBeGreaterThan(2.9);
    expect(forever).toBeLessThanOrEqual(3);
  });
});
