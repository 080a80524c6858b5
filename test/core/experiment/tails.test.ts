import cephes from 'cephes';
import { beforeAll, describe, expect, it } from 'vitest';
import { chiSquareTail, normalQuantile, normalTails, studentQuantile, studentTails } from '../../../lib/core/experiment/tails.ts';

beforeAll(() => cephes.compiled);

/** How far off, as a part of what is expected. */
const off = (found: number, expected: number) => Math.abs(found / expected - 1);

describe('the tails of distributions', () => {
  it('agree with cephes, however far out', () => {
    for (const z of [1e-6, 0.1, 1, 1.7, 3, 10, 22, 30]) expect(off(normalTails(z), cephes.erfc(z / Math.SQRT2))).toBeLessThan(2e-13);
    for (const freedom of [1, 2, 3, 5, 10, 50])
      for (const x of [1e-6, 0.1, 1, 3, 10, 30, 100, 300])
        expect(off(chiSquareTail(x, freedom), cephes.igamc(freedom / 2, x / 2))).toBeLessThan(1e-13);
    for (const freedom of [1, 1.5, 3.7, 29.9, 100])
      for (const t of [0.01, 0.5, 1, 1.9, 2.5, 4, 8, 20])
        expect(off(studentTails(t, freedom), cephes.incbet(freedom / 2, 0.5, freedom / (freedom + t * t)))).toBeLessThan(1e-12);
  });

  // Computed by mpmath 1.3 with 40 digits: cephes is good to 9 digits here.
  it.each([
    [1.9, 36671.15797736051, 0.05744095594044481],
    [5.300140358411668, 36671.15797736051, 1.163814968225489e-7],
    [4, 1e6, 6.33470340100481e-5],
    [20, 1e6, 5.733087047390372e-89],
    [0.000001, 10, 0.9999992217832321],
  ])('of Student, t %f with %f degrees of freedom, hold for large groups', (t, freedom, expected) => {
    expect(off(studentTails(t, freedom), expected)).toBeLessThan(1e-11);
    expect(studentTails(-t, freedom)).toBe(studentTails(t, freedom));
  });

  it('are whole at 0 and nothing at infinity', () => {
    expect([normalTails(0), chiSquareTail(0, 3), studentTails(0, 3)]).toEqual([1, 1, 1]);
    expect([normalTails(Infinity), chiSquareTail(Infinity, 3)]).toEqual([0, 0]);
  });

  it('are found again by their quantiles', () => {
    expect(normalQuantile(0.025)).toBeCloseTo(1.959963984540054, 14);
    expect(normalQuantile(0.2)).toBeCloseTo(0.841621233572914, 14);
    expect(normalQuantile(0.8)).toBeCloseTo(-normalQuantile(0.2), 14);
    expect(normalQuantile(0.5)).toBeCloseTo(0, 14);
    expect(normalQuantile(1e-10)).toBeCloseTo(6.361340902404056, 12);
    expect(studentQuantile(0.025, 1)).toBeCloseTo(12.7062047361747, 12);
    expect(studentQuantile(0.025, 2.5)).toBeCloseTo(3.574654842003683, 13);
    expect(studentQuantile(0.025, 36671)).toBeCloseTo(1.96002867730001, 12);
    expect(studentQuantile(0.025, 1e6)).toBeCloseTo(1.959966356814107, 10);
  });
});
