import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bestSilence, judgeLapse, type LapseShop, silentOf, usualThresholds } from '../../../lib/core/scoring/lapse-rules.ts';
import { bgNbd } from '../../../lib/core/scoring/models/bg-nbd.ts';
import { mbgNbd } from '../../../lib/core/scoring/models/mbg-nbd.ts';
import { nbd } from '../../../lib/core/scoring/models/nbd.ts';
import { type LapseRuleName, lapseRules } from '../../../lib/core/scoring/shop-figures.ts';
import { anyPurchases, buyer, purchases } from './describing.ts';

const parameters = { r: 0.525, alpha: 6.183, a: 0.891, b: 1.614 };
const shop: LapseShop = { rhythm: { gaps: { 30: 9, 180: 1 } }, fitted: { name: 'mbg-nbd', model: mbgNbd, parameters } };
const today = 1000;
const judged = (rule: LapseRuleName, days: number[], threshold: number, around = shop) =>
  judgeLapse({ rule, threshold }, silentOf(buyer(days), today)!, around);

describe('whether somebody counts as lapsed', () => {
  it('by recency: after more days than the shop’s', () => {
    expect(judged('recency', [900, 936], 64)).toEqual({
      lapsed: false,
      score: 64,
      because: 'silent for 64 days; in this shop a customer counts as lapsed after 64 days',
    });
    expect(judged('recency', [999], 0)).toMatchObject({ lapsed: true, because: expect.stringContaining('silent for 1 day;') });
  });

  it('by her gaps: after more than nine of ten gaps like hers take, drawn to the shop’s', () => {
    // Her 90 % quantile is 28, the shop's 45: (3 · 28 + 2 · 45) / 5.
    expect(judged('own-gap', [900, 910, 930, 960], 0.9)).toEqual({
      lapsed: true,
      score: expect.closeTo(40 / 34.8, 12),
      because: 'silent for 40 days; 90 % of the gaps of somebody with her rhythm are over after 35 days',
    });
    expect(judged('own-gap', [960], 0.9)?.because).toBe(
      'silent for 40 days; 90 % of the gaps of the shop’s customers are over after 45 days',
    );
  });

  it('by the probability of her silence', () => {
    // Two repeat days, the last after 10 weeks, then 20 weeks: ((6.183 + 10) / (6.183 + 30)) ^ 2.525.
    expect(judged('silence', [790, 825, 860], 0.1)).toEqual({
      lapsed: false,
      score: expect.closeTo(1 - (16.183 / 36.183) ** 2.525, 8),
      because: 'silent for 140 days; a live customer with her history would be silent that long with probability 13 %',
    });
    expect(judged('silence', [720, 755, 790], 0.1)).toMatchObject({ lapsed: true, because: expect.stringContaining('probability 7 %') });
  });

  it('by the probability that she still buys', () => {
    const odds = (0.891 / 3.614) * (36.183 / 16.183) ** 2.525;
    expect(judged('p-alive', [790, 825, 860], 0.5)).toEqual({
      lapsed: true,
      score: expect.closeTo(1 - 1 / (1 + odds), 8),
      because: 'silent for 140 days; that she still buys has a probability of 35 % by MBG/NBD',
    });
  });

  it('is not said where the rule knows nothing of her', () => {
    const nothing: LapseShop = { rhythm: undefined, fitted: undefined };
    expect(judged('own-gap', [900, 950], 0.9, nothing)).toBeUndefined();
    expect(judged('own-gap', [900, 910, 930, 960], 0.9, nothing)).toMatchObject({ lapsed: true });
    expect(judged('silence', [900], 0.1, nothing)).toBeUndefined();
    expect(judged('p-alive', [900], 0.5, nothing)).toBeUndefined();
    expect(judged('p-alive', [900, 950], 0.5, { ...nothing, fitted: { name: 'nbd', model: nbd, parameters } })).toBeUndefined();
    const bg: LapseShop = { ...nothing, fitted: { name: 'bg-nbd', model: bgNbd, parameters } };
    expect(judged('p-alive', [900], 0.5, bg)).toBeUndefined();
    expect(judged('p-alive', [900, 950], 0.5, bg)?.because).toContain('BG/NBD');
    expect(judged('silence', [900], 0.1, { ...nothing, fitted: { name: 'nbd', model: nbd, parameters: {} } })).toBeUndefined();
    expect(silentOf(purchases('nobody', [[900, 0, -5]]), today)).toBeUndefined();
  });

  it('on the day of an order by none of the rules that look at silence, and the longer it is the more', () => {
    fc.assert(
      fc.property(anyPurchases('c-1'), fc.constantFrom(...lapseRules), fc.nat(900), fc.nat(900), (hers, rule, silence, more) => {
        fc.pre(hers.lastDay !== undefined);
        const threshold = rule === 'recency' ? 50 : usualThresholds[rule];
        const judgedOn = (days: number) => judgeLapse({ rule, threshold }, silentOf(hers, hers.lastDay! + days)!, shop)!;
        // MBG/NBD may take somebody for gone right after an order.
        if (rule !== 'p-alive') expect(judgedOn(0).lapsed).toBe(false);
        expect(judgedOn(silence + more).score).toBeGreaterThanOrEqual(judgedOn(silence).score);
        if (judgedOn(silence).lapsed) expect(judgedOn(silence + more).lapsed).toBe(true);
      }),
    );
  });
});

describe('the days of silence that part best who comes again from who does not', () => {
  const outcomes = (came: number[], away: number[]) => [
    ...came.map((silentFor) => ({ silentFor, bought: true })),
    ...away.map((silentFor) => ({ silentFor, bought: false })),
  ];

  it('by hand', () => {
    // Longer than 20 are silent 1/4 of who came and all of who stayed away.
    expect(bestSilence(outcomes([1, 5, 20, 70], [30, 40, 50, 90]))).toBe(20);
    expect(bestSilence(outcomes([1, 2], [8, 9]))).toBe(2);
    // 5 and 20 part them equally well.
    expect(bestSilence(outcomes([1, 5, 20, 70], [10, 30, 50, 90]))).toBe(5);
  });

  it('are not known where all came or none, or where who came was silent for longer', () => {
    expect(bestSilence(outcomes([1, 2], []))).toBeUndefined();
    expect(bestSilence(outcomes([], [1]))).toBeUndefined();
    expect(bestSilence(outcomes([8, 9], [1, 2]))).toBeUndefined();
    expect(bestSilence([])).toBeUndefined();
  });

  it('have the highest index of all days', () => {
    fc.assert(
      fc.property(fc.array(fc.record({ silentFor: fc.nat(40), bought: fc.boolean() }), { minLength: 2 }), (all) => {
        const share = (days: number, bought: boolean) => {
          const kind = all.filter((one) => one.bought === bought);
          return kind.filter(({ silentFor }) => silentFor > days).length / kind.length;
        };
        const index = (days: number) => share(days, false) - share(days, true);
        const best = bestSilence(all);
        if (best === undefined) return;
        for (let days = 0; days <= 40; days += 1) expect(index(days)).toBeLessThanOrEqual(index(best) + 1e-12);
      }),
    );
  });
});
