import { describe, expect, it } from 'vitest';
import { momentsOfSums, momentsOfValues } from '../../../lib/core/experiment/means.ts';
import { wilson } from '../../../lib/core/experiment/rates.ts';

describe('what rounding leaves', () => {
  it('is no variance of values that are all the same', () => {
    for (const value of [0.1, 0.3, 0.7, 19.99, 1e9 + 0.1])
      for (let n = 2; n <= 50; n += 1) {
        expect(momentsOfValues([[value, n]]).variance).toBe(0);
        let [sum, squares] = [0, 0];
        for (let customer = 0; customer < n; customer += 1) [sum, squares] = [sum + value, squares + value * value];
        expect(momentsOfSums({ n, sum, squares }).variance).toBe(0);
      }
  });

  it('is no probability at the ends of a rate’s interval', () => {
    for (let n = 1; n <= 100; n += 1) {
      expect(wilson({ n, successes: 0 })[0]).toBe(0);
      expect(wilson({ n, successes: n })[1]).toBe(1);
    }
  });
});
