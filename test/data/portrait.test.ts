import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { frequencyClass, usualFrequencies } from '../../lib/core/scoring/frequency.ts';
import { paretoOf, paretoOfHistogram, valueClass, valueClasses } from '../../lib/core/scoring/pareto.ts';
import type { Purchases } from '../../lib/core/scoring/purchases.ts';
import { rfmMethods, rfmOf } from '../../lib/core/scoring/rfm.ts';
import { logHistogram } from '../../lib/core/scoring/sketch.ts';
import { dataPresent, dayOf, onlineRetail, packageOrders, rowsOf, vector } from './shops.ts';

/** How the R package spells its segments. */
const packageNames: { [segment: string]: string } = {
  champions: 'Champions',
  'potential-loyalist': 'Potential Loyalist',
  loyal: 'Loyal Customers',
  promising: 'Promising',
  new: 'New Customers',
  'cant-lose': "Can't Lose Them",
  'at-risk': 'At Risk',
  'need-attention': 'Need Attention',
  'about-to-sleep': 'About To Sleep',
  lost: 'Lost',
  others: 'Others',
};

function countsOf(values: (string | number)[]): { [value: string]: number } {
  const counts: { [value: string]: number } = {};
  for (const value of values) counts[value] = (counts[value] ?? 0) + 1;
  return counts;
}

const numbers = z.array(z.number());
const rfmVector = z.object({
  thresholds: z.object({ recency: numbers, frequency: numbers, monetary: numbers }),
  counts_R: numbers,
  counts_F: numbers,
  counts_M: numbers,
  segments: z.record(z.string(), z.number()),
});
const paretoVector = z.object({
  n: z.number(),
  top20pct_n: z.number(),
  top20pct_share: z.number(),
  top10pct_share: z.number(),
  top1pct_share: z.number(),
  A_80: z.number(),
  B_95: z.number(),
  C: z.number(),
  gini: z.number(),
});

/** Everything that the R package says of a shop, as we say it. */
function asThePackage(customers: Purchases[], date: string) {
  const method = rfmMethods['r-package'];
  const measured = customers.map((one) => ({ id: one.id, rfm: rfmOf(one, dayOf(date))! }));
  const cuts = method.cuts(
    measured.map(({ rfm }) => rfm),
    100,
  );
  const scored = measured.map(({ id, rfm }) => {
    const scores = method.scores(rfm, cuts);
    return { id, rfm, scores, segment: packageNames[method.segment(scores)]! };
  });
  const byScore = (name: 'r' | 'f' | 'm') => [1, 2, 3, 4, 5].map((score) => scored.filter(({ scores }) => scores[name] === score).length);
  return {
    cuts,
    scored,
    counts: { R: byScore('r'), F: byScore('f'), M: byScore('m') },
    segments: countsOf(scored.map(({ segment }) => segment)),
  };
}

describe.skipIf(!dataPresent)('RFM by the rule of the R package', () => {
  it.each([
    { shop: 'its own orders', id: 'rfm-orders', customers: packageOrders, date: '2006-12-31', file: 'rfm/rfm_orders_scored_by_R_rfm.csv' },
    {
      shop: 'Online Retail',
      id: 'online-retail-rfm',
      customers: onlineRetail,
      date: '2011-12-10',
      file: 'online_retail/online_retail_rfm_scored_by_R_rfm.csv.gz',
    },
  ])('scores $shop as the package does: thresholds, counts, segments and each customer', ({ id, customers, date, file }) => {
    const expected = vector(id, rfmVector);
    const { cuts, scored, counts, segments } = asThePackage(customers(), date);
    expect(cuts.recency).toEqual(expected.thresholds.recency.map((cut) => expect.closeTo(cut, 9)));
    expect(cuts.frequency).toEqual(expected.thresholds.frequency.map((cut) => expect.closeTo(cut, 9)));
    expect(cuts.monetary.map((cut) => cut / 100)).toEqual(expected.thresholds.monetary.map((cut) => expect.closeTo(cut, 9)));
    expect(counts).toEqual({ R: expected.counts_R, F: expected.counts_F, M: expected.counts_M });
    expect(segments).toEqual(expected.segments);
    const rows = rowsOf(file);
    expect(rows.length).toBe(scored.length);
    const ours = new Map(scored.map((one) => [one.id, one]));
    const differing = rows.filter((row) => {
      const one = ours.get(row.customer_id!)!;
      const { r, f, m } = one.scores;
      const hers = [r, f, m, one.rfm.frequency, one.rfm.recency, one.segment];
      const theirs = [row.recency_score, row.frequency_score, row.monetary_score, row.transaction_count, row.recency_days, row.segment];
      return hers.join() !== theirs.join() || Math.abs(one.rfm.monetary / 100 - Number(row.amount)) > 1e-6;
    });
    expect(differing).toEqual([]);
  });
});

