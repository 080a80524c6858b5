import { nelderMead } from './nelder-mead.ts';
import { newton } from './newton.ts';
import type { ModelParameters } from './order-model.ts';

/** Where each search begins, in the units of the parameters; the first is customary for these models. */
const starts = [
  [1, 3, 1, 3],
  [0.3, 10, 0.5, 3],
  [3, 10, 3, 10],
];

/** How far parameters may go, in their units; one that ends there has run away. */
const lowest = Math.log(1e-4);
const highest = Math.log(1e5);
const edge = 0.01;

/** The parameters under which the data are likeliest. */
export interface Likeliest {
  parameters: ModelParameters;
  logLikelihood: number;
  /** False when the search ended elsewhere than at the bottom of a valley. */
  settled: boolean;
  /** Parameters that ran to the end of what is allowed. */
  atBound: string[];
}

/** Enough rows to find the valley; its bottom is then found on all of them. */
const roughRows = 1000;

/**
 * Searches over the logarithms of the parameters, so that none becomes negative, from three starts, on some of the rows when they
 * are many; the best end is polished on all. `units` are by the same positions as `names`: the size that a parameter has
 * in these data, such as weeks or money.
 */
export function likeliest<Row>(
  { names, units }: { names: readonly string[]; units: number[] },
  rows: readonly Row[],
  logLikelihood: (parameters: ModelParameters, rows: readonly Row[]) => number,
): Likeliest {
  const allowed = (coordinate: number) => Math.min(highest, Math.max(lowest, coordinate));
  const parametersAt = (point: number[]): ModelParameters =>
    Object.fromEntries(names.map((name, index) => [name, Math.exp(allowed(point[index] ?? NaN)) * (units[index] ?? 1)]));
  const value = (point: number[]) => -logLikelihood(parametersAt(point), rows);

  const stride = Math.ceil(rows.length / roughRows);
  const some = rows.filter((_, index) => index % stride === 0);
  const search = (height: (point: number[]) => number) =>
    starts
      .map((start) => nelderMead(height, start.slice(0, names.length).map(Math.log), { step: 1, tolerance: 1e-2 }))
      .reduce((best, end) => (end.value < best.value ? end : best));
  const rough = search((point) => -logLikelihood(parametersAt(point), some)).point;
  let end = newton(value, { point: rough, value: value(rough) });
  // Some of the rows can hide a lapse that all of them show.
  if (!end.settled && stride > 1) end = newton(value, search(value));
  if (!end.settled) end = newton(value, nelderMead(value, end.point, { step: 0.5, tolerance: 1e-8 }));
  const hasRunAway = (_: string, index: number) => {
    const coordinate = end.point[index] ?? NaN;
    return coordinate < lowest + edge || coordinate > highest - edge;
  };
  return { parameters: parametersAt(end.point), logLikelihood: -end.value, settled: end.settled, atBound: names.filter(hasRunAway) };
}
