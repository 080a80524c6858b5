import type { Summary } from '../purchases.ts';
import { logGamma } from './log-gamma.ts';
import type { ModelParameters } from './order-model.ts';
import { rounded } from './rounded.ts';
import type { Counted } from './summary.ts';

/**
 * The Gamma-Gamma model of spend (Fader, Hardie & Lee 2005; Fader & Hardie 2013): what an order is worth is Gamma(p, ν) around
 * a customer's own mean, and ν is Gamma(q, gamma) over the shop, whatever the number of orders. Positive values of repeat buyers only.
 */
export const gammaGamma = {
  names: ['p', 'q', 'gamma'],
  logLikelihood,
  /** What her next orders are worth on average, in the unit of `mean`; for somebody without repeat orders the shop's mean. Infinite for q ≤ 1. */
  conditionalSpend({ p = NaN, q = NaN, gamma = NaN }: ModelParameters, { x, mean }: Pick<Summary, 'x' | 'mean'>): number {
    const known = x > 0 && mean > 0 ? x : 0;
    const spent = known === 0 ? 0 : known * mean;
    const weight = p * known + q - 1;
    return weight > 0 ? rounded((p * (gamma + spent)) / weight) : Number.isNaN(weight) ? NaN : Infinity;
  },
} as const;

function logLikelihood(
  { p = NaN, q = NaN, gamma = NaN }: ModelParameters,
  spends: readonly Counted<Pick<Summary, 'x' | 'mean'>>[],
): number {
  const shop = q * Math.log(gamma) - logGamma(q);
  let sum = 0;
  let at = 0;
  let ofX = 0;
  for (const { x, mean, count } of spends) {
    if (x !== at) {
      at = x;
      ofX = shop + logGamma(p * x + q) - logGamma(p * x) + p * x * Math.log(x);
    }
    sum += count * (ofX + (p * x - 1) * Math.log(mean) - (p * x + q) * Math.log(gamma + mean * x));
  }
  return sum;
}
