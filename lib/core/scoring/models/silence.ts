import type { ModelParameters } from './order-model.ts';
import { rounded } from './rounded.ts';
import type { History } from './summary.ts';

const week = 7;

/**
 * "A living customer with this history would be silent this long with probability S": (alpha + t_x) / (alpha + T) to the power of
 * r + x, since her rate is Gamma(r + x, alpha + t_x) at her last order. Of NBD, BG/NBD or MBG/NBD parameters. 1 on the day of the order, then falling.
 */
export function silenceProbability({ r = NaN, alpha = NaN }: ModelParameters, { x, tx, T }: History): number {
  return rounded(((alpha + tx) / (alpha + T)) ** (r + x));
}

/**
 * Days from her last order by which a share p (0 to 1) of living customers with this history have ordered again, as seen on the day
 * of that order: (alpha + t_x) · ((1 - p)^(-1 / (r + x)) - 1) weeks. Infinite when p is 1.
 */
export function gapPercentile({ r = NaN, alpha = NaN }: ModelParameters, { x, tx }: History, p: number): number {
  // expm1 keeps the digits of a short gap.
  return rounded(week * (alpha + tx) * Math.expm1(-Math.log1p(-p) / (r + x)));
}

/** Days from her last order to the next one: the median, and from when to when four in five fall. */
export function nextOrder(parameters: ModelParameters, history: History): { median: number; from: number; to: number } {
  return {
    median: gapPercentile(parameters, history, 0.5),
    from: gapPercentile(parameters, history, 0.1),
    to: gapPercentile(parameters, history, 0.9),
  };
}
