import { gapsOf, longestSilence, type ShopRhythm, withGaps } from '../lapse.ts';
import { type AucDifference, aucDifference, aucOf } from './auc.ts';
import { type Calibration, calibrationOf } from './calibration.ts';
import { bestSilence, type Judgement, judgeLapse, type LapseBy, type LapseShop, usualThresholds } from './lapse-rules.ts';
import { fitModel } from './models/fit.ts';
import { orderModelOf } from './outlook.ts';
import { type PastBuyer, splitAt } from './past.ts';
import type { Purchases } from './purchases.ts';
import { type LapseRuleName, lapseRules, type ShopFigures } from './shop-figures.ts';

/** The rules of lapse, tried on a shop's own past. Days are UTC days since 1970, shares 0 to 1. */
export interface LapseEvaluation {
  calibrateUntil: number;
  until: number;
  /** Who had bought by the split, and how many of them bought after it. */
  buyers: number;
  boughtAgain: number;
  /** Recency, the baseline, comes first. */
  rules: EvaluatedRule[];
  /** What the model foretold and what came; undefined without a model. */
  calibration: Calibration | undefined;
  chosen: LapseBy;
  /** Why this one, in a sentence without capital and full stop. */
  because: string;
}

export interface EvaluatedRule extends LapseBy {
  /** Why the rule judges nobody; undefined where it judges somebody. */
  unavailable: string | undefined;
  /** Of all buyers, and of those with orders on two days or more by the split. */
  all: Verdict;
  repeat: Verdict;
  /** How much better than recency it ranks all buyers; undefined for recency itself and where it does not judge all of them. */
  overRecency: AucDifference | undefined;
}

/** How a rule did on the customers whom it judges. */
export interface Verdict {
  eligible: number;
  flagged: number;
  /** Share of the flagged who bought again nevertheless, and of the others; undefined of nobody. */
  boughtIfFlagged: number | undefined;
  boughtIfNot: number | undefined;
  /** The chance that who stayed away has a higher score than who bought again; undefined without both. */
  auc: number | undefined;
}

export interface LapseEvaluationOptions {
  /** The last day that the rules see. */
  calibrateUntil: number;
  /** The last day on which buying again counts. */
  until: number;
  /** Models as they were fitted up to `calibrateUntil`; absent = they are fitted here. */
  models?: ShopFigures['models'] | undefined;
}

/** With fewer buyers, or fewer of either kind after the split, nothing can be said of which rule is better. */
const fewest = { buyers: 100, ofEither: 20 };

/**
 * Splits the shop's past at a day, learns from what was before it, and looks at which of its buyers bought after it. The rule with
 * the best AUC over all buyers is chosen, but only if it beats recency by more than the standard error of the difference (DeLong,
 * the customers being the same); else recency. With too few customers own-gap, the rule that needs none. The days of recency are
 * learnt before the split only, by asking the same at an earlier day.
 */
export function evaluateLapse(customers: readonly Purchases[], options: LapseEvaluationOptions): LapseEvaluation {
  const { calibrateUntil, until } = options;
  const buyers = splitAt(customers, { at: calibrateUntil, until });
  const rhythm = withGaps(
    { gaps: {} },
    buyers.flatMap(({ before }) => gapsOf(before)),
  );
  const models = options.models ?? fitted(buyers);
  const shop = { rhythm, fitted: orderModelOf({ models }) };
  const recency = recencyThreshold(customers, rhythm, { calibrateUntil, until });
  const thresholds = { ...usualThresholds, recency };
  const baseline = judgementsOf({ rule: 'recency', threshold: recency }, buyers, shop);
  const rules = lapseRules.map((rule): EvaluatedRule => {
    const by = { rule, threshold: thresholds[rule] };
    const judged = judgementsOf(by, buyers, shop);
    return {
      ...by,
      unavailable: judged.length > 0 || buyers.length === 0 ? undefined : whyUnavailable(rule, models),
      all: verdictOf(judged),
      repeat: verdictOf(judged.filter(({ buyer }) => (buyer.silent.summary?.x ?? 0) > 0)),
      overRecency: rule === 'recency' || judged.length < buyers.length ? undefined : over(judged, baseline),
    };
  });
  const boughtAgain = buyers.filter(({ later }) => later > 0).length;
  return {
    calibrateUntil,
    until,
    buyers: buyers.length,
    boughtAgain,
    rules,
    calibration: shop.fitted && calibrationOf(shop.fitted, buyers, (until - calibrateUntil) / week),
    ...choice(rules, { buyers: buyers.length, boughtAgain }),
  };
}

const week = 7;

function fitted(buyers: PastBuyer[]): ShopFigures['models'] {
  const summaries = buyers.flatMap(({ silent }) => silent.summary ?? []);
  return { nbd: fitModel('nbd', summaries), 'bg-nbd': fitModel('bg-nbd', summaries), 'mbg-nbd': fitModel('mbg-nbd', summaries) };
}

/** Days of silence where nothing can be learnt, of customers who never came again. */
const withoutAnything = 90;

/**
 * The days of silence that best part who bought again from who did not, at a day before the split: as long before it as is looked
 * on after it, or in the middle of what is known where that is not so long ago. With too few customers then, how long nine of ten
 * gaps of the shop are.
 */
