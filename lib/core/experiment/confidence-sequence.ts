import { level } from './rates.ts';

/** So many customers in all are looked at most sharply: what GrowthBook takes. It must not be chosen after looking. */
const usualTuning = 5000;

/** A difference, its standard error and how many customers there are in all. */
export interface Seen {
  difference: number;
  error: number;
  n: number;
}

/**
 * Bounds and p that hold at every look: the asymptotic confidence sequence of Waudby-Smith, Arbour, Sinha, Kennedy and
 * Ramdas (arXiv 2103.06476) in the form of GrowthBook's frequentist engine.
 */
export function confidenceSequence({ difference, error, n }: Seen, tuning = usualTuning): { low: number; high: number; p: number } {
  const logLevel = -2 * Math.log(level);
  const rho2 = (logLevel + Math.log(logLevel + 1)) / tuning;
  const room = n * rho2 + 1;
  const half = error * Math.sqrt((2 * room * Math.log(Math.sqrt(room) / level)) / (n * rho2));
  const p = Math.sqrt(room) * Math.exp((-rho2 * n * (difference / error) ** 2) / (2 * room));
  return { low: difference - half, high: difference + half, p: Math.min(1, p) };
}
