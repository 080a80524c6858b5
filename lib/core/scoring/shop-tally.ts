import type { Profile } from '../customer.ts';
import { gapsOf, merged, type ShopRhythm, withGaps } from '../lapse.ts';
import type { Rates } from '../money.ts';
import { day, hour, type Instant, isZone, offsetAt } from '../time.ts';
import { localHours } from './best-hour.ts';
import type { Purchases } from './purchases.ts';
import { knowsRevenue, purchasesOf } from './purchases-of.ts';
import {
  type BottomSample,
  bottomSample,
  type CountedValues,
  countedValues,
  type LogHistogram,
  logHistogram,
  mergedCounts,
  mergedHistograms,
  mergedSamples,
} from './sketch.ts';

/**
 * What one part of the customers adds to the figures of the shop. Merging is exact, so that the parts may be cut in any way and
 * come in any order. JSON-safe, and of a size that does not grow with the number of customers.
 */
export interface ShopTally {
  rhythm: ShopRhythm;
  customers: number;
  buyers: number;
  repeatBuyers: number;
  /** Days since the last order. */
  recency: CountedValues;
  /** Orders. */
  frequency: CountedValues;
  /** Revenue in minor units of the base currency, of those of whom all of it is known. */
  monetary: LogHistogram;
  /** Orders and clicks by local hour. */
  hours: number[];
  sample: BottomSample;
}

/** What a tally is counted with. `zone` is of those whose own is not known. */
export interface Counting {
  now: Instant;
  rates: Rates;
  zone: string;
  /** Whether the sample that models are fitted to is wanted. [true] */
  sampled?: boolean;
}

/** Beyond so many days, or orders, the last class holds everybody anyway. */
const longest = { recency: 3650, frequency: 1000 };
/** The models find the parameters of a shop in a sample of so many to some percent. */
const sampleSize = 1200;
/** Latest days that a sampled customer keeps: what came before is reckoned from how many orders she has. */
const sampledDays = 24;
/** Of JSON: the tally is one item of at most 400 KB, and its other parts take up to 120 KB. */
const sampleCharacters = 150_000;

export function emptyTally(): ShopTally {
  return {
    rhythm: { gaps: {} },
    customers: 0,
    buyers: 0,
    repeatBuyers: 0,
    recency: {},
    frequency: {},
    monetary: logHistogram([]),
    hours: Array.from({ length: 24 }, () => 0),
    sample: bottomSample([], sampleSize),
  };
}

/** What these customers add, as they are at `now`. */
export function tallyOf(profiles: Profile[], { now, rates, zone, sampled = true }: Counting): ShopTally {
  const buyers = profiles.map((profile) => ({ profile, bought: purchasesOf(profile, rates) })).filter(({ bought }) => bought.orders > 0);
  const purchases = buyers.map(({ bought }) => bought);
  const today = Math.floor(now / day);
  return {
    rhythm: withGaps(
      { gaps: {} },
      profiles.flatMap(({ orders }) => gapsOf(orders)),
    ),
    customers: profiles.length,
    buyers: buyers.length,
    repeatBuyers: purchases.filter(isRepeatBuyer).length,
    recency: countedValues(
      purchases.map(({ lastDay = today }) => today - lastDay),
      longest.recency,
    ),
    frequency: countedValues(
      purchases.map(({ orders }) => orders),
      longest.frequency,
    ),
    monetary: logHistogram(buyers.filter(({ profile }) => knowsRevenue(profile, rates)).map(({ bought }) => bought.revenue)),
    hours: hoursOf(profiles, { now, zone }),
    sample: bounded(bottomSample(sampled ? purchases.map(latest) : [], sampleSize)),
  };
}

export function mergedTallies(parts: ShopTally[]): ShopTally {
  const sum = (count: (part: ShopTally) => number) => parts.reduce((total, part) => total + count(part), 0);
  return {
    rhythm: merged(parts.map(({ rhythm }) => rhythm)),
    customers: sum(({ customers }) => customers),
    buyers: sum(({ buyers }) => buyers),
    repeatBuyers: sum(({ repeatBuyers }) => repeatBuyers),
    recency: mergedCounts(parts.map(({ recency }) => recency)),
    frequency: mergedCounts(parts.map(({ frequency }) => frequency)),
    monetary: mergedHistograms(parts.map(({ monetary }) => monetary)),
    hours: summed(parts.map(({ hours }) => hours)),
    sample: bounded(mergedSamples(parts.map(({ sample }) => sample))),
  };
}

function isRepeatBuyer({ firstDay, lastDay }: Purchases): boolean {
  return firstDay !== lastDay;
}

function hoursOf(profiles: Profile[], { now, zone }: { now: Instant; zone: string }): number[] {
  const byZone = new Map<string, { [hour: string]: number }>();
  for (const { attributes, signs } of profiles) {
    const own = isZone(attributes.zone) ? attributes.zone : zone;
    const sums = byZone.get(own) ?? {};
    byZone.set(own, sums);
    for (const [hour, n] of Object.entries(signs?.hours ?? {})) sums[hour] = (sums[hour] ?? 0) + n;
  }
  return summed([...byZone].map(([own, sums]) => localHours(sums, offsetAt(own, now) / hour)));
}

function summed(lists: number[][]): number[] {
  return Array.from({ length: 24 }, (_, at) => lists.reduce((sum, list) => sum + (list[at] ?? 0), 0));
}

function latest(purchases: Purchases): Purchases {
  return { ...purchases, days: purchases.days.slice(-sampledDays) };
}

/** Customers with very long ids who order very often fill the item with fewer of them. */
function bounded(sample: BottomSample): BottomSample {
  let { size, customers } = sample;
  while (JSON.stringify(customers).length > sampleCharacters) {
    size = Math.floor(customers.length * 0.8);
    customers = customers.slice(0, size);
  }
  return { size, customers };
}
