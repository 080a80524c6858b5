import type { ModelParameters, OrderModel } from './order-model.ts';
import { rounded } from './rounded.ts';
import type { Counted, History } from './summary.ts';

/**
 * The negative binomial distribution (Ehrenberg 1959): everybody orders at random at a rate of her own, Gamma(r, alpha) over
 * the shop, and nobody ever stops. What a model of lapse has to beat.
 */
export const nbd: OrderModel = {
  names: ['r', 'alpha'],
  logLikelihood,
  alive: () => 1,
  expectation: ({ r = NaN, alpha = NaN }, weeks) => rounded((weeks * r) / alpha),
  expectedOrders: ({ r = NaN, alpha = NaN }, { x, T }, weeks) => rounded((weeks * (r + x)) / (alpha + T)),
};

function logLikelihood({ r = NaN, alpha = NaN }: ModelParameters, histories: readonly Counted<History>[]): number {
  let sum = 0;
  // ln Γ(r + n) / Γ(r) for the x at hand, carried on from row to row.
  let n = 0;
  let rising = 0;
  for (const { x, T, count } of histories) {
    if (x < n) n = rising = 0;
    for (; n < x; n += 1) rising += Math.log(r + n);
    sum += count * (rising + r * Math.log(alpha) - (r + x) * Math.log(alpha + T));
  }
  return sum;
}
