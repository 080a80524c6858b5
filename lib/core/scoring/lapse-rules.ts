import { gapsOf, longestSilence, type ShopRhythm } from '../lapse.ts';
import { silenceProbability } from './models/silence.ts';
import { summaryOf } from './models/summary.ts';
import { aliveBy, type Fitted } from './outlook.ts';
import type { Purchases, Summary } from './purchases.ts';
import type { LapseRuleName, ShopFigures } from './shop-figures.ts';

/** What the rules look at: how long she has been silent, and what came before. */
export interface Silent {
  /** Whole days since the day of the last order. */
  silentFor: number;
  /** Days between her order days, the latest ones. */
  gaps: number[];
  summary: Summary | undefined;
}

/** Of somebody as of a UTC day; undefined without an order. */
export function silentOf(purchases: Purchases, today: number): Silent | undefined {
  const { lastDay } = purchases;
  if (lastDay === undefined) return undefined;
  return { silentFor: Math.max(0, today - lastDay), gaps: gapsOf(purchases), summary: summaryOf(purchases, today) };
}

export type LapseBy = NonNullable<ShopFigures['lapse']>;

/** What the rules know of the shop. */
export interface LapseShop {
  rhythm: ShopRhythm | undefined;
  /** The model that the shop's customers are foretold by. */
  fitted: Fitted | undefined;
}

/** Whether she counts as lapsed by a rule. */
export interface Judgement {
  lapsed: boolean;
  /** The higher, the more lapsed; comparable between customers by the same rule only. */
  score: number;
  /** A sentence without capital and full stop, for explanations. */
  because: string;
}

/**
 * The usual thresholds: of own-gap the share of gaps like hers that are over sooner, of the others the probability below which she
 * counts as lapsed. That of recency, in days, is learnt from the shop.
 */
export const usualThresholds = { 'own-gap': 0.9, silence: 0.1, 'p-alive': 0.5 } as const;

type Rule = (silent: Silent, threshold: number, shop: LapseShop) => Judgement | undefined;

const judges: { [rule in LapseRuleName]: Rule } = {
  recency: ({ silentFor }, threshold) => ({
    lapsed: silentFor > threshold,
    score: silentFor,
    because: `${silentText(silentFor)}; in this shop a customer counts as lapsed after ${daysText(threshold)}`,
  }),
  'own-gap': ({ silentFor, gaps }, threshold, { rhythm }) => {
    const longest = longestSilence(gaps, threshold, rhythm);
    if (longest === undefined) return undefined;
    const whose = gaps.length > 0 ? 'of somebody with her rhythm' : 'of the shop’s customers';
    return {
      lapsed: silentFor > longest,
      score: silentFor / longest,
      because: `${silentText(silentFor)}; ${percent(threshold)} of the gaps ${whose} are over after ${daysText(longest)}`,
    };
  },
  silence: ({ silentFor, summary }, threshold, { fitted }) => {
    const probability = fitted && summary && silenceProbability(fitted.parameters, summary);
    if (probability === undefined || Number.isNaN(probability)) return undefined;
    return {
      lapsed: probability < threshold,
      score: 1 - probability,
      because: `${silentText(silentFor)}; a live customer with her history would be silent that long with probability ${percent(probability)}`,
    };
  },
  'p-alive': ({ silentFor, summary }, threshold, { fitted }) => {
    const probability = fitted && summary && aliveBy(fitted, summary);
    if (fitted === undefined || probability === undefined || Number.isNaN(probability)) return undefined;
    return {
      lapsed: probability < threshold,
      score: 1 - probability,
      because: `${silentText(silentFor)}; that she still buys has a probability of ${percent(probability)} by ${modelNames[fitted.name]}`,
    };
  },
};

const modelNames: { [name in Fitted['name']]: string } = { 'mbg-nbd': 'MBG/NBD', 'bg-nbd': 'BG/NBD', nbd: 'NBD' };

/**
 * Judges her by a rule at its threshold. Undefined where the rule says nothing of her: own-gap with few gaps while the shop's rhythm
 * is not known, silence without a fitted model, p-alive without one that knows lapse, or of one order by BG/NBD.
 */
export function judgeLapse({ rule, threshold }: LapseBy, silent: Silent, shop: LapseShop): Judgement | undefined {
  return judges[rule](silent, threshold, shop);
}

function silentText(days: number): string {
  return `silent for ${daysText(days)}`;
}

function daysText(days: number): string {
  const whole = Math.round(days);
  return whole === 1 ? '1 day' : `${whole} days`;
}

function percent(share: number): string {
  const points = 100 * share;
  if (points > 0 && points < 1) return 'less than 1 %';
  if (points < 100 && points > 99) return 'more than 99 %';
  return `${Math.round(points)} %`;
}

/** How many customers were silent for so many days, and how many of them bought afterwards. */
export interface SilenceOutcome {
  silentFor: number;
  bought: boolean;
}

/**
 * The days of silence that best part who bought again from who did not, by the index of Youden (1950): the share of those who
 * stayed away that are silent for longer, less the share of those who came. The smallest of equally good ones; undefined when
 * all came or none.
 */
export function bestSilence(outcomes: readonly SilenceOutcome[]): number | undefined {
  const came = outcomes.filter(({ bought }) => bought).length;
  const away = outcomes.length - came;
  if (came === 0 || away === 0) return undefined;
  let best = { index: 0, days: 0 };
  let [awayLonger, cameLonger] = [away, came];
  for (const [days, { length, bought }] of byDays(outcomes)) {
    cameLonger -= bought;
    awayLonger -= length - bought;
    const index = awayLonger / away - cameLonger / came;
    if (index > best.index) best = { index, days };
  }
  return best.index > 0 ? best.days : undefined;
}

function byDays(outcomes: readonly SilenceOutcome[]): [days: number, { length: number; bought: number }][] {
  const found = new Map<number, { length: number; bought: number }>();
  for (const { silentFor, bought } of outcomes) {
    const known = found.get(silentFor) ?? { length: 0, bought: 0 };
    found.set(silentFor, { length: known.length + 1, bought: known.bought + (bought ? 1 : 0) });
  }
  return [...found].sort(([a], [b]) => a - b);
}
