import type { Summary } from '../purchases.ts';
import type { Likeliest } from './likeliest.ts';
import type { Counted } from './summary.ts';

/** Why a model is not to be used, in plain sentences; undefined when nothing speaks against it. */
type Reason = string | undefined;

const fewestRepeatBuyers = 100;
/** What a model of lapse has to gain over one without, in log likelihood. */
const leastGain = 3;
/** A mean chance to stop below this is none. */
const leastStopping = 1e-4;
const highestCorrelation = 0.3;
const mostNotPositive = 0.05;

export function tooFew(repeatBuyers: number): Reason {
  if (repeatBuyers >= fewestRepeatBuyers) return undefined;
  const buyers =
    repeatBuyers === 0 ? 'No customer has' : repeatBuyers === 1 ? 'Only 1 customer has' : `Only ${repeatBuyers} customers have`;
  return `${buyers} ordered on two days or more; ${fewestRepeatBuyers} are needed to fit a model.`;
}

/** Of a model of lapse against the same customers without lapse. */
export function noLapse({ parameters: { a = NaN, b = NaN }, logLikelihood }: Likeliest, withoutLapse: number): Reason {
  const stopping = a / (a + b);
  const gain = logLikelihood - withoutLapse;
  if (stopping < leastStopping) {
    return `The model degenerates, for no lapse was found in these orders: the chance to stop after an order came out as ${shown(stopping)} (a ${shown(a)}, b ${shown(b)}), so everybody would count as alive.`;
  }
  if (gain < leastGain) {
    return `The model degenerates, for no lapse was found in these orders: the model explains them no better than NBD, which knows no lapse (log likelihood ${shown(Math.max(0, gain))} higher; ${leastGain} are asked).`;
  }
  return undefined;
}

export function unsettled({ parameters, atBound, settled }: Likeliest): Reason {
  if (atBound.length > 0) {
    const values = atBound.map((name) => `${name} to ${shown(parameters[name] ?? NaN)}`).join(' and ');
    return `The fit ran away (${values}): these customers do not differ in the way in which the model says they do.`;
  }
  return settled ? undefined : 'The search for the best parameters came to no end; the orders do not determine them.';
}

export function notPositive(all: number, positive: number): Reason {
  if (all - positive <= mostNotPositive * all) return undefined;
  return `${all - positive} of ${all} repeat buyers brought nothing or less on average; the model is for positive values.`;
}

/** The model takes the value of orders to be independent of their number. */
export function correlated(spends: readonly Counted<Pick<Summary, 'x' | 'mean'>>[]): Reason {
  const r = correlation(spends);
  if (!(Math.abs(r) > highestCorrelation)) return undefined;
  return `The number of orders and their mean value go together (correlation ${r.toFixed(2)}; at most ${highestCorrelation} either way), and the model takes them to be independent.`;
}

export function noMeanSpend({ parameters: { q = NaN } }: Likeliest): Reason {
  return q > 1 ? undefined : `The spread of values is so wide that it has no mean (q is ${shown(q)}; above 1 is needed).`;
}

/** Pearson's, over customers; NaN when one of both is the same for all. */
function correlation(spends: readonly Counted<Pick<Summary, 'x' | 'mean'>>[]): number {
  const average = (of: (row: Pick<Summary, 'x' | 'mean'>) => number) => {
    let sum = 0;
    let customers = 0;
    for (const row of spends) {
      sum += row.count * of(row);
      customers += row.count;
    }
    return sum / customers;
  };
  const x = average((row) => row.x);
  const mean = average((row) => row.mean);
  const together = average((row) => (row.x - x) * (row.mean - mean));
  return together / Math.sqrt(average((row) => (row.x - x) ** 2) * average((row) => (row.mean - mean) ** 2));
}

function shown(value: number): string {
  return String(Number(value.toPrecision(3)));
}
