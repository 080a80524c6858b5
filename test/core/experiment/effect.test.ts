import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  bootstrapDiffers,
  doubtsOf,
  type Effect,
  judgedTogether,
  moneyEffect,
  moneyEffectOfValues,
  rateEffect,
  verdictOf,
} from '../../../lib/core/experiment/effect.ts';
import { countOf } from '../../../lib/core/quantile.ts';

const named = { arm: 'offer', outcome: 'bought' };

function known(effect: Effect | undefined): Effect {
  if (!effect) throw new Error('there is no effect');
  return effect;
}

const rate = (successes: number, n: number, controlSuccesses: number, controlN: number, smallest?: number) =>
  known(
    rateEffect({ n, successes }, { n: controlN, successes: controlSuccesses }, { ...named, ...(smallest !== undefined && { smallest }) }),
  );
const sumsOf = (values: number[]) => ({
  n: values.length,
  sum: values.reduce((sum, value) => sum + value, 0),
  squares: values.reduce((sum, value) => sum + value ** 2, 0),
});
const money = (values: number[], controls: number[]) => known(moneyEffect(sumsOf(values), sumsOf(controls), named));
const moneyOf = (values: number[], controls: number[]) => known(moneyEffectOfValues(countOf(values), countOf(controls), named));

describe('the effect on a rate', () => {
  it('is what Newcombe (1998) prints for 56 of 70 against 48 of 80', () => {
    const { difference, low, high } = rate(56, 70, 48, 80);
    expect(difference).toBeCloseTo(0.2, 12);
    expect([low, high]).toEqual([expect.closeTo(0.0524314724, 9), expect.closeTo(0.333872654, 9)]);
  });

  it('tells how many more there are than without the arm, and by how much of the control group’s', () => {
    const { incremental, relative, low, high, n } = rate(300, 2000, 100, 1000);
    expect(incremental).toEqual({ value: expect.closeTo(100, 9), low: n * low, high: n * high });
    // sqrt(.15 × .85 / 2000 / .01 + .1 × .9 / 1000 × .0225 / .0001)
    const half = 1.959963984540054 * Math.sqrt(0.1275 / 2000 / 0.01 + (0.09 / 1000) * (0.0225 / 0.0001));
    expect(relative).toEqual({ value: expect.closeTo(0.5, 12), low: expect.closeTo(0.5 - half, 10), high: expect.closeTo(0.5 + half, 10) });
  });

  it('is none of which anything is known where a group is empty', () => {
    expect(rateEffect({ n: 0, successes: 0 }, { n: 5, successes: 1 }, named)).toBeUndefined();
    expect(rateEffect({ n: 5, successes: 1 }, { n: 0, successes: 0 }, named)).toBeUndefined();
  });

  it('stays open where nobody did it, or everybody', () => {
    for (const all of [0, 500]) {
      const effect = rate(all, 500, all, 500);
      expect(effect).toMatchObject({ difference: 0, p: 1, enough: false, always: { low: -1, high: 1, p: 1 } });
      expect(effect).not.toHaveProperty('needed');
      expect(effect).not.toHaveProperty('detectable');
      expect(effect).not.toHaveProperty('relative');
      expect(effect.high).toBeGreaterThan(0.005);
    }
  });

  it('is not measured by a control group in which nobody did it', () => {
    const effect = rate(40, 1000, 0, 1000);
    expect(effect).not.toHaveProperty('smallest');
    expect(effect).not.toHaveProperty('needed');
    expect(effect).not.toHaveProperty('relative');
    expect(verdictOf(effect)).toBe('beyond-chance');
  });

  it('is not believed of a handful, however small p is', () => {
    const handful = rate(4, 4, 0, 4);
    expect(handful.p).toBeLessThan(0.05);
    expect(verdictOf(handful)).toBe('uncertain');
    expect([verdictOf(rate(9, 10, 0, 10)), doubtsOf(rate(9, 10, 0, 10))]).toEqual(['uncertain', ['too-few']]);
    expect(verdictOf(rate(10, 10, 0, 10))).toBe('beyond-chance');
  });
});