describe.skipIf(!dataPresent)('80/20 of Online Retail', () => {
  it('is 74.6 % by the best fifth, and classes of 1,133, 1,469 and 1,736', () => {
    const shop = onlineRetail();
    const expected = vector('online-retail-pareto', paretoVector);
    const { customers, revenue, topShares, gini, classes } = paretoOf(shop);
    expect(customers).toBe(expected.n);
    expect(revenue / 100).toBeCloseTo(8_911_407.9, 2);
    expect(Math.ceil(customers / 5)).toBe(expected.top20pct_n);
    expect(topShares![20]).toBeCloseTo(expected.top20pct_share, 9);
    expect(topShares![10]).toBeCloseTo(expected.top10pct_share, 9);
    expect(topShares![1]).toBeCloseTo(expected.top1pct_share, 9);
    expect(gini).toBeCloseTo(expected.gini, 9);
    expect(classes).toEqual({ a: expected.A_80, b: expected.B_95, c: expected.C });
    expect(countsOf([...valueClasses(shop).values()])).toEqual({ A: classes.a, B: classes.b, C: classes.c });
  });

  it('is the same within 1 % from the histogram of a nightly pass', () => {
    const shop = onlineRetail();
    const exact = paretoOf(shop);
    const histogram = logHistogram(shop.map(({ revenue }) => revenue));
    const counted = paretoOfHistogram(histogram);
    for (const percent of [1, 10, 20] as const) {
      expect(Math.abs(counted.topShares![percent] / exact.topShares![percent] - 1)).toBeLessThan(0.01);
    }
    expect(counted.gini).toBeCloseTo(exact.gini!, 3);
    expect(counted.classes).toEqual(exact.classes);
    expect(exact.thresholds!.a / counted.thresholds!.a).toBeLessThan(1.0101);
    expect(exact.thresholds!.b / counted.thresholds!.b).toBeLessThan(1.0101);
    // What a score says of each: six more than counted stand in the per cent below the line.
    expect(countsOf(shop.map(({ revenue }) => valueClass(revenue, counted.thresholds!)))).toEqual({ A: 1139, B: 1466, C: 1733 });
    expect(JSON.stringify(histogram).length).toBeLessThan(12_000);
  });
});

describe.skipIf(!dataPresent)('how often the customers of Online Retail buy', () => {
  const today = dayOf('2011-12-09');

  it('where everybody is taken for old enough: as the reference has it', () => {
    const classes = onlineRetail().map((one) => frequencyClass({ ...one, firstDay: today - usualFrequencies.window }, today)!);
    expect(countsOf(classes)).toEqual({ heavy: 9, medium: 348, light: 3123, lapsed: 858 });
  });

  it('with the young ones judged by their age, and the youngest not at all', () => {
    const classes = onlineRetail().map((one) => frequencyClass(one, today)!);
    expect(countsOf(classes)).toEqual({ heavy: 10, medium: 411, light: 2833, lapsed: 858, new: 226 });
  });
});
