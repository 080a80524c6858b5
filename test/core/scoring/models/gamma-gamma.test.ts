import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { gammaGamma } from '../../../../lib/core/scoring/models/gamma-gamma.ts';

const parameters = { p: 6.25, q: 3.74, gamma: 15.44 };

describe('Gamma-Gamma', () => {
  it('with p = q = gamma = 1 and one order of 1, by hand', () => {
    // Γ(2) / (Γ(1) Γ(1)) · 1 / (1 + 1)².
    const likelihood = gammaGamma.logLikelihood({ p: 1, q: 1, gamma: 1 }, [{ x: 1, mean: 1, count: 2 }]);
    expect(likelihood).toBeCloseTo(2 * Math.log(1 / 4), 12);
  });

  it('expects the shop’s mean of somebody who never came back, or whose refunds ate everything', () => {
    const shop = (parameters.p * parameters.gamma) / (parameters.q - 1);
    expect(gammaGamma.conditionalSpend(parameters, { x: 0, mean: 0 })).toBeCloseTo(shop, 9);
    expect(gammaGamma.conditionalSpend(parameters, { x: 3, mean: -20 })).toBeCloseTo(shop, 9);
    expect(gammaGamma.conditionalSpend(parameters, { x: 3, mean: NaN })).toBeCloseTo(shop, 9);
  });

  it('lies between the shop’s mean and hers, nearer to hers the more she bought', () => {
    const shop = gammaGamma.conditionalSpend(parameters, { x: 0, mean: 0 });
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 50 }), fc.double({ min: 0.01, max: 1000, noNaN: true }), (x, mean) => {
        const spend = gammaGamma.conditionalSpend(parameters, { x, mean });
        expect(spend).toBeGreaterThanOrEqual(Math.min(shop, mean) - 1e-9);
        expect(spend).toBeLessThanOrEqual(Math.max(shop, mean) + 1e-9);
        const more = gammaGamma.conditionalSpend(parameters, { x: x + 1, mean });
        expect(Math.abs(more - mean)).toBeLessThanOrEqual(Math.abs(spend - mean) + 1e-9);
      }),
    );
  });

  it('has no mean for q of 1 or less, and no answer without parameters', () => {
    expect(gammaGamma.conditionalSpend({ p: 2, q: 1, gamma: 3 }, { x: 0, mean: 0 })).toBe(Infinity);
    expect(gammaGamma.conditionalSpend({}, { x: 0, mean: 0 })).toBeNaN();
  });
});
