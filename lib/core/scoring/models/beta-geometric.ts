import type { ModelParameters, OrderModel } from './order-model.ts';
import { ordersUntilStop } from './orders-until-stop.ts';
import { rounded } from './rounded.ts';
import type { Counted, History } from './summary.ts';

/**
 * Customers who order at random at a rate of their own, Gamma(r, alpha) over the shop, and may stop after an order, with a
 * probability of their own, Beta(a, b). `first` is 1 when she may stop after her first order too, else 0: with m = x + first
 * chances to stop behind her, both published models are the same formulas.
 */
export function betaGeometric(first: 0 | 1): OrderModel {
  return {
    names: ['r', 'alpha', 'a', 'b'],
    logLikelihood: (parameters, histories) => logLikelihood(parameters, histories, first),
    alive: (parameters, history) => rounded(alive(parameters, history, first)),
    expectation: ({ r = NaN, alpha = NaN, a = NaN, b = NaN }, weeks) => {
      const begins = first === 0 ? 1 : b / (a + b);
      return rounded(begins * ordersUntilStop({ shape: r, ratio: weeks / (alpha + weeks), a, b: b + first }));
    },
    expectedOrders: (parameters, history, weeks) => {
      const { r = NaN, alpha = NaN, a = NaN, b = NaN } = parameters;
      const { x, T } = history;
      const orders = ordersUntilStop({ shape: r + x, ratio: weeks / (alpha + T + weeks), a, b: b + x + first });
      return rounded(orders * alive(parameters, history, first));
    },
  };
}

function alive(parameters: ModelParameters, history: History, first: 0 | 1): number {
  return history.x + first === 0 ? 1 : 1 / (1 + Math.exp(stoppedOdds(parameters, history, first)));
}

/** ln of how much likelier it is that she stopped with her last order than that she is silent by chance. */
function stoppedOdds({ r = NaN, alpha = NaN, a = NaN, b = NaN }: ModelParameters, { x, tx, T }: History, first: 0 | 1): number {
  return Math.log(a / (b + x + first - 1)) + (r + x) * Math.log((alpha + T) / (alpha + tx));
}

/** For whole x the Gamma and Beta functions are running sums of logarithms. */
function logLikelihood(parameters: ModelParameters, histories: readonly Counted<History>[], first: 0 | 1): number {
  const { r = NaN, alpha = NaN, a = NaN, b = NaN } = parameters;
  const before = r * Math.log(alpha) + (first === 0 ? 0 : Math.log(b / (a + b)));
  let sum = 0;
  // ln Γ(r + n) / Γ(r) and ln of having survived n repeat orders, for the x at hand, carried on from row to row.
  let n = 0;
  let rising = 0;
  for (const history of histories) {
    const { x, T, count } = history;
    if (x < n) n = rising = 0;
    for (; n < x; n += 1) rising += Math.log(((r + n) * (b + first + n)) / (a + b + first + n));
    const silent = before + rising - (r + x) * Math.log(alpha + T);
    if (x + first === 0) sum += count * silent;
    else sum += count * (silent + logOnePlusExp(stoppedOdds(parameters, history, first)));
  }
  return sum;
}

function logOnePlusExp(exponent: number): number {
  return exponent > 40 ? exponent : Math.log1p(Math.exp(exponent));
}
