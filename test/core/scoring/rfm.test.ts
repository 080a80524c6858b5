import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { countOf } from '../../../lib/core/quantile.ts';
import {
  type RfmMethod,
  rfmMethods,
  rfmOf,
  rfmScores,
  rfmSegment,
  rfmSegments,
  scoreOf,
  valueCuts,
} from '../../../lib/core/scoring/rfm.ts';
import { buyer, purchases } from './describing.ts';

const five = [1, 2, 3, 4, 5];

describe('what is measured of a buyer', () => {
  it('is whole days since the last order, orders, and revenue less refunds', () => {
    const hers = purchases('c-1', [
      [100, 2, 5000],
      [110, 1, 1500],
      [112, 0, -500],
    ]);
    expect(rfmOf(hers, 115)).toEqual({ recency: 5, frequency: 3, monetary: 6000 });
  });

  it('is nothing without an order, and never a day in the future', () => {
    expect(rfmOf(purchases('c-1', [[112, 0, -500]]), 115)).toBeUndefined();
    expect(rfmOf(buyer([120]), 115)?.recency).toBe(0);
  });
});

describe('value cuts', () => {
  it('are the same of a sorted list and of its counts', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: -20, max: 50 })), (values) => {
        expect(valueCuts({ sorted: values.toSorted((a, b) => a - b) })).toEqual(valueCuts({ counted: countOf(values) }));
      }),
    );
  });

  it('of a few are those that R prints', () => {
    // quantile(c(1, 2, 4, 8, 16, 32), c(.2, .4, .6, .8))
    expect(valueCuts({ sorted: [1, 2, 4, 8, 16, 32] })).toEqual([2, 4, 8, 16]);
    // quantile(c(1, 10), c(.2, .4, .6, .8))
    expect(valueCuts({ sorted: [1, 10] })).toEqual([2.8, 4.6, 6.4, 8.2].map((cut) => expect.closeTo(cut, 12)));
    expect(valueCuts({ sorted: [] })).toEqual([]);
  });

  it('give more score to more, the same to the same, and each from 1 to 5', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 90 }), { minLength: 2 }), (values) => {
        const cuts = valueCuts({ counted: countOf(values) });
        const [one = 0, other = 0] = values;
        const [score, otherScore] = [scoreOf(one, cuts), scoreOf(other, cuts)];
        expect(five).toContain(score);
        expect(Math.sign(score - otherScore) * Math.sign(one - other)).toBeGreaterThanOrEqual(0);
        if (one === other) expect(score).toBe(otherScore);
      }),
    );
  });

  it('put a value that is at a cut below it', () => {
    expect([1, 2, 3, 4, 5].map((value) => scoreOf(value, [2, 3, 3, 4]))).toEqual([1, 1, 2, 4, 5]);
  });

  it('score who came more recently higher', () => {
    const cuts = { recency: [10, 20, 30, 40], frequency: [1, 2, 3, 4], monetary: [100, 200, 300, 400] };
    expect(rfmScores({ recency: 3, frequency: 5, monetary: 150 }, cuts)).toEqual({ r: 5, f: 5, m: 2 });
    expect(rfmScores({ recency: 41, frequency: 1, monetary: -20 }, cuts)).toEqual({ r: 1, f: 1, m: 1 });
  });
});

describe('segments', () => {
  it('are one for each of the 25 cells, and each is the segment of some', () => {
    const all = five.flatMap((r) => five.map((f) => rfmSegment({ r, f })));
    expect(countOf(all.map((segment) => rfmSegments.indexOf(segment))).map(([, n]) => n)).toEqual([2, 4, 4, 1, 1, 1, 2, 4, 2, 4]);
  });

  it.each([
    [5, 5, 'champions'],
    [3, 4, 'loyal'],
    [4, 3, 'potential-loyalist'],
    [5, 1, 'new'],
    [4, 1, 'promising'],
    [3, 3, 'need-attention'],
    [3, 2, 'about-to-sleep'],
    [2, 4, 'at-risk'],
    [1, 5, 'cant-lose'],
    [2, 2, 'hibernating'],
  ])('recency %i and frequency %i are %s', (r, f, segment) => {
    expect(rfmSegment({ r, f })).toBe(segment);
  });
});

describe('the rule of the R package', () => {
  const method = rfmMethods['r-package'];
  const anyBuyers = fc.array(
    fc.record({ recency: fc.nat(400), frequency: fc.integer({ min: 1, max: 12 }), monetary: fc.integer({ min: -3000, max: 90_000 }) }),
    { minLength: 1 },
  );

  it('scores each as value cuts score her, or as they score somebody with one unit less', () => {
    fc.assert(
      fc.property(anyBuyers, (buyers) => {
        const ours = rfmMethods['value-cuts'];
        const cuts = { ours: ours.cuts(buyers), theirs: method.cuts(buyers, 100) };
        for (const { recency, frequency, monetary } of buyers) {
          const hers = ours.scores({ recency, frequency, monetary }, cuts.ours);
          const less = ours.scores({ recency: recency - 1, frequency: frequency - 1, monetary: monetary - 100 }, cuts.ours);
          const theirs = method.scores({ recency, frequency, monetary }, cuts.theirs);
          expect(theirs.r >= hers.r && theirs.r <= less.r).toBe(true);
          expect(theirs.f <= hers.f && theirs.f >= less.f).toBe(true);
          expect(theirs.m <= hers.m && theirs.m >= less.m).toBe(true);
        }
      }),
    );
  });

  it('scores whole numbers as value cuts do where the quantiles are whole', () => {
    const buyers = [1, 2, 4, 8, 16, 32].map((n) => ({ recency: n, frequency: n, monetary: n * 100 }));
    const scores = (name: 'value-cuts' | 'r-package') => {
      const method: RfmMethod = rfmMethods[name];
      const cuts = method.cuts(buyers, 100);
      return buyers.map((one) => method.scores(one, cuts));
    };
    expect(scores('r-package')).toEqual(scores('value-cuts'));
    // Cuts of 1.2 and so on: the package has nobody with two orders above them, since its threshold is 2.2.
    const two = [1, 2].map((frequency) => ({ recency: 0, frequency, monetary: 0 }));
    expect(method.scores(two[1]!, method.cuts(two, 100)).f).toBe(1);
  });

  it('has segments that overlap, of which the first counts, and leaves some out', () => {
    expect(method.segment({ r: 5, f: 5, m: 5 })).toBe('champions');
    expect(method.segment({ r: 4, f: 4, m: 4 })).toBe('potential-loyalist');
    expect(method.segment({ r: 5, f: 4, m: 1 })).toBe('others');
  });
});
