import type { Summary } from '../purchases.ts';
import { gammaGamma } from './gamma-gamma.ts';
import type { ModelParameters, OrderModel } from './order-model.ts';
import { rounded } from './rounded.ts';

/** Weeks of a year, as the authors of the models count them. */
const year = 52;

export interface ValueTerms {
  /** What money of next year is worth less than today's, a share a year: .1 for 10 %. */
  annualRate: number;
  /** How far to look ahead [52]. */
  weeks?: number;
  /** Share of revenue that is margin [1]. */
  margin?: number;
  /** Orders are discounted at the end of steps of so many weeks [1]. */
  step?: number;
}

/** Orders of this customer in the weeks to come, each worth less the later it comes. The last step may be a shorter one. */
export function discountedOrders(ordersWithin: (weeks: number) => number, { annualRate, weeks = year, step = 1 }: ValueTerms): number {
  if (!(step > 0 && weeks > 0 && annualRate > -1)) return weeks === 0 ? 0 : NaN;
  let sum = 0;
  let before = 0;
  for (let index = 1, at = 0; at < weeks; index += 1) {
    at = Math.min(weeks, index * step);
    const orders = ordersWithin(at);
    sum += (orders - before) * (1 + annualRate) ** (-at / year);
    before = orders;
  }
  return rounded(sum);
}

/**
 * What she is expected to bring from now on: margin × her mean order × her discounted orders, in the unit of `mean`.
 * Everything is in weeks: steps of days or months that are counted as weeks overstate it several times, as a well-known library's table does.
 */
export function lifetimeValue(
  customer: Summary,
  by: { model: OrderModel; orders: ModelParameters; spend: ModelParameters },
  terms: ValueTerms,
): number {
  const orders = discountedOrders((weeks) => by.model.expectedOrders(by.orders, customer, weeks), terms);
  return rounded((terms.margin ?? 1) * gammaGamma.conditionalSpend(by.spend, customer) * orders);
}

/** The plain equation, of a cohort or a campaign: (revenue − acquisition − retention) / customers, all money in one unit. Undefined without customers. */
export function valuePerCustomer(books: {
  revenue: number;
  acquisition: number;
  retention: number;
  customers: number;
}): number | undefined {
  const { revenue, acquisition, retention, customers } = books;
  return customers > 0 ? rounded((revenue - acquisition - retention) / customers) : undefined;
}
