import type { ModelFit, ModelName } from '../shop-figures.ts';
import { bgNbd } from './bg-nbd.ts';
import { gammaGamma } from './gamma-gamma.ts';
import { type Likeliest, likeliest } from './likeliest.ts';
import { mbgNbd } from './mbg-nbd.ts';
import { nbd } from './nbd.ts';
import type { OrderModel } from './order-model.ts';
import { correlated, noLapse, noMeanSpend, notPositive, tooFew, unsettled } from './refusals.ts';
import { rounded } from './rounded.ts';
import { type Counted, countHistories, countSpends, type History, isSound, type Summarised } from './summary.ts';

type OrderModelName = Exclude<ModelName, 'gamma-gamma'>;

/** The models of when customers order. */
export const orderModels: { [name in OrderModelName]: OrderModel } = { nbd, 'bg-nbd': bgNbd, 'mbg-nbd': mbgNbd };

/**
 * The likeliest parameters of a model for a shop's customers, or why it is not to be used, with whatever parameters were found then
 * (none, and a log likelihood of 0, when there was nothing to fit). Rows that make no sense (NaN, a last order after today)
 * are left out, by Gamma-Gamma also repeat buyers of no positive value while they are few; `customers` says how many counted.
 * The order of the rows, and whether equal ones come as one with a count, changes no byte of the answer. Never throws.
 */
export function fitModel(name: ModelName, summaries: Iterable<Summarised>): ModelFit {
  const sound = [...summaries].filter(isSound);
  const few = tooFew(customersOf(sound.filter(({ x }) => x > 0)));
  if (few !== undefined) return unfitted(few);
  return name === 'gamma-gamma' ? fitSpend(sound) : fitOrders(name, sound);
}

function fitOrders(name: OrderModelName, summaries: Summarised[]): ModelFit {
  const histories = countHistories(summaries);
  const found = likeliestOrders(orderModels[name], histories);
  const lapse = name === 'nbd' ? undefined : noLapse(found, likeliestOrders(nbd, histories).logLikelihood);
  return judged(found, lapse ?? unsettled(found), customersOf(histories));
}

/** Ages above this many weeks are measured in units of it, so that the search starts among the data. */
const usualAge = 50;

function likeliestOrders(model: OrderModel, histories: Counted<History>[]): Likeliest {
  const age = histories.reduce((sum, { T, count }) => sum + T * count, 0) / customersOf(histories);
  const units = model.names.map((parameter) => (parameter === 'alpha' ? Math.max(1, age / usualAge) : 1));
  return likeliest({ names: model.names, units }, histories, model.logLikelihood);
}

function fitSpend(summaries: Summarised[]): ModelFit {
  const all = countSpends(summaries);
  const spends = all.filter(({ mean }) => mean > 0 && Number.isFinite(mean));
  const lacking = notPositive(customersOf(all), customersOf(spends));
  if (lacking !== undefined) return unfitted(lacking);
  // The geometric mean: a few huge values do not move it.
  const value = Math.exp(spends.reduce((sum, { mean, count }) => sum + Math.log(mean) * count, 0) / customersOf(spends));
  const units = gammaGamma.names.map((parameter) => (parameter === 'gamma' ? value : 1));
  const found = likeliest({ names: gammaGamma.names, units }, spends, gammaGamma.logLikelihood);
  return judged(found, correlated(spends) ?? unsettled(found) ?? noMeanSpend(found), customersOf(spends));
}

function unfitted(reason: string): ModelFit {
  return { status: 'refused', reason, parameters: {}, logLikelihood: 0 };
}

function judged(found: Likeliest, reason: string | undefined, customers: number): ModelFit {
  const parameters = Object.fromEntries(Object.entries(found.parameters).map(([name, value]) => [name, rounded(value)]));
  const logLikelihood = rounded(found.logLikelihood);
  return reason === undefined
    ? { status: 'fitted', parameters, logLikelihood, customers }
    : { status: 'refused', reason, parameters, logLikelihood };
}

function customersOf(rows: { count?: number }[]): number {
  return rows.reduce((sum, { count = 1 }) => sum + count, 0);
}
