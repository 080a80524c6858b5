import { day } from '../time.ts';
import type { Purchases } from './purchases.ts';
import { type CountedValues, sortedCounts } from './sketch.ts';

/** Those who bought for the first time in one month. */
export interface Cohort {
  /** YYYY-MM. */
  month: string;
  customers: number;
  /** Share who bought again n months later; at 0 on a later day of the same month. Only months that are over. */
  boughtAgain: number[];
}

/**
 * How many of those who began in a month come back in the months after it, for at most `months` of them. What is after the UTC
 * day `until` is not looked at. Earliest month first; a month in which nobody began is left out.
 */
export function cohortsOf(customers: Iterable<Purchases>, { until, months }: { until: number; months: number }): Cohort[] {
  // The month of the next day has not ended before: the one before it is the last that is over.
  const lastOver = monthOf(until + 1) - 1;
  const cohorts = new Map<number, { customers: number; again: number[] }>();
  for (const { firstDay, days } of customers) {
    if (firstDay === undefined || firstDay > until) continue;
    const began = monthOf(firstDay);
    const cohort = cohorts.get(began) ?? { customers: 0, again: [] };
    cohorts.set(began, cohort);
    cohort.customers += 1;
    const later = days.filter(([on, orders]) => orders > 0 && on > firstDay && on <= until).map(([on]) => monthOf(on) - began);
    for (const n of new Set(later)) cohort.again[n] = (cohort.again[n] ?? 0) + 1;
  }
  return [...cohorts]
    .sort(([a], [b]) => a - b)
    .map(([began, { customers: size, again }]) => ({
      month: monthText(began),
      customers: size,
      boughtAgain: Array.from({ length: Math.max(0, Math.min(months, lastOver - began) + 1) }, (_, n) => (again[n] ?? 0) / size),
    }));
}

/** The month of a UTC day since 1970, in months since January of the year 0. */
export function monthOf(on: number): number {
  const date = new Date(on * day);
  return date.getUTCFullYear() * 12 + date.getUTCMonth();
}

/** Such a month as YYYY-MM. */
export function monthText(month: number): string {
  return `${Math.floor(month / 12)}-${String((month % 12) + 1).padStart(2, '0')}`;
}

/** How long buyers are silent between two orders. */
export interface LapseCurve {
  /** [days, share of the gaps that are not over after so many], from [0, 1] on; only days on which the share falls. */
  points: [days: number, share: number][];
  /** Days after which half of the buyers have come again; undefined while more than half never did. */
  median: number | undefined;
}

/**
 * By Kaplan and Meier (1958): `ended` are the days between two orders, `open` those since the last order of each buyer. Who is
 * still silent counts as long as she is watched, so that buyers who never come again are not forgotten.
 */
export function lapseCurve(ended: CountedValues, open: CountedValues): LapseCurve {
  const endings = sortedCounts(ended);
  const silent = sortedCounts(open);
  const all = [...endings, ...silent].reduce((sum, [, n]) => sum + n, 0);
  const points: LapseCurve['points'] = [[0, 1]];
  let share = 1;
  let watched = all;
  let place = 0;
  for (const [days, n] of endings) {
    for (; place < silent.length && (silent[place]?.[0] ?? 0) < days; place += 1) watched -= silent[place]?.[1] ?? 0;
    share *= 1 - n / watched;
    watched -= n;
    points.push([days, share]);
  }
  return { points, median: points.find(([, left]) => left <= 0.5)?.[0] };
}
