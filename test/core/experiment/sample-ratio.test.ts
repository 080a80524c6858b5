import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { holm } from '../../../lib/core/experiment/holm.ts';
import { sampleRatio } from '../../../lib/core/experiment/sample-ratio.ts';

describe('the sample ratio', () => {
  it('of Cookie Cats is a warning and no alarm', () => {
    const ratio = sampleRatio([
      { n: 44_700, share: 50 },
      { n: 45_489, share: 50 },
    ]);
    expect(ratio).toMatchObject({ p: expect.closeTo(0.0086, 4), warning: true, alarm: false });
  });

  it('of what GrowthBook tests is what it says', () => {
    const of = (counts: number[], shares: number[]) => sampleRatio(counts.map((n, index) => ({ n, share: shares[index] ?? 0 })));
    expect(of([1000, 1200], [0.5, 0.5])).toMatchObject({ p: expect.closeTo(2.0079e-5, 8), warning: true, alarm: true });
    expect(of([310, 98], [0.75, 0.25])).toMatchObject({ p: expect.closeTo(0.647434186, 9), warning: false, alarm: false });
    expect(of([500, 567], [1, 1])).toMatchObject({ p: expect.closeTo(0.04025, 4), warning: false });
    expect(of([0, 10, 10], [34, 33, 33]).p).toBeCloseTo(0.005790624, 9);
  });

  it('leaves out arms that were to get nobody, and is sound where nothing is left to compare', () => {
    const both = [
      { n: 1000, share: 1 },
      { n: 1200, share: 1 },
    ];
    expect(sampleRatio([...both, { n: 900, share: 0 }])).toEqual(sampleRatio(both));
    expect(sampleRatio([{ n: 1000, share: 1 }]).p).toBe(1);
    expect(sampleRatio([]).p).toBe(1);
    expect(sampleRatio(both.map(({ share }) => ({ n: 0, share }))).p).toBe(1);
  });
});

describe('Holm’s adjustment', () => {
  it('multiplies the smallest most and never falls behind a smaller one', () => {
    expect(holm([0.04, 0.01, 0.03])).toEqual([expect.closeTo(0.06), expect.closeTo(0.03), expect.closeTo(0.06)]);
    expect(holm([0.6, 0.7])).toEqual([1, 1]);
    expect(holm([])).toEqual([]);
  });

  it('keeps the order, changes no single one, and is never above Bonferroni', () => {
    fc.assert(
      fc.property(fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 1, maxLength: 8 }), (ps) => {
        const adjusted = holm(ps);
        for (const [index, p] of ps.entries()) {
          expect(adjusted[index]).toBeGreaterThanOrEqual(p);
          expect(adjusted[index]).toBeLessThanOrEqual(Math.min(1, p * ps.length));
          for (const [at, other] of ps.entries()) if (other > p) expect(adjusted[at]).toBeGreaterThanOrEqual(adjusted[index] ?? NaN);
        }
        expect(Math.min(...adjusted)).toBe(Math.min(1, Math.min(...ps) * ps.length));
      }),
    );
  });
});
