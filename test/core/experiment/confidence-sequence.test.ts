import { describe, expect, it } from 'vitest';
import { confidenceSequence } from '../../../lib/core/experiment/confidence-sequence.ts';

describe('the confidence sequence', () => {
  it('is that of GrowthBook’s own tests, whose usual tuning is ours', () => {
    const wide = confidenceSequence({ difference: 0.5033610858562358, error: 0.3334122146400735, n: 6461 }, 1000);
    expect(wide).toEqual({ low: expect.closeTo(-0.5584405051, 9), high: expect.closeTo(1.5651626768, 9), p: 1 });
    const { low, high, p } = confidenceSequence({ difference: 0.5038633516821496, error: 0.033860214798231224, n: 6461 });
    expect([low, high]).toEqual([expect.closeTo(0.4009784967, 9), expect.closeTo(0.6067482067, 9)]);
    expect(p / 5.174716682839852e-44).toBeCloseTo(1, 9);
  });
});