describe('an effect', () => {
  it('is beyond chance only where p and the interval say so alike', () => {
    for (const n of [200, 1000])
      for (const controlN of [50, 100, 500])
        for (let successes = 0; successes <= n * 0.3; successes += n / 100)
          for (let anyway = 0; anyway <= controlN * 0.3; anyway += 1) {
            const effect = rate(successes, n, anyway, controlN);
            if (verdictOf(effect) === 'beyond-chance') expect([effect.low > 0 || effect.high < 0, effect.p < 0.05]).toEqual([true, true]);
          }
  });

  it('is never absent, or not yet known, where the interval leaves out 0', () => {
    fc.assert(
      fc.property(groupOf, groupOf, (arm, control) => {
        const effect = known(rateEffect(arm, control, named));
        const verdict = verdictOf(effect);
        if (effect.low > 0 || effect.high < 0) expect(['beyond-chance', 'uncertain']).toContain(verdict);
        else expect(verdict).not.toBe('beyond-chance');
      }),
    );
  });

  it('of a rare goal is open for those who look again and again until enough are in the smaller group', () => {
    expect(rate(200, 10_000, 0, 200).always).toEqual({ low: -1, high: 1, p: 1 });
    const { low, high, always } = rate(200, 10_000, 0, 270);
    expect(always.low).toBeLessThanOrEqual(low);
    expect(always.high).toBeGreaterThanOrEqual(high);
    expect(always.low).toBeLessThan(0);
  });

  it('on money waits until enough customers make up the sum', () => {
    const few = moneyEffect({ n: 10_000, sum: 600_000, squares: 200 * 3_000 ** 2 }, { n: 270, sum: 0, squares: 0 }, named);
    expect(few).toMatchObject({ enough: false, always: { low: -Infinity, high: Infinity, p: 1 } });
  });
});

describe('the effect on money', () => {
  it('is Welch’s, as R prints it for the sleep data of Student (1908)', () => {
    const first = [0.7, -1.6, -0.2, -1.2, -0.1, 3.4, 3.7, 0.8, 0.0, 2.0];
    const second = [1.9, 0.8, 1.1, 0.1, -0.1, 4.4, 5.5, 1.6, 4.6, 3.4];
    for (const effect of [money(first, second), moneyOf(first, second)])
      expect(effect).toMatchObject({
        low: expect.closeTo(-3.3654832, 6),
        high: expect.closeTo(0.2054832, 6),
        p: expect.closeTo(0.07939414, 7),
        value: expect.closeTo(0.75, 12),
        control: expect.closeTo(2.33, 12),
      });
  });

  it('has no bounds where one customer stands alone, or nothing varies', () => {
    const open = { low: -Infinity, high: Infinity, p: 1, enough: false, always: { low: -Infinity, high: Infinity, p: 1 } };
    for (const [values, controls] of [
      [[5], [1, 2, 3]],
      [[1, 2, 3], [5]],
      [Array<number>(40).fill(0.1), Array<number>(40).fill(0.3)],
    ] as const) {
      expect(money([...values], [...controls])).toMatchObject(open);
      expect(moneyOf([...values], [...controls])).toMatchObject(open);
    }
    expect(moneyOf([5], [1, 2, 3])).not.toHaveProperty('bootstrap');
    expect(moneyEffect({ n: 0, sum: 0, squares: 0 }, sumsOf([1, 2]), named)).toBeUndefined();
    expect(moneyEffectOfValues([], countOf([1, 2]), named)).toBeUndefined();
    expect(moneyEffectOfValues(countOf([1, 2]), [], named)).toBeUndefined();
  });

  it('has bounds where one group alone does not vary', () => {
    const { low, high } = money([1, 2, 3], [0, 0, 0]);
    // t of 2 degrees of freedom.
    expect(low).toBeCloseTo(2 - 4.302652729749464 / Math.sqrt(3), 9);
    expect(high).toBeCloseTo(2 + 4.302652729749464 / Math.sqrt(3), 9);
  });

  it('may lie below nothing, when more was given back than bought', () => {
    const effect = moneyOf([-5, -3, -4, 0], [-1, 0, 0, -2]);
    expect(effect.difference).toBeCloseTo(-2.25, 12);
    expect(effect).not.toHaveProperty('relative');
    expect(effect).not.toHaveProperty('needed');
  });

  it('keeps its digits where all values are huge and lie near together', () => {
    const [values, controls] = [
      [1, 2, 4, 8],
      [2, 3, 5, 5],
    ];
    const far = 2 ** 40;
    const [near, huge] = [
      moneyOf(values, controls),
      moneyOf(
        values.map((one) => far + one),
        controls.map((one) => far + one),
      ),
    ];
    expect([huge.low, huge.high, huge.p]).toEqual([near.low, near.high, near.p].map((one) => expect.closeTo(one, 3)));
    expect(money([1e160, 2e160, 1e160], [1e160, 3e160, 3e160])).toMatchObject({ low: -Infinity, high: Infinity, p: 1 });
  });
});

