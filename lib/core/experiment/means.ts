import type { Counted } from '../quantile.ts';

/** Customers, the sum of their money and the sum of its squares: what counters hold. */
export interface Money {
  n: number;
  sum: number;
  squares: number;
}

/** `variance` divides by n − 1: NaN of one customer alone. */
export interface Moments {
  n: number;
  mean: number;
  variance: number;
}

/** What cannot be told from the rounding of sums in double precision, as a share of the mean of squares. */
const rounding = 1e-13;

export function momentsOfSums({ n, sum, squares }: Money): Moments {
  const left = squares - (sum / n) * sum;
  return { n, mean: sum / n, variance: (left > rounding * squares ? left : 0) / (n - 1) };
}

/** Taken from the first value on, so that equal values have no variance at all and large ones keep their digits. */
export function momentsOfValues(values: Counted): Moments {
  const origin = values[0]?.[0] ?? 0;
  let [n, sum] = [0, 0];
  for (const [value, times] of values) {
    n += times;
    sum += times * (value - origin);
  }
  const shift = sum / n;
  const squares = values.reduce((total, [value, times]) => total + times * (value - origin - shift) ** 2, 0);
  return { n, mean: origin + shift, variance: squares / (n - 1) };
}

/** Both groups as one. */
export function together(one: Moments, other: Moments): Moments {
  const n = one.n + other.n;
  const shift = other.mean - one.mean;
  const squares = one.variance * (one.n - 1) + other.variance * (other.n - 1) + ((one.n * other.n) / n) * shift ** 2;
  return { n, mean: one.mean + (shift * other.n) / n, variance: squares / (n - 1) };
}

/**
 * The share of customers who make up the mean: where a few spend all it is their share, half of it where their amounts are
 * exponential. Kish's effective size (Survey Sampling, 1965), of the amounts as weights.
 */
export function shareThatCounts({ n, mean, variance }: Moments): number {
  return mean ** 2 / (mean ** 2 + (variance * (n - 1)) / n);
}

/** Money so skewed that so many customers are too few for a normal mean: `wanted` would do. */
export interface Skewed {
  n: number;
  skewness: number;
  wanted: number;
}

/** Of several groups that which has the smallest part of the customers that it wants, where one wants more than it has. Cochran (Sampling Techniques, 1977), 2.15: n > 25 G₁². */
export function skewedOf(groups: readonly Counted[]): Skewed | undefined {
  return groups
    .map((values) => {
      const { n, mean, variance } = momentsOfValues(values);
      const deviation = Math.sqrt((variance * (n - 1)) / n);
      const skewness = values.reduce((sum, [value, times]) => sum + times * ((value - mean) / deviation) ** 3, 0) / n;
      return { n, skewness, wanted: Math.ceil(25 * skewness ** 2) };
    })
    .filter(({ n, wanted }) => wanted > n)
    .sort((one, other) => one.n / one.wanted - other.n / other.wanted)[0];
}
