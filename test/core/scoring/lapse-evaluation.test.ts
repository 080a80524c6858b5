import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { calibrationOf } from '../../../lib/core/scoring/calibration.ts';
import { evaluateLapse } from '../../../lib/core/scoring/lapse-evaluation.ts';
import { mbgNbd } from '../../../lib/core/scoring/models/mbg-nbd.ts';
import { splitAt } from '../../../lib/core/scoring/past.ts';
import type { Purchases } from '../../../lib/core/scoring/purchases.ts';
import { anyPurchases, buyer, purchases } from './describing.ts';

describe('a shop’s own past, cut at a day', () => {
  it('knows of each buyer what was known then, and on how many days she bought after it', () => {
    const hers = purchases('c-1', [
      [100, 2, 500],
      [140, 1, 300],
      [150, 0, -100],
      [160, 1, 900],
      [170, 3, 900],
      [190, 1, 900],
    ]);
    const [found] = splitAt([hers], { at: 155, until: 180 });
    expect(found).toMatchObject({
      id: 'c-1',
      before: { orders: 3, revenue: 700, firstDay: 100, lastDay: 140 },
      silent: { silentFor: 15, gaps: [40], summary: { x: 1, tx: 40 / 7, T: 55 / 7 } },
      later: 2,
    });
    expect(splitAt([hers], { at: 99, until: 180 })).toEqual([]);
  });

  it('is what a list of orders up to that day would have told', () => {
    fc.assert(
      fc.property(anyPurchases('c-1'), fc.integer({ min: 14_000, max: 20_000 }), (hers, at) => {
        const [found] = splitAt([hers], { at, until: 20_000 });
        const then = purchases(
          'c-1',
          hers.days.filter(([on]) => on <= at),
        );
        expect(found?.before).toEqual(then.firstDay === undefined ? undefined : then);
      }),
    );
  });
});

/** Buyers who come every so many days; each second one stops between 1080 and 1180, or when it is said. */
function shopOf(size: number, every: (index: number) => number, stops = (index: number) => 1080 + ((index * 37) % 100)): Purchases[] {
  return Array.from({ length: size }, (_, index) => {
    const end = index % 2 === 0 ? 1400 : stops(index);
    const days = [];
    for (let on = 1000 + (index % 30); on <= end; on += every(index) + ((on * 7 + index) % 5)) days.push(on);
    return buyer(days, `c-${index}`);
  });
}

const options = { calibrateUntil: 1300, until: 1400 };