describe('the money of few who spend much', () => {
  const spread = (n: number, large: number[]) => [...Array<number>(n - large.length).fill(1), ...large];

  it('has a weak interval: fewer customers than 25 times the squared skewness', () => {
    // One of a hundred: skewness (1 − 2p) / sqrt(p(1 − p)) of p = .01.
    const { skewed } = moneyOf(spread(100, [500]), spread(100, []));
    expect(skewed).toEqual({ n: 100, skewness: expect.closeTo(0.98 / Math.sqrt(0.0099), 9), wanted: 2426 });
    expect(moneyOf(spread(2426, Array<number>(24).fill(500)), spread(100, [])).skewed?.wanted).toBeGreaterThan(2426);
    expect(moneyOf(spread(2500, Array<number>(25).fill(500)), spread(2500, Array<number>(25).fill(500)))).not.toHaveProperty('skewed');
  });

  it('is told where the bootstrap lies elsewhere, and not where it lies beside', () => {
    expect(bootstrapDiffers(moneyOf(spread(60, [2000, 900]), spread(60, [])))).toBe(true);
    const even = Array.from({ length: 400 }, (_, index) => index % 10);
    expect(bootstrapDiffers(moneyOf(even, even))).toBe(false);
    expect(bootstrapDiffers(money([1, 2, 3], [1, 2, 3]))).toBe(false);
  });

  it('is not beyond chance where the bootstrap takes in 0', () => {
    const effect = moneyOf(spread(60, [2000, 900]), spread(60, []));
    const seen = { ...effect, low: 1, high: 9, p: 0.01, tooFew: false };
    expect(verdictOf({ ...seen, bootstrap: { low: 0.5, high: 8 } })).toBe('beyond-chance');
    expect(doubtsOf({ ...seen, bootstrap: { low: -0.5, high: 8 } })).toEqual(['bootstrap']);
    expect(verdictOf({ ...seen, bootstrap: { low: -0.5, high: 8 } })).toBe('uncertain');
  });
});

describe('the data that is needed', () => {
  it('counts so many more that the effect is seen', () => {
    const early = rate(55, 1000, 50, 1000, 0.2);
    // R: power.prop.test(p1 = .05, p2 = .06, power = .8): 8157.73
    expect(early).toMatchObject({ smallest: expect.closeTo(0.01, 12), needed: 7158, enough: false });
    expect(rate(449, 8158, 408, 8158, 0.2)).toMatchObject({ needed: 0, enough: true });
    expect(rate(448, 8157, 408, 8160, 0.2).needed).toBe(0);
    expect(rate(448, 8157, 407.85, 8157, 0.2).needed).toBe(1);
  });

  it('of unequal groups is what both must grow by', () => {
    const { needed = NaN } = rate(990, 19_800, 50, 1000, 0.2);
    const spread = (more: number) => 1 / (19_800 + more) + 1 / (1000 + more);
    expect(spread(needed)).toBeLessThanOrEqual(2 / 8157.73);
    expect(spread(needed - 1)).toBeGreaterThan(2 / 8157.74);
  });

  it('shows nothing of two customers against two: rates cannot differ by so much', () => {
    expect(rate(1, 2, 1, 2)).not.toHaveProperty('detectable');
    expect(rate(5, 10, 5, 10).detectable).toBeCloseTo(2.801585218113 * Math.sqrt(0.25 / 5), 9);
  });

  it('is looked for below where there is no room above', () => {
    expect(rate(95, 100, 95, 100).needed).toBeGreaterThan(0);
    expect(rate(95, 100, 95, 100).smallest).toBeCloseTo(0.095, 12);
  });

  it('of money follows from how much it varies', () => {
    const values = Array.from({ length: 60 }, (_, index) => index % 10);
    const { needed, smallest, detectable, enough } = money(values, values);
    const variance = (8.25 * 60) / 59;
    const size = (2 * variance * 2.801585218113 ** 2) / 0.45 ** 2;
    expect(smallest).toBeCloseTo(0.45, 12);
    expect(needed).toBe(Math.ceil(size - 60));
    expect(detectable).toBeCloseTo(2.801585218113 * Math.sqrt(variance / 30), 9);
    expect(enough).toBe(false);
  });

  it('is at least thirty customers with money', () => {
    const tight = (n: number) => Array.from({ length: n }, (_, index) => 100 + (index % 2));
    expect(money(tight(10), tight(12))).toMatchObject({ needed: 20, enough: false });
    expect(
      money(
        tight(10),
        tight(12).map((one) => one + 50),
      ),
    ).toMatchObject({ enough: false, p: expect.closeTo(0, 10) });
    expect(verdictOf(money(tight(30), tight(30)))).toBe('none-seen');
  });
});

