import { describe, expect, it } from 'vitest';
import { bootstrap } from '../../../lib/core/experiment/bootstrap.ts';
import { moneyEffectOfValues } from '../../../lib/core/experiment/effect.ts';
import { uniforms } from '../../../lib/core/experiment/uniforms.ts';
import { countOf } from '../../../lib/core/quantile.ts';

const draw = uniforms(1);
/** Most spend nothing, few much: what money in shops looks like. */
const spent = (n: number, share: number) =>
  countOf(Array.from({ length: n }, () => (draw() < share ? Math.round(-5000 * Math.log(1 - draw())) : 0)));
const [arm, control] = [spent(20_000, 0.05), spent(20_000, 0.04)];

describe('the bootstrap', () => {
  it('agrees with Welch where there are many customers', () => {
    const effect = moneyEffectOfValues(arm, control, { arm: 'a', outcome: 'spend' });
    if (!effect?.bootstrap) throw new Error('there is no bootstrap');
    const width = effect.high - effect.low;
    expect(Math.abs(effect.bootstrap.low - effect.low) / width).toBeLessThan(0.05);
    expect(Math.abs(effect.bootstrap.high - effect.high) / width).toBeLessThan(0.05);
  });

  it('is the same for the same seed and differs a little for another', () => {
    const [one, again, other] = ['a', 'a', 'b'].map((seed) => bootstrap(arm, control, seed));
    expect(again).toEqual(one);
    expect(other).not.toEqual(one);
  });

  it('draws customers whose values are equal one by one: as wide as if they were told apart', () => {
    const group = (n: number, from: number) => countOf(Array.from({ length: n }, (_, index) => from + (index % 3)));
    // Ten of each value are drawn by inversion, a hundred of each by the normal distribution.
    for (const each of [10, 100]) {
      const { low = NaN, high = NaN } = bootstrap(group(3 * each, 5), group(3 * each, 0), 'a') ?? {};
      const half = 1.96 * Math.sqrt((2 * (2 / 3)) / (3 * each));
      expect((high + low) / 2).toBeCloseTo(5, 1);
      expect((high - low) / 2 / half).toBeGreaterThan(0.93);
      expect((high - low) / 2 / half).toBeLessThan(1.07);
    }
  });

  it('of two customers reaches from one value to the other and never beyond', () => {
    expect(bootstrap(countOf([1, 5]), countOf([0, 0]), 'a')).toEqual({ low: 1, high: 5 });
  });

  it('knows nothing of one customer, nor of none', () => {
    expect(bootstrap(countOf([7]), control, 'a')).toBeUndefined();
    expect(bootstrap(arm, [], 'a')).toBeUndefined();
  });
});