function recencyThreshold(
  customers: readonly Purchases[],
  rhythm: ShopRhythm,
  { calibrateUntil, until }: { calibrateUntil: number; until: number },
): number {
  const began = customers.reduce((least, { firstDay }) => Math.min(least, firstDay ?? Infinity), Infinity);
  const back = Math.min(until - calibrateUntil, Math.floor((calibrateUntil - began) / 2));
  const earlier = back > 0 ? splitAt(customers, { at: calibrateUntil - back, until: calibrateUntil }) : [];
  const outcomes = earlier.map(({ silent, later }) => ({ silentFor: silent.silentFor, bought: later > 0 }));
  const enough = isEnough({ buyers: outcomes.length, boughtAgain: outcomes.filter(({ bought }) => bought).length });
  return (enough ? bestSilence(outcomes) : undefined) ?? longestSilence([], usualThresholds['own-gap'], rhythm) ?? withoutAnything;
}

function isEnough({ buyers, boughtAgain }: { buyers: number; boughtAgain: number }): boolean {
  return buyers >= fewest.buyers && Math.min(boughtAgain, buyers - boughtAgain) >= fewest.ofEither;
}

interface Judged extends Judgement {
  buyer: PastBuyer;
  stayedAway: boolean;
}

function judgementsOf(by: LapseBy, buyers: PastBuyer[], shop: LapseShop): Judged[] {
  return buyers.flatMap((buyer) => {
    const judgement = judgeLapse(by, buyer.silent, shop);
    return judgement ? [{ ...judgement, buyer, stayedAway: buyer.later === 0 }] : [];
  });
}

function verdictOf(judged: Judged[]): Verdict {
  const flagged = judged.filter(({ lapsed }) => lapsed);
  const others = judged.filter(({ lapsed }) => !lapsed);
  const bought = (some: Judged[]) => (some.length === 0 ? undefined : some.filter(({ stayedAway }) => !stayedAway).length / some.length);
  return {
    eligible: judged.length,
    flagged: flagged.length,
    boughtIfFlagged: bought(flagged),
    boughtIfNot: bought(others),
    auc: aucOf(
      judged.map(({ score }) => score),
      judged.map(({ stayedAway }) => stayedAway),
    ),
  };
}

function over(judged: Judged[], baseline: Judged[]): AucDifference | undefined {
  return aucDifference(
    judged.map(({ score }) => score),
    baseline.map(({ score }) => score),
    judged.map(({ stayedAway }) => stayedAway),
  );
}

function whyUnavailable(rule: LapseRuleName, models: ShopFigures['models']): string {
  if (rule === 'own-gap') return 'No customer ordered on two days, so that no gap is known.';
  const fits = rule === 'silence' ? [models.nbd, models['mbg-nbd']] : [models['mbg-nbd'], models['bg-nbd']];
  const refused = fits.find((fit) => fit?.status === 'refused');
  return refused?.status === 'refused' ? refused.reason : 'No model was fitted.';
}

function choice(rules: EvaluatedRule[], counts: { buyers: number; boughtAgain: number }): Pick<LapseEvaluation, 'chosen' | 'because'> {
  const { buyers, boughtAgain } = counts;
  const by = (name: LapseRuleName): LapseBy => {
    const found = rules.find(({ rule }) => rule === name);
    return { rule: name, threshold: found?.threshold ?? withoutAnything };
  };
  if (!isEnough(counts)) {
    const needed = `${fewest.buyers} buyers are needed, of whom ${fewest.ofEither} came again and ${fewest.ofEither} did not`;
    return {
      chosen: by('own-gap'),
      because: `too few to choose by: ${buyers} had bought before, ${boughtAgain} of them bought again, and ${needed}; so her own gaps decide`,
    };
  }
  const baseline = rules.find(({ rule }) => rule === 'recency')?.all.auc ?? 0;
  const [best] = rules.filter(({ overRecency }) => overRecency).sort((one, other) => (other.all.auc ?? 0) - (one.all.auc ?? 0));
  if (!best?.overRecency) return { chosen: by('recency'), because: 'no other rule judges all buyers' };
  const { difference, standardError } = best.overRecency;
  const inPairs = `of one who came again and one who stayed away, ${asSaid[best.rule]} picks the right one in ${ofHundred(best.all.auc ?? 0)} of 100 pairs, the days of silence in ${ofHundred(baseline)}`;
  const figures = `${inPairs} (AUC ${shown(best.all.auc ?? 0)} and ${shown(baseline)}, standard error of the difference ${shown(standardError)} by DeLong)`;
  if (difference > standardError) return { chosen: by(best.rule), because: `${asSaid[best.rule]} tells best who comes again: ${figures}` };
  const verdict = difference < -standardError ? 'nothing tells better than' : 'nothing beats by more than chance';
  return { chosen: by('recency'), because: `${verdict} how many days somebody has been silent: ${figures}` };
}

const asSaid: { [rule in LapseRuleName]: string } = {
  recency: 'the silence in days',
  'own-gap': 'the silence beside her usual gap',
  silence: 'how likely so long a silence is',
  'p-alive': 'how likely she still buys',
};

function ofHundred(share: number): number {
  return Math.round(100 * share);
}

function shown(value: number): string {
  return value.toFixed(3);
}
