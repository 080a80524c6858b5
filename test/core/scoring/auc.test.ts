import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { aucDifference, aucOf } from '../../../lib/core/scoring/auc.ts';

const cases = fc.array(fc.tuple(fc.integer({ min: 0, max: 9 }), fc.integer({ min: 0, max: 9 }), fc.boolean()), {
  minLength: 1,
  maxLength: 40,
});

/** From the definition: over all pairs. */
function pairwise(one: number, other: number): number {
  return one > other ? 1 : one === other ? 0.5 : 0;
}

describe('how well a score tells two kinds of customers apart', () => {
  it('is the share of the pairs in which the first has the higher score', () => {
    fc.assert(
      fc.property(cases, (rows) => {
        const first = rows.filter(([, , kind]) => kind).map(([score]) => score);
        const second = rows.filter(([, , kind]) => !kind).map(([score]) => score);
        const sum = first.flatMap((one) => second.map((other) => pairwise(one, other))).reduce((all, value) => all + value, 0);
        const found = aucOf(
          rows.map(([score]) => score),
          rows.map(([, , kind]) => kind),
        );
        if (first.length === 0 || second.length === 0) expect(found).toBeUndefined();
        else expect(found).toBeCloseTo(sum / (first.length * second.length), 12);
      }),
    );
  });

  it('of a score against itself is no better, for certain', () => {
    const scores = [1, 2, 3, 4, 5];
    expect(aucDifference(scores, scores, [true, false, true, false, true])).toEqual({ difference: 0, standardError: 0 });
  });

  it('of two scores is compared by DeLong’s variance, as its definition has it', () => {
    fc.assert(
      fc.property(cases, (rows) => {
        const kinds = rows.map(([, , kind]) => kind);
        const scores = [rows.map(([score]) => score), rows.map(([, score]) => score)] as const;
        const found = aucDifference(scores[0], scores[1], kinds);
        const of = (kind: boolean) => rows.filter((row) => row[2] === kind);
        const [first, second] = [of(true), of(false)];
        if (first.length < 2 || second.length < 2) {
          expect(found).toBeUndefined();
          return;
        }
        const mean = (values: number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
        const share = (at: 0 | 1, of: number, others: typeof rows, swap: 1 | -1) =>
          mean(others.map((row) => pairwise(swap * of, swap * row[at])));
        const spread = (mine: typeof rows, others: typeof rows, swap: 1 | -1) => {
          const values = mine.map((row) => share(0, row[0], others, swap) - share(1, row[1], others, swap));
          return values.reduce((sum, value) => sum + (value - mean(values)) ** 2, 0) / (values.length - 1) / values.length;
        };
        expect(found?.standardError).toBeCloseTo(Math.sqrt(spread(first, second, 1) + spread(second, first, -1)), 9);
        expect(found?.difference).toBeCloseTo(aucOf(scores[0], kinds)! - aucOf(scores[1], kinds)!, 12);
      }),
    );
  });
});
