import type { Profile } from '../customer.ts';
import { type Rates, toBase } from '../money.ts';
import { day } from '../time.ts';
import type { Purchases } from './purchases.ts';

/**
 * What a profile tells of her purchases, money in minor units of the base currency. Counts, revenue and the first and last day are
 * exact over her whole life; `days` are the latest ones that the profile keeps. Revenue without a rate is counted as 0:
 * ask `knowsRevenue` before anything is said of money.
 */
export function purchasesOf({ id, orders }: Profile, rates: Rates): Purchases {
  return {
    id,
    days: orders.days.map(([on, n, revenue]) => [on, n, revenue ?? 0]),
    orders: orders.count,
    revenue: Object.entries(orders.spend).reduce((sum, [currency, amount]) => sum + (toBase({ amount, currency }, rates) ?? 0), 0),
    firstDay: orders.firstAt === null ? undefined : Math.floor(orders.firstAt / day),
    lastDay: orders.lastAt === null ? undefined : Math.floor(orders.lastAt / day),
  };
}

/** Whether there is a rate for every currency that she ever paid in. */
export function knowsRevenue({ orders }: Profile, rates: Rates): boolean {
  return Object.entries(orders.spend).every(([currency, amount]) => amount === 0 || toBase({ amount, currency }, rates) !== undefined);
}
