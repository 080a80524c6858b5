import type { Purchases } from './purchases.ts';

/** How often somebody buys. New is who came so lately that it cannot be said. */
export const frequencyClasses = ['heavy', 'medium', 'light', 'lapsed', 'new'] as const;
export type FrequencyClass = (typeof frequencyClasses)[number];

/** From how many order days within the window somebody is of a class. */
export interface FrequencyBounds {
  /** Days that are looked back. */
  window: number;
  heavy: number;
  medium: number;
  light: number;
  /** Younger customers, in days since the first order, are new. */
  youngest: number;
}

/** Weekly, monthly and once in half a year. */
export const usualFrequencies: FrequencyBounds = { window: 182, heavy: 26, medium: 182 / 30.4375, light: 1, youngest: 28 };

/**
 * The class of somebody as of a UTC day; undefined without an order. Who is younger than the window is judged by her repeat
 * order days as if she went on like this for all of it: the first order began the count and says nothing of how often she buys.
 */
export function frequencyClass(
  purchases: Purchases,
  today: number,
  bounds: FrequencyBounds = usualFrequencies,
): FrequencyClass | undefined {
  const { firstDay } = purchases;
  if (firstDay === undefined) return undefined;
  const age = today - firstDay;
  if (age < bounds.youngest) return 'new';
  const times = orderDaysWithin(purchases, { from: today - bounds.window, until: today });
  const often = age < bounds.window ? ((times - 1) * bounds.window) / age : times;
  if (often >= bounds.heavy) return 'heavy';
  if (often >= bounds.medium) return 'medium';
  return times >= bounds.light ? 'light' : 'lapsed';
}

/** Days with an order after `from` and up to `until`, several orders of a day being one. */
export function orderDaysWithin({ days }: Purchases, { from, until }: { from: number; until: number }): number {
  return days.filter(([on, orders]) => orders > 0 && on > from && on <= until).length;
}
