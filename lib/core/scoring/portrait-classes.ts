import { type FrequencyBounds, type FrequencyClass, frequencyClass, frequencyClasses } from './frequency.ts';
import type { Purchases } from './purchases.ts';

/** A class of customers: how many, and their share of the shop's positive revenue. */
export interface ClassShare {
  customers: number;
  revenueShare: number;
}

/** How these buyers share in the revenue that the shop has of all who brought some. */
export function shareOf(buyers: readonly Purchases[], revenue: number): ClassShare {
  return {
    customers: buyers.length,
    revenueShare: revenue === 0 ? 0 : buyers.reduce((sum, one) => sum + Math.max(0, one.revenue), 0) / revenue,
  };
}

const curvePoints = 100;

/** Cumulated shares of buyers and of revenue, best first, in a hundred steps at most. */
export function lorenzCurve(buyers: readonly Purchases[], revenue: number): [buyers: number, revenue: number][] {
  const worth = buyers.map((one) => Math.max(0, one.revenue)).sort((a, b) => b - a);
  const curve: [buyers: number, revenue: number][] = [[0, 0]];
  let sum = 0;
  for (const [index, one] of worth.entries()) {
    sum += one;
    const due = Math.ceil((curve.length * worth.length) / curvePoints);
    if (index + 1 >= due) curve.push([(index + 1) / worth.length, revenue === 0 ? 0 : sum / revenue]);
  }
  return curve;
}

/** How many buyers are of each class as of a UTC day, and what they brought. */
export function frequenciesOf(
  buyers: readonly Purchases[],
  { asOf, bounds, revenue }: { asOf: number; bounds: FrequencyBounds; revenue: number },
): { frequency: { [name in FrequencyClass]?: number }; frequencyClasses: { [name: string]: ClassShare } } {
  const byClass = Map.groupBy(buyers, (one) => frequencyClass(one, asOf, bounds));
  const shares = frequencyClasses.map((name): [FrequencyClass, ClassShare] => [name, shareOf(byClass.get(name) ?? [], revenue)]);
  return {
    frequency: Object.fromEntries(shares.map(([name, { customers }]) => [name, customers])),
    frequencyClasses: Object.fromEntries(shares),
  };
}
