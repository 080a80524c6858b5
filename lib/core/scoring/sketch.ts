import { fraction } from '../experiment/hash.ts';
import type { Purchases } from './purchases.ts';

/*
 * What a pass over the customers remembers of them. Every sketch is JSON-safe, and merging is exact: however the customers are
 * cut into parts, and in whatever order the parts are put together, the same comes out.
 */

/** Whole numbers from 0 on with how often each occurred. */
export interface CountedValues {
  [value: string]: number;
}

/** Counts values; halves are rounded up, below 0 counts as 0, above `largest` as `largest`, so that the size is bounded. */
export function countedValues(values: readonly number[], largest: number): CountedValues {
  return recounted(
    values.map((value) => [value, 1]),
    largest,
  );
}

/** The same of values of which each occurs so many times. */
export function recounted(values: Iterable<readonly [value: number, times: number]>, largest: number): CountedValues {
  const counts: CountedValues = {};
  for (const [value, times] of values) addTo(counts, String(Math.min(Math.max(Math.round(value), 0), largest)), times);
  return counts;
}

export function mergedCounts(parts: Iterable<CountedValues>): CountedValues {
  const counts: CountedValues = {};
  for (const part of parts) for (const [value, n] of Object.entries(part)) addTo(counts, value, n);
  return counts;
}

/** Smallest value first, as quantiles are computed of them. */
export function sortedCounts(counts: CountedValues): [value: number, times: number][] {
  return Object.entries(counts)
    .map(([value, n]): [number, number] => [Number(value), n])
    .sort(([a], [b]) => a - b);
}

function addTo(counts: CountedValues, value: string, n: number): void {
  counts[value] = (counts[value] ?? 0) + n;
}

/**
 * Amounts in minor units, in bins that are each 1 % wide: bin i holds what is at least 1.01^i and less than 1.01^(i+1). A bin
 * knows how many amounts it holds and their sum, so that sums are exact and a single amount is known to 1 %. Amounts from 1
 * minor unit to 10 million major ones take 2,100 bins at most, 40 KB of JSON; a usual shop a third of that.
 */
export interface LogHistogram {
  bins: { [index: string]: [count: number, sum: number] };
  /** Amounts of 0 and less, as of somebody who sent everything back. */
  none: [count: number, sum: number];
}

const binWidth = Math.log(1.01);

/** The histogram of amounts in minor units, each rounded to a whole one. */
export function logHistogram(amounts: Iterable<number>): LogHistogram {
  const histogram: LogHistogram = { bins: {}, none: [0, 0] };
  for (const amount of amounts) {
    const whole = Math.round(amount);
    if (whole > 0) addToBin(histogram, String(Math.floor(Math.log(whole) / binWidth)), [1, whole]);
    else addUp(histogram.none, [1, whole]);
  }
  return histogram;
}

export function mergedHistograms(parts: Iterable<LogHistogram>): LogHistogram {
  const histogram = logHistogram([]);
  for (const { bins, none } of parts) {
    addUp(histogram.none, none);
    for (const [index, bin] of Object.entries(bins)) addToBin(histogram, index, bin);
  }
  return histogram;
}

/** The bins with something in them, smallest first; `low` is the least that an amount in the bin can be, 0 in that of nothing. */
export function binsOf({ bins, none }: LogHistogram): { low: number; count: number; sum: number }[] {
  const positive = Object.entries(bins)
    .map(([index, [count, sum]]) => ({ index: Number(index), count, sum }))
    .sort((a, b) => a.index - b.index)
    .map(({ index, count, sum }) => ({ low: Math.ceil(Math.exp(index * binWidth) - 1e-6), count, sum }));
  return none[0] === 0 ? positive : [{ low: 0, count: none[0], sum: none[1] }, ...positive];
}

/** As values with how often each occurs: the mean of each bin, which is right to 1 %. */
export function countsOfBins(histogram: LogHistogram): [value: number, times: number][] {
  return binsOf(histogram).map(({ count, sum }) => [sum / count, count]);
}

function addToBin({ bins }: LogHistogram, index: string, bin: readonly [number, number]): void {
  const known = bins[index];
  if (known) addUp(known, bin);
  else bins[index] = [...bin];
}

function addUp(sum: [number, number], [count, amount]: readonly [number, number]): void {
  sum[0] += count;
  sum[1] += amount;
}

/**
 * The `size` customers whose ids have the smallest hash: a fair sample that depends on who the customers are and on nothing else.
 * About 12 bytes for each order day of each.
 */
export interface BottomSample {
  size: number;
  customers: CompactPurchases[];
}

/**
 * Orders and revenue over the whole life, days of the first and the last order (null without), then for each day of `days`:
 * days since the one before, orders, revenue.
 */
export type CompactPurchases = [id: string, orders: number, revenue: number, first: number | null, last: number | null, ...days: number[]];

export function bottomSample(customers: Iterable<Purchases>, size: number): BottomSample {
  const kept = new Map<string, CompactPurchases>();
  let highest = 1;
  for (const purchases of customers) {
    if (fraction(purchases.id) > highest) continue;
    keep(kept, compact(purchases));
    if (kept.size < 2 * size + 64) continue;
    const lowest = bottom(kept, size);
    kept.clear();
    for (const one of lowest) kept.set(one[0], one);
    highest = fraction(lowest.at(-1)?.[0] ?? '');
  }
  return { size, customers: bottom(kept, size) };
}

/** The sample of all parts together; of a size that all of them can answer for. */
export function mergedSamples(parts: readonly BottomSample[]): BottomSample {
  const size = parts.reduce((least, part) => Math.min(least, part.size), Infinity);
  if (size === Infinity) return { size: 0, customers: [] };
  const kept = new Map<string, CompactPurchases>();
  for (const { customers } of parts) for (const one of customers) keep(kept, one);
  return { size, customers: bottom(kept, size) };
}

/** What the sample holds, as scores read it. */
export function sampledPurchases({ customers }: BottomSample): Purchases[] {
  return customers.map(expand);
}

/** A customer who was seen twice stands once, as she was seen with more; by which is decided alike in any order. */
function keep(kept: Map<string, CompactPurchases>, one: CompactPurchases): void {
  const known = kept.get(one[0]);
  if (!known || rank(one) > rank(known)) kept.set(one[0], one);
}

const rank = ([, ...numbers]: CompactPurchases): string => `${String(numbers.length).padStart(6, '0')} ${JSON.stringify(numbers)}`;

function bottom(kept: Map<string, CompactPurchases>, size: number): CompactPurchases[] {
  return [...kept.values()]
    .map((one) => ({ one, hash: fraction(one[0]) }))
    .sort((a, b) => a.hash - b.hash || (a.one[0] < b.one[0] ? -1 : 1))
    .slice(0, size)
    .map(({ one }) => one);
}

function compact({ id, orders, revenue, firstDay, lastDay, days }: Purchases): CompactPurchases {
  let before = 0;
  const flat = days.flatMap(([on, n, worth]) => {
    const since = on - before;
    before = on;
    return [since, n, worth];
  });
  return [id, orders, revenue, firstDay ?? null, lastDay ?? null, ...flat];
}

function expand([id, orders, revenue, firstDay, lastDay, ...flat]: CompactPurchases): Purchases {
  const days: Purchases['days'] = [];
  let on = 0;
  for (let index = 0; index < flat.length; index += 3) {
    const [since = 0, n = 0, worth = 0] = flat.slice(index, index + 3);
    on += since;
    days.push([on, n, worth]);
  }
  return { id, days, orders, revenue, firstDay: firstDay ?? undefined, lastDay: lastDay ?? undefined };
}
