import type { Moments } from './means.ts';
import { level } from './rates.ts';
import { studentQuantile, studentTails } from './tails.ts';

/** The standard error of the difference of two means; undefined where one customer stands alone, or nothing varies. */
export function standardError(one: Moments, other: Moments): number | undefined {
  const error = Math.sqrt(one.variance / one.n + other.variance / other.n);
  return error > 0 && error < Infinity ? error : undefined;
}

/** Welch's interval and two-sided p for the difference of two means, `error` its standard error (Biometrika 34, 1947). */
export function welch(one: Moments, other: Moments, error: number): { low: number; high: number; p: number } {
  const difference = one.mean - other.mean;
  const freedom = satterthwaite(one, other, error);
  const half = studentQuantile(level / 2, freedom) * error;
  return { low: difference - half, high: difference + half, p: studentTails(difference / error, freedom) };
}

/** Degrees of freedom after Satterthwaite (Biometrics 2, 1946), as shares of the error so that huge money does not overflow. */
function satterthwaite(one: Moments, other: Moments, error: number): number {
  const share = ({ variance, n }: Moments) => (Math.sqrt(variance / n) / error) ** 4 / (n - 1);
  return 1 / (share(one) + share(other));
}