describe('arms that are judged together', () => {
  const withP = (arm: string, successes: number): Effect => ({ ...rate(successes, 1000, 100, 1000), arm });

  it('are adjusted by Holm within one outcome, and one alone is not', () => {
    const effects = [withP('a', 130), withP('b', 128), { ...withP('a', 130), outcome: 'opened' }];
    const judged = judgedTogether(effects);
    expect(judged.map(({ pHolm }) => pHolm)).toEqual([2 * effects[0]!.p, Math.max(2 * effects[0]!.p, effects[1]!.p), undefined]);
    expect(judged[2]).toBe(effects[2]);
  });

  it('are not enough where p is beyond chance alone, but not together', () => {
    const [alone, ...others] = [withP('a', 129), withP('b', 100), withP('c', 101)];
    expect(verdictOf(alone)).toBe('beyond-chance');
    const [judged] = judgedTogether([alone, ...others]);
    expect(judged?.pHolm).toBeGreaterThan(0.05);
    expect([verdictOf(known(judged)), doubtsOf(known(judged))]).toEqual(['uncertain', ['other-arms']]);
  });
});

const groupOf = fc.tuple(fc.nat(300), fc.integer({ min: 1, max: 300 })).map(([part, n]) => ({ n, successes: part % (n + 1) }));
const valuesOf = fc.array(fc.integer({ min: -100_000, max: 10_000_000 }), { minLength: 2, maxLength: 40 });

describe('any effect', () => {
  it('on a rate lies inside its intervals, and these between −1 and 1', () => {
    fc.assert(
      fc.property(groupOf, groupOf, (arm, control) => {
        const { difference, low, high, always, p } = known(rateEffect(arm, control, named));
        for (const [below, above] of [
          [low, high],
          [always.low, always.high],
        ] as const) {
          expect(below).toBeGreaterThanOrEqual(-1 - 1e-12);
          expect(above).toBeLessThanOrEqual(1 + 1e-12);
          expect(below).toBeLessThanOrEqual(difference + 1e-12);
          expect(above).toBeGreaterThanOrEqual(difference - 1e-12);
        }
        expect(p).toBeGreaterThanOrEqual(0);
        expect(p).toBeLessThanOrEqual(1);
      }),
    );
  });

  it('turns its sign when arm and control group change places', () => {
    fc.assert(
      fc.property(groupOf, groupOf, valuesOf, valuesOf, (arm, control, values, controls) => {
        for (const [one, other] of [
          [known(rateEffect(arm, control, named)), known(rateEffect(control, arm, named))],
          [money(values, controls), money(controls, values)],
        ] as const) {
          expect(other.difference).toBeCloseTo(-one.difference, 6);
          expect(other.p).toBeCloseTo(one.p, 9);
          if (!Number.isFinite(one.low)) expect([other.low, other.high]).toEqual([-Infinity, Infinity]);
          else expect([other.low, other.high]).toEqual([expect.closeTo(-one.high, 4), expect.closeTo(-one.low, 4)]);
        }
      }),
    );
  });

  it('on money says the same of the values as of their sums, in any unit', () => {
    fc.assert(
      fc.property(valuesOf, valuesOf, (values, controls) => {
        const [ofSums, ofValues] = [money(values, controls), moneyOf(values, controls)];
        const inCents = moneyOf(
          values.map((one) => one * 100),
          controls.map((one) => one * 100),
        );
        if (!Number.isFinite(ofSums.low)) return;
        const near = Math.abs(ofSums.high - ofSums.low) * 1e-6;
        expect(Math.abs(ofSums.low - ofValues.low)).toBeLessThan(near);
        expect(Math.abs(ofSums.p - ofValues.p)).toBeLessThan(1e-6);
        expect(Math.abs(inCents.high / 100 - ofValues.high)).toBeLessThan(near);
        expect(ofValues.low).toBeLessThanOrEqual(ofValues.difference);
        expect(ofValues.high).toBeGreaterThanOrEqual(ofValues.difference);
      }),
      { numRuns: 20 },
    );
  });

  it('holds wider at every look than at one alone', () => {
    fc.assert(
      fc.property(valuesOf, valuesOf, (values, controls) => {
        const { low, high, always, p } = money(values, controls);
        // Of a dozen customers Welch may be the wider one: t, not z.
        if (values.length < 15 || controls.length < 15) return;
        expect(always.low).toBeLessThanOrEqual(low);
        expect(always.high).toBeGreaterThanOrEqual(high);
        expect(always.p).toBeGreaterThanOrEqual(p);
      }),
    );
  });
});
