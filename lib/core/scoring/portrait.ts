import { gapsOf, type ShopRhythm, withGaps } from '../lapse.ts';
import { minorDigits } from '../money.ts';
import { type Cohort, cohortsOf, type LapseCurve, lapseCurve } from './cohorts.ts';
import { type CustomerRow, customerRows, type RowScope } from './customer-rows.ts';
import type { FrequencyBounds } from './frequency.ts';
import { evaluateLapse, type LapseEvaluation } from './lapse-evaluation.ts';
import { judgeLapse, type LapseBy, silentOf } from './lapse-rules.ts';
import { checkModel, type ModelCheck } from './model-check.ts';
import { fitModel } from './models/fit.ts';
import { summaryOf } from './models/summary.ts';
import { orderModelOf } from './outlook.ts';
import { type Pareto, paretoOf, type ValueClass, valueClasses } from './pareto.ts';
import { upTo, usualSplit } from './past.ts';
import { type ClassShare, frequenciesOf, lorenzCurve, shareOf } from './portrait-classes.ts';
import type { Purchases } from './purchases.ts';
import { type RfmMethodName, type RfmScores, rfmMethods, rfmOf } from './rfm.ts';
import { type RfmCell, rfmCells, type Scored, type SegmentRow, segmentName, segmentRows } from './segment-table.ts';
import type { ModelFit, ModelName } from './shop-figures.ts';
import { countedValues } from './sketch.ts';

/** The shop by its customers: what the page, the terminal and `--json` show. Days are UTC days since 1970, money minor units. */
export interface Portrait {
  asOf: number;
  firstOrder: number;
  lastOrder: number;
  currency: string;
  /** Whether what was given back is taken off. */
  net: boolean;
  revenue: number;
  customers: number;
  buyers: number;
  orders: number;
  repeatBuyers: number;
  pareto: {
    topTwentyPercentShare: number | undefined;
    topTenPercentShare: number | undefined;
    topOnePercentShare: number | undefined;
    gini: number | undefined;
    A: number;
    B: number;
    C: number;
    /** Cumulated shares of buyers and of revenue, best first. */
    curve: [buyers: number, revenue: number][];
  };
  valueClasses: { [name in ValueClass]: ClassShare };
  frequency: { [name: string]: number };
  frequencyClasses: { [name: string]: ClassShare };
  rfm: { method: RfmMethodName; segments: { [name: string]: number }; cells: RfmCell[] };
  segments: SegmentRow[];
  cohorts: Cohort[];
  lapseCurve: LapseCurve;
  /** Fitted on what came up to and including this day. */
  modelsUntil: number;
  models: { [name in ModelName]: ModelFit };
  /** Who counts as lapsed on the day `modelsUntil`, by which rule, and how the rules did on what came after the split. */
  lapse: LapseBy & { because: string; eligible: number; flagged: number; evaluation: LapseEvaluation };
  /** How the model that is used fared; undefined where none was fitted on what came before the split. */
  check: ({ model: ModelName } & ModelCheck) | undefined;
}

export interface PortraitOptions {
  /** UTC days since 1970; the purchases end with it. */
  asOf: number;
  /** The models see nothing after this day. */
  calibrateUntil: number | undefined;
  method: RfmMethodName;
  currency: string;
  net: boolean;
  /** Customers who never bought, beside the buyers. */
  others: number;
  frequency: FrequencyBounds;
}

/** The shop as it is drawn, and its customers one by one. */
export interface Drawn {
  portrait: Portrait;
  rows(): Iterable<CustomerRow>;
}

/** @throws RangeError without a single order. */
export function drawPortrait(buyers: readonly Purchases[], options: PortraitOptions): Drawn {
  const { asOf, method, currency, net } = options;
  const firsts = buyers.flatMap(({ firstDay }) => firstDay ?? []);
  const firstOrder = least(firsts);
  if (firstOrder === undefined) throw new RangeError('there is no order to draw a portrait of');
  const splitAt = options.calibrateUntil ?? usualSplit({ firstOrder, asOf });
  const modelsUntil = options.calibrateUntil ?? asOf;
  const models = fitModels(buyers, modelsUntil, currency);
  const beforeSplit = splitAt === modelsUntil ? models : fitModels(buyers, splitAt, currency);
  const { scored, segmentOf } = scoresOf(buyers, options);
  const pareto = paretoOf(buyers);
  const classById = valueClasses(buyers);
  const ofClass = (name: ValueClass) =>
    shareOf(
      buyers.filter(({ id }) => classById.get(id) === name),
      pareto.revenue,
    );
  const segments = segmentRows(scored, pareto.revenue);
  const evaluation = evaluateLapse(buyers, { calibrateUntil: splitAt, until: asOf, models: beforeSplit });
  const scope: RowScope = {
    asOf,
    frequency: options.frequency,
    modelsUntil,
    weeks: options.calibrateUntil === undefined ? year : (asOf - modelsUntil) / week,
    fitted: orderModelOf({ models }),
    rhythm: rhythmOf(buyers, modelsUntil),
    lapse: evaluation.chosen,
    valueClasses: classById,
  };
  const repeatBuyers = buyers.filter((one) => orderDays(one).length > 1).length;
  const portrait: Portrait = {
    asOf,
    firstOrder,
    lastOrder: -(least(buyers.map(({ lastDay }) => -(lastDay ?? -Infinity))) ?? -asOf),
    currency,
    net,
    revenue: sumOf(buyers, ({ revenue }) => revenue),
    customers: buyers.length + options.others,
    buyers: buyers.length,
    orders: sumOf(buyers, ({ orders }) => orders),
    repeatBuyers,
    pareto: paretoFigures(buyers, pareto),
    valueClasses: { A: ofClass('A'), B: ofClass('B'), C: ofClass('C') },
    ...frequenciesOf(buyers, { asOf, bounds: options.frequency, revenue: pareto.revenue }),
    rfm: {
      method,
      segments: Object.fromEntries(segments.map(({ segment, customers }) => [segment, customers])),
      cells: rfmCells(scored, pareto.revenue, segmentOf),
    },
    segments,
    cohorts: cohortsOf(buyers, { until: asOf, months: mostMonths }),
    lapseCurve: silences(buyers, asOf),
    modelsUntil,
    models,
    lapse: { ...evaluation.chosen, because: evaluation.because, ...lapsedOf(buyers, scope), evaluation },
    check: checked(buyers, beforeSplit, { calibrated: splitAt, until: asOf }),
  };
  return { portrait, rows: () => customerRows(scored, scope) };
}

