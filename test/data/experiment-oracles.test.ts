import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { confidenceSequence } from '../../lib/core/experiment/confidence-sequence.ts';
import { momentsOfSums } from '../../lib/core/experiment/means.ts';
import { newcombe, wilson } from '../../lib/core/experiment/rates.ts';
import { sampleRatio } from '../../lib/core/experiment/sample-ratio.ts';
import { sizeForRates } from '../../lib/core/experiment/sample-size.ts';
import { dataPresent, inputOf, vector } from './shops.ts';

const pairSchema = z.tuple([z.number(), z.number()]);
const near = (found: number, expected: number, tolerance: number) => expect(Math.abs(found - expected)).toBeLessThanOrEqual(tolerance);

describe.skipIf(!dataPresent)('the statistics of experiments agree with the reference values', () => {
  it('of Wilson to 1e-9', () => {
    const { cases } = vector('wilson', z.object({ cases: z.array(z.object({ k: z.number(), n: z.number(), ci: pairSchema })).min(9) }));
    for (const { k, n, ci } of cases)
      for (const [index, bound] of wilson({ n, successes: k }).entries()) near(bound, ci[index] ?? NaN, 1e-9);
  });

  it('of Newcombe to 1e-9', () => {
    const caseSchema = z.object({ case: z.tuple([z.number(), z.number(), z.number(), z.number()]), ci: pairSchema });
    for (const { case: of, ci } of vector('newcombe', z.object({ cases: z.array(caseSchema).min(9) })).cases) {
      const found = newcombe({ successes: of[0], n: of[1] }, { successes: of[2], n: of[3] });
      for (const [index, bound] of found.entries()) near(bound, ci[index] ?? NaN, 1e-9);
    }
  });

  it('of the sample ratio to the nine digits that are given', () => {
    const { cases } = inputOf('srm', z.object({ cases: z.array(z.tuple([z.array(z.number()), z.array(z.number())])).min(10) }));
    const expected = vector('srm', z.array(z.number()));
    for (const [index, [counts, shares]] of cases.entries())
      near(sampleRatio(counts.map((n, arm) => ({ n, share: shares[arm] ?? 0 }))).p, expected[index] ?? NaN, 1e-9);
  });

  it('of sample sizes to 1e-4', () => {
    const caseSchema = z.object({ p1: z.number(), p2: z.number(), power: z.number(), n_per_arm: z.number() });
    for (const { p1, p2, power, n_per_arm } of vector('sample-size', z.object({ cases: z.array(caseSchema).min(5) })).cases)
      near(sizeForRates(p1, p2, power), n_per_arm, 1e-4);
  });

  it('of GrowthBook’s sequential test to 1e-9, which is of relative differences', () => {
    const input = inputOf(
      'growthbook-sequential',
      z.object({
        case1: z.object({ a: sumsSchema, b: sumsSchema, tuning: z.number() }),
        case2: z.object({ a: pairSchema, b: pairSchema, tuning: z.number() }),
      }),
    );
    const { recomputed } = vector('growthbook-sequential', z.object({ recomputed: z.array(z.array(z.number()).length(5)).length(2) }));
    const ofMoney = [input.case1.a, input.case1.b].map(({ sum, sum_squares, n }) => momentsOfSums({ n, sum, squares: sum_squares }));
    const ofRates = [input.case2.a, input.case2.b].map(([k, n]) => ({ n, mean: k / n, variance: (k / n) * (1 - k / n) }));
    for (const [index, [[control, arm], tuning]] of [
      [ofMoney, input.case1.tuning] as const,
      [ofRates, input.case2.tuning] as const,
    ].entries()) {
      if (!arm || !control) throw new Error('a group is missing');
      const ratio = arm.mean / control.mean;
      const error = Math.sqrt(arm.variance / arm.n + (control.variance / control.n) * ratio ** 2) / control.mean;
      const { low, high, p } = confidenceSequence({ difference: ratio - 1, error, n: arm.n + control.n }, tuning);
      for (const [place, found] of [ratio - 1, error, low, high, p].entries()) near(found, recomputed[index]?.[place] ?? NaN, 1e-9);
    }
  });
});

const sumsSchema = z.object({ sum: z.number(), sum_squares: z.number(), n: z.number() });
