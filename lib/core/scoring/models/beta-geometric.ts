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

function alive({ r = NaN, alpha = NaN, a = NaN, b = NaN }: ModelParameters, { x, tx, T }: History, first: 0 | 1): number {
  const chances = x + first;
  // How many times likelier it is that she stopped with her last order than that she is silent by chance.
  const odds = (a / (b + chances - 1)) * Math.exp((r + x) * Math.log((alpha + T) / (alpha + tx)));
  return chances === 0 ? 1 : 1 / (1 + odds);
}

/**
 * For whole x the Gamma and Beta functions are running sums of logarithms. What depends on x or T alone is taken once for rows
 * that follow each other with the same: the logarithms are nearly all of the time.
 */
function logLikelihood(parameters: ModelParameters, histories: readonly Counted<History>[], first: 0 | 1): number {
  const { r = NaN, alpha = NaN, a = NaN, b = NaN } = parameters;
  const before = r * Math.log(alpha) + (first === 0 ? 0 : Math.log(b / (a + b)));
  let sum = 0;
  // ln Γ(r + n) / Γ(r) and ln of having survived n repeat orders, carried on from row to row.
  let n = 0;
  let rising = 0;
  let age = NaN;
  let logAge = NaN;
  for (const { x, tx, T, count } of histories) {
    if (x < n) n = rising = 0;
    for (; n < x; n += 1) rising += Math.log(((r + n) * (b + first + n)) / (a + b + first + n));
    if (T !== age) {
      age = T;
      logAge = Math.log(alpha + T);
    }
    let likelihood = before + rising - (r + x) * logAge;
    if (x + first > 0) likelihood += logOnePlus(a / (b + x + first - 1), (r + x) * (logAge - Math.log(alpha + tx)));
    sum += count * likelihood;
  }
  return sum;
}

/** ln(1 + factor · e^exponent) without overflow. */
function logOnePlus(factor: number, exponent: number): number {
  return exponent > 600 ? Math.log(factor) + exponent : Math.log(1 + factor * Math.exp(exponent));
}
