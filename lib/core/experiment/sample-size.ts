import { z95 } from './rates.ts';
import { normalQuantile } from './tails.ts';

/** An effect of the size asked for is seen four times in five. */
const usualPower = 0.8;

/** Customers in each of two equal arms to tell two rates apart at 95%; Infinity of equal ones. Fleiss, Levin & Paik (2003), 4.14. */
export function sizeForRates(one: number, other: number, power = usualPower): number {
  const middle = (one + other) / 2;
  const spread = (rate: number) => rate * (1 - rate);
  const chance = z95 * Math.sqrt(2 * spread(middle));
  return ((chance + normalQuantile(1 - power) * Math.sqrt(spread(one) + spread(other))) / (one - other)) ** 2;
}

/** The same of means that differ by so much; `variance` of both arms added up. */
export function sizeForMeans(difference: number, variance: number): number {
  return (variance * reach ** 2) / difference ** 2;
}

const reach = z95 + normalQuantile(1 - usualPower);

/** The smallest difference that is seen four times in five, from its standard error. */
export function detectable(error: number): number {
  return reach * error;
}

/** How many more customers in each of two arms tell as much as two arms of `size`; 0 when there are enough. */
export function stillNeeded(size: number, n: number, controlN: number): number {
  const gap = (n - controlN) / 2;
  // 1/(n + m) + 1/(controlN + m) = 2/size, solved for m.
  const middle = (size + Math.hypot(size, 2 * gap)) / 2;
  return Math.max(0, Math.ceil(middle - (n + controlN) / 2));
}