describe('the rules of lapse on a shop’s own past', () => {
  it('where all have one rhythm the days of silence are enough, with a number of days learnt before the split', () => {
    const found = evaluateLapse(
      shopOf(400, () => 20),
      options,
    );
    expect(found).toMatchObject({ buyers: 400, boughtAgain: 200, chosen: { rule: 'recency' } });
    expect(found.rules.map(({ rule }) => rule)).toEqual(['recency', 'own-gap', 'silence', 'p-alive']);
    const [recency] = found.rules;
    expect(recency?.threshold).toBeGreaterThanOrEqual(20);
    expect(recency?.threshold).toBeLessThan(50);
    expect(recency?.all).toMatchObject({ eligible: 400, boughtIfNot: 1, auc: 1 });
    // All who stopped, and a few whose gap was a little longer than was seen before.
    expect(recency?.all.flagged).toBeGreaterThanOrEqual(200);
    expect(recency?.all.boughtIfFlagged).toBeLessThan(0.1);
    expect(found.because).toMatch(
      /^nothing (tells better than|beats by more than chance) how many days somebody has been silent: .* by DeLong\)$/,
    );
  });

  it('where rhythms differ much, her own gaps tell better and are chosen', () => {
    // A quarter came every few days and stopped weeks before the split; half come every seven weeks, as ever.
    const shop = shopOf(
      400,
      (index) => (index % 4 < 2 ? 4 : 50),
      (index) => (index % 4 === 1 ? 1240 + ((index * 37) % 50) : 1400),
    );
    const found = evaluateLapse(shop, { ...options, models: {} });
    const [recency, ownGap, silence] = found.rules;
    expect(found.chosen).toEqual({ rule: 'own-gap', threshold: 0.9 });
    expect(ownGap?.all.auc).toBeGreaterThan(recency?.all.auc ?? 1);
    expect(ownGap?.overRecency?.difference).toBeGreaterThan(ownGap?.overRecency?.standardError ?? Infinity);
    expect(found.because).toMatch(
      /^the silence beside her usual gap tells best who comes again: .* in 100 of 100 pairs, .* \(AUC 1\.000 and 0\.\d{3}/,
    );
    expect(silence).toMatchObject({ unavailable: 'No model was fitted.', all: { eligible: 0, flagged: 0, auc: undefined } });
    expect(found.calibration).toBeUndefined();
  });

  it('sees nothing of what came after the split but who bought, and nothing at all after its end', () => {
    const shop = shopOf(200, () => 20);
    const more = shop.map((one) => purchases(one.id, [...one.days, [1405, 4, 9000]]));
    expect(evaluateLapse(more, options)).toEqual(evaluateLapse(shop, options));
    const bought = (later: number[]) =>
      evaluateLapse(
        shop.map(({ id, days }) =>
          purchases(id, [...days.filter(([on]) => on <= 1300), ...later.map((on): [number, number, number] => [on, 1, 5])]),
        ),
        options,
      );
    const scores = ({ rules }: ReturnType<typeof evaluateLapse>) => rules.map(({ threshold, all }) => [threshold, all.flagged]);
    expect(scores(bought([1350]))).toEqual(scores(bought([])));
    expect([bought([1350]).boughtAgain, bought([]).boughtAgain]).toEqual([200, 0]);
  });

  it('is the same in whatever order the customers stand', () => {
    const shop = shopOf(150, (index) => 10 + (index % 7));
    expect(evaluateLapse(shop.toReversed(), options)).toEqual(evaluateLapse(shop, options));
  });

  it.each([
    ['nobody', [], 'too few to choose by: 0 had bought before, 0 of them bought again'],
    ['few', shopOf(60, () => 20), 'too few to choose by: 60 had bought before, 30 of them bought again'],
    [
      'many of whom nobody came again',
      Array.from({ length: 300 }, (_, index) => buyer([1100], `c-${index}`)),
      'too few to choose by: 300 had bought before, 0 of them bought again',
    ],
  ])('of %s says so and takes her own gaps', (_, shop, because) => {
    const found = evaluateLapse(shop, options);
    expect(found.chosen).toEqual({ rule: 'own-gap', threshold: 0.9 });
    expect(found.because.startsWith(because)).toBe(true);
    expect(found.rules.every(({ threshold }) => threshold > 0)).toBe(true);
  });
});

describe('what a model foretold and what came', () => {
  it('is shown in tenths that add up to all buyers', () => {
    const buyers = splitAt(
      shopOf(205, (index) => 10 + (index % 7)),
      { at: 1300, until: 1400 },
    );
    const fitted = { name: 'mbg-nbd', model: mbgNbd, parameters: { r: 0.5, alpha: 6, a: 0.9, b: 1.6 } } as const;
    const { alive = [], orders } = calibrationOf(fitted, buyers, 100 / 7);
    for (const rows of [alive, orders]) {
      expect(rows.map((row) => row.buyers)).toEqual([20, 21, 20, 21, 20, 21, 20, 21, 20, 21]);
      expect(rows.map(({ predicted }) => predicted)).toEqual(rows.map(({ predicted }) => predicted).sort((a, b) => a - b));
    }
    const total = orders.reduce((sum, row) => sum + row.buyers * row.seen, 0);
    expect(total).toBeCloseTo(
      buyers.reduce((sum, { later }) => sum + later, 0),
      9,
    );
    expect(alive.reduce((sum, row) => sum + row.buyers * row.seen, 0)).toBeCloseTo(buyers.filter(({ later }) => later > 0).length, 9);
  });
});
