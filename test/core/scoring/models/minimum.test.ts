import { describe, expect, it } from 'vitest';
import { nelderMead } from '../../../../lib/core/scoring/models/nelder-mead.ts';
import { newton } from '../../../../lib/core/scoring/models/newton.ts';

/** Rosenbrock's valley: curved, flat along its floor, lowest at (1, 1). */
const valley = ([x = NaN, y = NaN]: number[]) => (1 - x) ** 2 + 100 * (y - x * x) ** 2;
const bowl = ([x = NaN, y = NaN, z = NaN]: number[]) => (x - 3) ** 2 + 4 * (y + 1) ** 2 + x * z + z * z + 7;

describe('the simplex', () => {
  it('walks down a curved valley to its lowest place', () => {
    const { point, value } = nelderMead(valley, [-1.2, 1], { step: 1, tolerance: 1e-14 });
    expect(point[0]).toBeCloseTo(1, 6);
    expect(point[1]).toBeCloseTo(1, 6);
    expect(value).toBeLessThan(1e-12);
  });

  it('steps around places that have no value', () => {
    const half = ([x = NaN]: number[]) => (x < 0 ? NaN : (x - 0.1) ** 2);
    expect(nelderMead(half, [-5], { step: 6, tolerance: 1e-12 }).point[0]).toBeCloseTo(0.1, 5);
  });

  it('ends when nothing has a value', () => {
    expect(nelderMead(() => NaN, [1, 2], { step: 1, tolerance: 1e-9 }).value).toBe(Infinity);
  });
});

describe('the polish', () => {
  it('finds the bottom of a bowl at once', () => {
    const { point, settled } = newton(bowl, { point: [5, 5, 5], value: bowl([5, 5, 5]) });
    // By hand: x = 4, y = -1, z = -2.
    expect(settled).toBe(true);
    expect(point.map((part) => Math.round(part * 1e6) / 1e6)).toEqual([4, -1, -2]);
  });

  it('follows a curved valley to its end', () => {
    const { point, settled } = newton(valley, { point: [0.5, 0.2], value: valley([0.5, 0.2]) });
    expect(settled).toBe(true);
    expect(point[0]).toBeCloseTo(1, 5);
  });

  it.each([
    ['a ridge without an end', ([x = NaN, y = NaN]: number[]) => (x - y) ** 2],
    ['a slope that flattens out', ([x = NaN]: number[]) => Math.exp(-x)],
    ['a summit', ([x = NaN]: number[]) => -x * x],
    ['no values', () => NaN],
  ])('says that it did not settle on %s', (_, value) => {
    expect(newton(value, { point: [0.5, 0.1], value: value([0.5, 0.1]) }).settled).toBe(false);
  });
});
