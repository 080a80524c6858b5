import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { quantileOfCounted, quantileOfSorted } from '../../../lib/core/quantile.ts';
import {
  binsOf,
  bottomSample,
  countedValues,
  countsOfBins,
  logHistogram,
  mergedCounts,
  mergedHistograms,
  mergedSamples,
  sampledPurchases,
  sortedCounts,
} from '../../../lib/core/scoring/sketch.ts';
import { anyPurchases, buyer, cut } from './describing.ts';

const places = fc.array(fc.nat(200), { maxLength: 5 });
const shop = fc.uniqueArray(fc.nat(100_000), { maxLength: 40 }).chain((ids) => fc.tuple(...ids.map((id) => anyPurchases(`c-${id}`))));
const again = <Sketch>(sketch: Sketch): Sketch => JSON.parse(JSON.stringify(sketch));

describe('counted values', () => {
  it('merge to the same however they are cut, also when they were stored between', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(500)), places, (values, at) => {
        const parts = cut(values, at).map((part) => again(countedValues(part, 365)));
        expect(mergedCounts(parts)).toEqual(countedValues(values, 365));
      }),
    );
  });

  it('have the quantiles of the list itself', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(60), { minLength: 1 }), fc.double({ min: 0, max: 1, noNaN: true }), (values, share) => {
        const sorted = values.toSorted((a, b) => a - b);
        expect(quantileOfCounted(sortedCounts(countedValues(values, 60)), share)).toBe(quantileOfSorted(sorted, share));
      }),
    );
  });

  it('have a bounded size: what is above the largest counts as it, what is below 0 as 0', () => {
    expect(countedValues([-3, 0, 2.5, 7, 9, 1e9], 8)).toEqual({ 0: 2, 3: 1, 7: 1, 8: 2 });
  });

  it('have no quantile without values', () => {
    expect(quantileOfCounted([], 0.5)).toBeUndefined();
    expect(quantileOfSorted([], 0.5)).toBeUndefined();
  });
});

describe('a histogram of amounts', () => {
  const amounts = fc.array(fc.oneof(fc.integer({ min: -5000, max: 5000 }), fc.integer({ min: 1, max: 2_000_000_000 })));

  it('merges to the same however the amounts are cut, and loses no penny', () => {
    fc.assert(
      fc.property(amounts, places, (all, at) => {
        const merged = mergedHistograms(cut(all, at).map((part) => again(logHistogram(part))));
        expect(merged).toEqual(logHistogram(all));
        expect(binsOf(merged).reduce((sum, bin) => sum + bin.sum, 0)).toBe(all.reduce((sum, amount) => sum + amount, 0));
        expect(binsOf(merged).reduce((sum, { count }) => sum + count, 0)).toBe(all.length);
      }),
    );
  });

  it('knows each amount to 1 %, and none lies below its bin', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 2_000_000_000 }), fc.integer({ min: 1, max: 2_000_000_000 }), (one, other) => {
        for (const { low, count, sum } of binsOf(logHistogram([one, other]))) {
          const inside = count === 2 ? [one, other] : [sum];
          for (const amount of inside) {
            expect(amount).toBeGreaterThanOrEqual(low);
            expect(amount / low).toBeLessThan(1.0101);
            expect(Math.abs(sum / count / amount - 1)).toBeLessThan(0.01);
          }
        }
      }),
      { numRuns: 2000 },
    );
  });

  it('keeps every whole number below a hundred apart, and puts nothing and refunds together', () => {
    const all = Array.from({ length: 99 }, (_, index) => index + 1);
    expect(countsOfBins(logHistogram(all))).toEqual(all.map((amount) => [amount, 1]));
    expect(binsOf(logHistogram([0, -700, 5]))).toEqual([
      { low: 0, count: 2, sum: -700 },
      { low: 5, count: 1, sum: 5 },
    ]);
  });
});

describe('a sample of customers', () => {
  it('is the same for any order of the customers and any number of workers', () => {
    fc.assert(
      fc.property(shop, places, fc.nat(12), (customers, at, size) => {
        const whole = bottomSample(customers, size);
        expect(bottomSample(customers.toReversed(), size)).toEqual(whole);
        const parts = cut(customers, at).map((part) => again(bottomSample(part, size)));
        expect(mergedSamples(parts)).toEqual(whole);
        const [first, ...others] = parts;
        expect(mergedSamples([mergedSamples(others.slice(0, 1).concat(first ?? [])), ...others.slice(1)])).toEqual(whole);
      }),
    );
  });

  it('gives back everything that scores read of a customer', () => {
    fc.assert(
      fc.property(shop, (customers) => {
        const byId = (a: { id: string }, b: { id: string }) => (a.id < b.id ? -1 : 1);
        expect(sampledPurchases(again(bottomSample(customers, 100))).sort(byId)).toEqual(customers.toSorted(byId));
      }),
    );
  });

  it('holds so many and no more, also of many', () => {
    const many = Array.from({ length: 5000 }, (_, index) => buyer([15_000 + (index % 30)], `c-${index}`));
    const sample = bottomSample(many, 200);
    expect(sample.customers.length).toBe(200);
    expect(mergedSamples([bottomSample(many.slice(0, 1000), 200), bottomSample(many.slice(1000), 200)])).toEqual(sample);
    expect(JSON.stringify(sample).length).toBeLessThan(200 * 50);
  });

  it('has a customer who was seen twice once, as she was seen with more', () => {
    const before = buyer([15_000]);
    const after = buyer([15_000, 15_040]);
    const parts = [bottomSample([before], 5), bottomSample([after], 5)];
    for (const both of [mergedSamples(parts), mergedSamples(parts.toReversed()), bottomSample([after, before], 5)]) {
      expect(sampledPurchases(both)).toEqual([after]);
    }
  });

  it('of no parts is empty', () => {
    expect(mergedSamples([])).toEqual({ size: 0, customers: [] });
  });
});
