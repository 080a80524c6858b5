import { normalQuantile, normalTails } from './tails.ts';

/** Customers, and how many of them did it. */
export interface Rate {
  n: number;
  successes: number;
}

/** Intervals are 95%. */
export const level = 0.05;
export const z95 = normalQuantile(level / 2);

/** Wilson's interval of a rate (JASA 22, 1927), of at least one customer. */
export function wilson({ n, successes }: Rate): [low: number, high: number] {
  const p = successes / n;
  const z2 = z95 ** 2;
  const middle = p + z2 / (2 * n);
  const half = z95 * Math.sqrt((p * (1 - p)) / n + z2 / (4 * n * n));
  const whole = 1 + z2 / n;
  // What rounding leaves at the ends is no probability.
  return [successes === 0 ? 0 : (middle - half) / whole, successes === n ? 1 : (middle + half) / whole];
}

/** Newcombe's interval of the difference of two rates: method 10 of Statistics in Medicine 17 (1998). */
export function newcombe(one: Rate, other: Rate): [low: number, high: number] {
  const [p1, p2] = [one.successes / one.n, other.successes / other.n];
  const [[low1, high1], [low2, high2]] = [wilson(one), wilson(other)];
  return [p1 - p2 - Math.hypot(p1 - low1, high2 - p2), p1 - p2 + Math.hypot(high1 - p1, p2 - low2)];
}

/** The rate of two groups taken together. */
export function pooled(one: Rate, other: Rate): number {
  return (one.successes + other.successes) / (one.n + other.n);
}

/** Two-sided p of equal rates by the pooled z test; 1 where nobody did it, or everybody. */
export function pooledP(one: Rate, other: Rate): number {
  const rate = pooled(one, other);
  const error = Math.sqrt(rate * (1 - rate) * (1 / one.n + 1 / other.n));
  return error > 0 ? normalTails((one.successes / one.n - other.successes / other.n) / error) : 1;
}
