import { minorDigits } from '../money.ts';
import { day, type Instant } from '../time.ts';
import type { Look } from './look.ts';
import { bgNbd } from './models/bg-nbd.ts';
import { gammaGamma } from './models/gamma-gamma.ts';
import { discountedOrders } from './models/lifetime-value.ts';
import { mbgNbd } from './models/mbg-nbd.ts';
import { nbd } from './models/nbd.ts';
import type { ModelParameters, OrderModel } from './models/order-model.ts';
import { nextOrder, silenceProbability } from './models/silence.ts';
import { marginShareOf } from './profit.ts';
import type { Summary } from './purchases.ts';
import type { ModelName, ShopFigures } from './shop-figures.ts';

/** The best first: the last one knows no lapse, and stands in where the data show none. */
const preferred = [
  ['mbg-nbd', mbgNbd],
  ['bg-nbd', bgNbd],
  ['nbd', nbd],
] as const satisfies [ModelName, OrderModel][];

export interface Fitted {
  name: (typeof preferred)[number][0];
  model: OrderModel;
  parameters: ModelParameters;
}

/** The model by which the shop's customers are foretold; undefined where none was fitted. */
export function orderModelOf(shop: Pick<ShopFigures, 'models'> | undefined): Fitted | undefined {
  for (const [name, model] of preferred) {
    const fit = shop?.models[name];
    if (fit?.status === 'fitted') return { name, model, parameters: fit.parameters };
  }
  return undefined;
}

/** Asks the model of somebody with an order; what is no number is not known. */
function foretold(look: Look, ask: (fitted: Fitted, summary: Summary) => number | undefined): number | undefined {
  const fitted = orderModelOf(look.shop);
  const summary = look.summary();
  const answer = fitted && summary && ask(fitted, summary);
  return answer !== undefined && Number.isFinite(answer) ? answer : undefined;
}

/**
 * The probability that she has not stopped buying, 0 to 1. Not of a model that knows no lapse, nor of somebody with one order
 * by BG/NBD, which takes everybody for alive who never came again.
 */
export function aliveOf(look: Look): number | undefined {
  return foretold(look, aliveBy);
}

/** The same by a model, of somebody whose orders are summed up. */
export function aliveBy({ name, model, parameters }: Fitted, summary: Summary): number | undefined {
  return name === 'nbd' || (name === 'bg-nbd' && summary.x === 0) ? undefined : model.alive(parameters, summary);
}

/** Order days within the horizon of the settings, from now on. */
export function expectedOrdersOf(look: Look): number | undefined {
  const weeks = look.valuation?.lifetime.weeks;
  return foretold(look, ({ model, parameters }, summary) => weeks && model.expectedOrders(parameters, summary, weeks));
}

/** How probable it is that somebody like her who still buys is silent for as long as she is, 0 to 1. */
export function silenceOf(look: Look): number | undefined {
  return foretold(look, ({ parameters }, summary) => silenceProbability(parameters, summary));
}

/** Beyond it a date would say nothing. */
const furthest = 3650;

/** When her next order is due as of her last one: by the median, or the first or last of the days between which four of five fall. */
export function nextOrderOf(look: Look, which: 'median' | 'from' | 'to'): Instant | undefined {
  const days = foretold(look, ({ parameters }, summary) => nextOrder(parameters, summary)[which]);
  const { lastAt } = look.profile.orders;
  return days === undefined || days > furthest || lastAt === null ? undefined : Math.round(lastAt + days * day);
}

/** The series behind expected orders are long: so many steps to the horizon are enough. */
const steps = 4;
const year = 52;

/**
 * What she is expected to bring within the horizon of the settings, in minor units of the base currency: for each expected order
 * its margin less what it costs to serve, worth less the later it comes. Undefined where the settings state no margins.
 */
export function lifetimeValueOf(look: Look): number | undefined {
  const { valuation } = look;
  const margin = marginShareOf(look);
  const worth = orderWorthOf(look);
  if (!valuation?.costToServe || margin === undefined || worth === undefined) return undefined;
  const { weeks, discount } = valuation.lifetime;
  const terms = { annualRate: discount, weeks, step: weeks / steps };
  const orders = foretold(look, ({ model, parameters }, summary) =>
    discountedOrders((within) => model.expectedOrders(parameters, summary, within), terms),
  );
  // Orders come all through a step, not at its end.
  const within = (1 + discount) ** (weeks / steps / 2 / year);
  return orders === undefined ? undefined : Math.round(orders * within * (worth * margin - valuation.costToServe.order));
}

/** What an order day of hers is worth on average in minor units: by the shop's model of spend, without one what her own were. */
export function orderWorthOf(look: Look): number | undefined {
  const fit = look.shop?.models['gamma-gamma'];
  const { revenue, orders } = look.purchases();
  const summary = look.summary();
  if (!look.knowsRevenue() || !summary || orders === 0) return undefined;
  if (fit?.status !== 'fitted') return Math.max(0, revenue / orders);
  const worth = gammaGamma.conditionalSpend(fit.parameters, summary) * 10 ** minorDigits(look.rates.base);
  return Number.isFinite(worth) ? worth : undefined;
}
