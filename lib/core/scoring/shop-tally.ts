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
  recounted,
  sortedCounts,
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
export function tallyOf(profiles: Profile[], counting: Counting): ShopTally {
  return tallyFrom(sumsOf(profiles, counting.rates), profiles, counting);
}

/** What customers add whenever they are counted: of sums some can be taken out again. */
export interface ShopSums extends Pick<ShopTally, 'rhythm' | 'customers' | 'buyers' | 'repeatBuyers' | 'frequency' | 'monetary'> {
  /** The days of their last orders. */
  lastDays: CountedValues;
  /** Orders and clicks by hour of UTC, zone by zone; "" = hers is not known. */
  hours: { [zone: string]: CountedValues };
}

export function sumsOf(profiles: Profile[], rates: Rates): ShopSums {
  const buyers = profiles.map((profile) => ({ profile, bought: purchasesOf(profile, rates) })).filter(({ bought }) => bought.orders > 0);
  const purchases = buyers.map(({ bought }) => bought);
  return {
    rhythm: withGaps(
      { gaps: {} },
      profiles.flatMap(({ orders }) => gapsOf(orders)),
    ),
    customers: profiles.length,
    buyers: buyers.length,
    repeatBuyers: purchases.filter(isRepeatBuyer).length,
    lastDays: countedValues(
      purchases.map(({ lastDay = Infinity }) => lastDay),
      Infinity,
    ),
    frequency: countedValues(
      purchases.map(({ orders }) => orders),
      longest.frequency,
    ),
    monetary: logHistogram(buyers.filter(({ profile }) => knowsRevenue(profile, rates)).map(({ bought }) => bought.revenue)),
    hours: hoursOf(profiles),
  };
}

/** The tally of these customers, of whom these are the sums. */
export function tallyFrom(
  { lastDays, hours, ...sums }: ShopSums,
  profiles: Iterable<Profile>,
  { now, rates, zone, sampled = true }: Counting,
): ShopTally {
  const today = Math.floor(now / day);
  const sample = sampled ? [...profiles].map((profile) => purchasesOf(profile, rates)).filter(({ orders }) => orders > 0) : [];
  return {
    ...sums,
    recency: recounted(
      sortedCounts(lastDays).map(([on, n]) => [today - on, n]),
      longest.recency,
    ),
    hours: summed(Object.entries(hours).map(([own, counts]) => localHours(counts, offsetAt(own || zone, now) / hour))),
    sample: bounded(bottomSample(sample.map(latest), sampleSize)),
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

function hoursOf(profiles: Profile[]): ShopSums['hours'] {
  const byZone: ShopSums['hours'] = {};
  for (const { attributes, signs } of profiles) {
    const own = isZone(attributes.zone) ? attributes.zone : '';
    byZone[own] ??= {};
    for (const [hour, n] of Object.entries(signs?.hours ?? {})) byZone[own][hour] = (byZone[own][hour] ?? 0) + n;
  }
  return byZone;
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
