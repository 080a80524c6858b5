import cephes from 'cephes';
import { beforeAll, describe, expect, it } from 'vitest';
import { logGamma } from '../../../../lib/core/scoring/models/log-gamma.ts';

beforeAll(() => cephes.compiled);

describe('the logarithm of the Gamma function', () => {
  it('agrees with cephes from tiny to huge', () => {
    for (let power = -6; power <= 9; power += 0.25) {
      const z = 10 ** power;
      const expected = cephes.lgam(z);
      expect(Math.abs(logGamma(z) - expected)).toBeLessThan(2e-14 * Math.max(1, Math.abs(expected)));
    }
  });

  it('is ln of the factorial', () => {
    expect(logGamma(1)).toBeCloseTo(0, 14);
    expect(logGamma(2)).toBeCloseTo(0, 14);
    expect(logGamma(6)).toBeCloseTo(Math.log(120), 13);
  });

  it('is not a number below 0', () => {
    expect(logGamma(-1)).toBeNaN();
    expect(logGamma(0)).toBe(Infinity);
  });
});
