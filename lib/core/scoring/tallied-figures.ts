import { minorDigits, type Rates } from '../money.ts';
import { day, type Instant } from '../time.ts';
import { evaluateLapse } from './lapse-evaluation.ts';
import { fitModel } from './models/fit.ts';
import { summaryOf } from './models/summary.ts';
import { paretoOfHistogram } from './pareto.ts';
import { usualSplit } from './past.ts';
import type { Purchases } from './purchases.ts';
import { valueCuts } from './rfm.ts';
import { type ModelName, modelNames, type ShopFigures } from './shop-figures.ts';
import type { Counting, ShopTally } from './shop-tally.ts';
import { countsOfBins, sampledPurchases, sortedCounts } from './sketch.ts';

/**
 * The figures of the whole shop: cuts of recency and frequency are exact, those of money right to 1 %, the models are fitted on a
 * sample of 1,200 buyers that the ids alone decide. Which rule says "lapsed" is chosen on the sample's past, and then holds for
 * four weeks: `before` are the figures in force.
 */
export function figuresOf(tally: ShopTally, { now, rates }: Counting, before?: ShopFigures): ShopFigures {
  const { customers, buyers, repeatBuyers, recency, frequency, monetary, hours, sample } = tally;
  const bought = sampledPurchases(sample);
  const today = Math.floor(now / day);
  const taps = hours.reduce((sum, n) => sum + n, 0);
  const cutsOf = (counted: [value: number, times: number][]) => valueCuts({ counted });
  return {
    at: now,
    customers,
    buyers,
    repeatBuyers,
    cuts:
      buyers === 0
        ? undefined
        : { recency: cutsOf(sortedCounts(recency)), frequency: cutsOf(sortedCounts(frequency)), monetary: cutsOf(countsOfBins(monetary)) },
    value: paretoOfHistogram(monetary).thresholds,
    hours: taps === 0 ? undefined : hours.map((n) => n / taps),
    models: modelsOf(bought, { today, rates }),
    lapse: isRecent(before?.lapse, now) ? before?.lapse : lapseOf(bought, { today, now }),
  };
}

function modelsOf(sample: Purchases[], { today, rates }: { today: number; rates: Rates }): ShopFigures['models'] {
  const minorUnits = 10 ** minorDigits(rates.base);
  const summaries = sample.flatMap((purchases) => summaryOf(purchases, today, minorUnits) ?? []);
  return Object.fromEntries(modelNames.map((name: ModelName) => [name, fitModel(name, summaries)]));
}

/** A rule that changed each night would have whole classes of customers come and go. */
const keptFor = 28 * day;

function isRecent(lapse: ShopFigures['lapse'], now: Instant): boolean {
  return lapse?.since !== undefined && now - lapse.since < keptFor;
}

function lapseOf(bought: Purchases[], { today, now }: { today: number; now: Instant }): ShopFigures['lapse'] {
  const firstOrder = bought.reduce((least, { firstDay = today }) => Math.min(least, firstDay), today);
  const { chosen } = evaluateLapse(bought, { calibrateUntil: usualSplit({ firstOrder, asOf: today }), until: today });
  return bought.length === 0 ? undefined : { rule: chosen.rule, threshold: chosen.threshold, since: now };
}