const week = 7;
/** Weeks that expected orders look ahead. */
const year = 52;
const mostMonths = 24;
const longestSilence = 3650;

function fitModels(buyers: readonly Purchases[], until: number, currency: string): Portrait['models'] {
  const summaries = buyers.flatMap((one) => summaryOf(one, until, 10 ** minorDigits(currency)) ?? []);
  const of = (name: ModelName) => fitModel(name, summaries);
  return { nbd: of('nbd'), 'bg-nbd': of('bg-nbd'), 'mbg-nbd': of('mbg-nbd'), 'gamma-gamma': of('gamma-gamma') };
}

function scoresOf(buyers: readonly Purchases[], { method, asOf, currency }: PortraitOptions) {
  const { cuts: cutsOf, scores, segment } = rfmMethods[method];
  const measured = buyers.flatMap((purchases) => {
    const rfm = rfmOf(purchases, asOf);
    return rfm ? [{ purchases, rfm }] : [];
  });
  const cuts = cutsOf(
    measured.map(({ rfm }) => rfm),
    10 ** minorDigits(currency),
  );
  const segmentOf = (found: RfmScores) => segmentName(segment(found), method);
  const scored = measured.map(({ purchases, rfm }): Scored => {
    const found = scores(rfm, cuts);
    return { ...found, purchases, recency: rfm.recency, segment: segmentOf(found) };
  });
  return { scored, segmentOf };
}

function paretoFigures(buyers: readonly Purchases[], { topShares, gini, classes, revenue }: Pareto): Portrait['pareto'] {
  return {
    topTwentyPercentShare: topShares?.[20],
    topTenPercentShare: topShares?.[10],
    topOnePercentShare: topShares?.[1],
    gini,
    A: classes.a,
    B: classes.b,
    C: classes.c,
    curve: lorenzCurve(buyers, revenue),
  };
}

/** By Kaplan and Meier: gaps that are over, and for each buyer the one that is not. */
function silences(buyers: readonly Purchases[], asOf: number): LapseCurve {
  const open = buyers.map(({ lastDay = asOf }) => asOf - lastDay);
  const ended = buyers.flatMap((one) =>
    orderDays(one)
      .map((on, index, all) => on - (all[index - 1] ?? on))
      .slice(1),
  );
  return lapseCurve(countedValues(ended, longestSilence), countedValues(open, longestSilence));
}

/** The gaps of everybody up to a day. */
function rhythmOf(buyers: readonly Purchases[], until: number): ShopRhythm {
  return withGaps(
    { gaps: {} },
    buyers.flatMap(({ days }) => gapsOf({ days: days.filter(([on]) => on <= until) })),
  );
}

function lapsedOf(buyers: readonly Purchases[], scope: RowScope): { eligible: number; flagged: number } {
  const judged = buyers.flatMap((one) => {
    const silent = silentOf(upTo(one, scope.modelsUntil), scope.modelsUntil);
    return (silent && judgeLapse(scope.lapse, silent, scope)) ?? [];
  });
  return { eligible: judged.length, flagged: judged.filter(({ lapsed }) => lapsed).length };
}

function checked(buyers: readonly Purchases[], models: Portrait['models'], days: { calibrated: number; until: number }): Portrait['check'] {
  const fitted = orderModelOf({ models });
  const check = fitted && checkModel(fitted, buyers, days);
  return check && { model: fitted.name, ...check };
}

function orderDays({ days }: Purchases): number[] {
  return days.flatMap(([on, orders]) => (orders > 0 ? [on] : []));
}

function sumOf(buyers: readonly Purchases[], of: (one: Purchases) => number): number {
  return buyers.reduce((sum, one) => sum + of(one), 0);
}

function least(values: number[]): number | undefined {
  return values.reduce<number | undefined>((low, value) => (low === undefined || value < low ? value : low), undefined);
}
