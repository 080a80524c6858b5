import type { OrderRecord } from './customer.ts';
import type { LapseTrigger } from './definition/trigger.ts';
import { quantileOfCounted, quantileOfSorted } from './quantile.ts';
import { type CountedValues, countedValues, mergedCounts, sortedCounts } from './scoring/sketch.ts';
import { addDuration, type CalendarDuration, day, durationOf, type Instant } from './time.ts';

/** How long the shop's customers leave between two orders: days → how many gaps of so many days. */
export interface ShopRhythm {
  gaps: CountedValues;
}

/** `sure` is the share of gaps that are shorter, 0 to 1. */
export type LapseRule = { fixed: CalendarDuration } | { sure: number; minimum: CalendarDuration | undefined };

/** As authored: "90 days", or "own rhythm" with how sure [90%]. */
export function compileLapse({ lapse, sure, minimum }: LapseTrigger): LapseRule {
  if (lapse !== 'own rhythm') return { fixed: durationOf(lapse) };
  return { sure: Number.parseFloat(sure ?? '90%') / 100, minimum: minimum === undefined ? undefined : durationOf(minimum) };
}

/** The shop counts like so many gaps of hers: with few of her own she is taken for a usual customer. */
const shopWeight = 2;
/** With fewer, a quantile of her own gaps says nothing. */
const ownQuantileFrom = 3;

/**
 * When she counts as lapsed: the instant at which she has been silent for too long since her last order. Undefined = never,
 * as for somebody without orders, or with too few of them while the shop's rhythm is not known.
 */
export function lapsesAt(
  orders: OrderRecord,
  rule: LapseRule,
  { rhythm, zone }: { rhythm: ShopRhythm | undefined; zone: string },
): Instant | undefined {
  const { lastAt } = orders;
  if (lastAt === null) return undefined;
  if ('fixed' in rule) return addDuration(lastAt, rule.fixed, zone);
  const silence = longestSilence(gapsOf(orders), rule.sure, rhythm);
  if (silence === undefined) return undefined;
  const at = lastAt + Math.round(silence * day);
  return rule.minimum === undefined ? at : Math.max(at, addDuration(lastAt, rule.minimum, zone));
}

/**
 * Days of silence that a share `sure` of gaps does not reach. With three gaps or more her own quantile, drawn to the shop's;
 * with fewer the shop's, scaled by how her mean compares; with none the shop's. Undefined when neither is known.
 */
export function longestSilence(gaps: number[], sure: number, rhythm: ShopRhythm | undefined): number | undefined {
  const shop = rhythm && figuresOf(rhythm, sure);
  const own = gaps.length;
  const drawn = (hers: number, shops: number) => (own * hers + shopWeight * shops) / (own + shopWeight);
  const hers = own >= ownQuantileFrom ? quantileOfSorted(Float64Array.from(gaps).sort(), sure) : undefined;
  if (hers !== undefined) return shop ? drawn(hers, shop.quantile) : hers;
  if (!shop) return undefined;
  if (own === 0) return shop.quantile;
  const mean = gaps.reduce((sum, gap) => sum + gap, 0) / own;
  return (shop.quantile * drawn(mean, shop.mean)) / shop.mean;
}

/** Days between her order days, several orders of a day being one; of the latest days only, as the profile keeps them. */
export function gapsOf({ days }: Pick<OrderRecord, 'days'>): number[] {
  // A refund has a day of its own without an order.
  const ordered = days.filter(([, n]) => n > 0).map(([number]) => number);
  return ordered.slice(1).map((number, index) => number - (ordered[index] ?? number));
}

/** Longer gaps count as this long, so that the rhythm has a bounded size. */
const longestGap = 1825;

/** The rhythm with one more customer's gaps. */
export function withGaps(rhythm: ShopRhythm, gaps: number[]): ShopRhythm {
  return merged([rhythm, { gaps: countedValues(gaps, longestGap) }]);
}

/** The rhythm of all parts of the customers together. */
export function merged(parts: ShopRhythm[]): ShopRhythm {
  return { gaps: mergedCounts(parts.map(({ gaps }) => gaps)) };
}

type Figures = { quantile: number; mean: number };
const known = new WeakMap<ShopRhythm, Map<number, Figures | undefined>>();

/** Asked for each customer of a pass, so it is computed once. */
function figuresOf(rhythm: ShopRhythm, sure: number): Figures | undefined {
  const bySure = known.get(rhythm) ?? new Map<number, Figures | undefined>();
  known.set(rhythm, bySure);
  if (!bySure.has(sure)) bySure.set(sure, figures(rhythm, sure));
  return bySure.get(sure);
}

function figures({ gaps }: ShopRhythm, sure: number): Figures | undefined {
  const counts = sortedCounts(gaps);
  const atMost = quantileOfCounted(counts, sure);
  if (atMost === undefined) return undefined;
  const total = counts.reduce((sum, [, n]) => sum + n, 0);
  return { quantile: atMost, mean: counts.reduce((sum, [gap, n]) => sum + gap * n, 0) / total };
}
