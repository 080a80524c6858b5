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

/** The parameters under which the data are likeliest. */
export interface Likeliest {
  parameters: ModelParameters;
  logLikelihood: number;
  /** False when the search ended elsewhere than at the bottom of a valley. */
  settled: boolean;
  /** Parameters that ran to the end of what is allowed. */
  atBound: string[];
}

/**
 * Searches over the logarithms of the parameters, so that none becomes negative, from three starts; the best end is polished.
 * `units` are by the same positions as `names`: the size that a parameter has in these data, such as weeks or money.
 */
export function likeliest(names: readonly string[], units: number[], logLikelihood: (parameters: ModelParameters) => number): Likeliest {
  const allowed = (coordinate: number) => Math.min(highest, Math.max(lowest, coordinate));
  const parametersAt = (point: number[]): ModelParameters =>
    Object.fromEntries(names.map((name, index) => [name, Math.exp(allowed(point[index] ?? NaN)) * (units[index] ?? 1)]));
  const value = (point: number[]) => -logLikelihood(parametersAt(point));

  const rough = starts
    .map((start) =>
      nelderMead(
        value,
        names.map((_, index) => Math.log(start[index] ?? 1)),
        { step: 1, tolerance: 1e-2 },
      ),
    )
    .reduce((best, end) => (end.value < best.value ? end : best));
  let end = newton(value, rough);
  if (!end.settled) end = newton(value, nelderMead(value, end.point, { step: 0.5, tolerance: 1e-8 }));
  return {
    parameters: parametersAt(end.point),
    logLikelihood: -end.value,
    settled: end.settled,
    atBound: names.filter((_, index) => Math.abs(allowed(end.point[index] ?? 0) - (lowest + highest) / 2) > (highest - lowest) / 2 - 0.01),
  };
}
