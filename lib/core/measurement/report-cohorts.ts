import { monthOf, monthText } from '../scoring/cohorts.ts';
import type { Purchases } from '../scoring/purchases.ts';

/** Those who ordered for the first time in one month, and what they have brought since. */
export interface ValueCohort {
  /** YYYY-MM, UTC. */
  month: string;
  customers: number;
  /** Money in minor units that came in the n-th month after it, 0 = that month itself; only months that are over. */
  revenue: number[];
}

/** Additive: the cohorts of two parts of the customers are the sum. Money of days that a profile no longer keeps is not in it. */
export type CohortBooks = Map<number, { customers: number; revenue: Map<number, number> }>;

/** Adds one customer who ever ordered. */
export function addToCohorts(books: CohortBooks, { firstDay, days }: Purchases): void {
  if (firstDay === undefined) return;
  const began = monthOf(firstDay);
  const cohort = books.get(began) ?? { customers: 0, revenue: new Map<number, number>() };
  books.set(began, cohort);
  cohort.customers += 1;
  for (const [on, , revenue] of days) {
    const after = monthOf(on) - began;
    if (after >= 0) cohort.revenue.set(after, (cohort.revenue.get(after) ?? 0) + revenue);
  }
}

/** Earliest first, for at most so many months; what comes after the UTC day `until` is not looked at. */
export function valueCohorts(books: CohortBooks, { until, months }: { until: number; months: number }): ValueCohort[] {
  const lastOver = monthOf(until + 1) - 1;
  return [...books]
    .sort(([a], [b]) => a - b)
    .flatMap(([began, { customers, revenue }]) => {
      const over = Math.max(0, Math.min(months, lastOver - began) + 1);
      return [{ month: monthText(began), customers, revenue: Array.from({ length: over }, (_, n) => revenue.get(n) ?? 0) }];
    });
}

/**
 * What a customer is worth n months after her first order, on average: 0 with the month of that order. Each step is of the cohorts
 * that are old enough for it, so that young ones do not look poor.
 */
export function lifetimeCurve(cohorts: readonly ValueCohort[]): { customers: number; value: number }[] {
  const longest = cohorts.reduce((most, { revenue }) => Math.max(most, revenue.length), 0);
  let value = 0;
  return Array.from({ length: longest }, (_, n) => {
    const old = cohorts.filter(({ revenue }) => revenue.length > n);
    const customers = old.reduce((sum, each) => sum + each.customers, 0);
    value += customers === 0 ? 0 : old.reduce((sum, { revenue }) => sum + (revenue[n] ?? 0), 0) / customers;
    return { customers, value };
  });
}
