import { type Counted, quantileOfSorted } from '../quantile.ts';
import { hash53 } from './hash.ts';
import { momentsOfValues } from './means.ts';
import { level } from './rates.ts';
import { uniforms } from './uniforms.ts';

const repetitions = 2000;
/** Values nearer to each other than this part of the standard deviation are drawn as one: it costs 2 millionths of the variance. */
const cellsPerDeviation = 200;
/** From here on Poisson is as good as normal. */
const manyTimes = 30;

/** Values that lie together: how many, and their mean from the mean of all. `none`: the chance that none of them is drawn. */
interface Cell {
  times: number;
  value: number;
  none: number;
}

/**
 * The percentile bootstrap of the difference of two means, 95%: each customer is drawn Poisson(1) times (Hanley &
 * MacGibbon 2006; Chamandy et al. 2012), so customers of one value are drawn at once. The same `seed` gives the same
 * interval. Undefined of one customer alone.
 */
export function bootstrap(arm: Counted, control: Counted, seed: string): { low: number; high: number } | undefined {
  const draw = uniforms(hash53(seed));
  const [means, controls] = [redrawn(arm, draw), redrawn(control, draw)];
  if (!means || !controls) return undefined;
  const differences = means.map((mean, index) => mean - (controls[index] ?? NaN)).sort();
  const at = (share: number) => quantileOfSorted(differences, share) ?? NaN;
  return { low: at(level / 2), high: at(1 - level / 2) };
}

/** The mean of each repetition. */
function redrawn(values: Counted, draw: () => number): Float64Array | undefined {
  const { n, mean, variance } = momentsOfValues(values);
  if (!(n > 1)) return undefined;
  const cells = cellsOf(values, mean, Math.sqrt(variance) / cellsPerDeviation);
  return Float64Array.from({ length: repetitions }, () => mean + redraw(cells, draw));
}

function redraw(cells: readonly Cell[], draw: () => number): number {
  let [weight, sum] = [0, 0];
  for (const cell of cells) {
    const times = poisson(cell, draw);
    weight += times;
    sum += times * cell.value;
  }
  // So few customers that none was drawn: once more.
  return weight > 0 ? sum / weight : redraw(cells, draw);
}

function cellsOf(values: Counted, mean: number, width: number): Cell[] {
  const cells = new Map<number, { times: number; sum: number }>();
  for (const [value, times] of values) {
    const key = width > 0 ? Math.round((value - mean) / width) : 0;
    const cell = cells.get(key);
    if (!cell) cells.set(key, { times, sum: times * (value - mean) });
    else {
      cell.times += times;
      cell.sum += times * (value - mean);
    }
  }
  return [...cells.values()].map(({ times, sum }) => ({ times, value: sum / times, none: Math.exp(-times) }));
}

function poisson({ times, none }: Cell, draw: () => number): number {
  if (times >= manyTimes) {
    const normal = Math.sqrt(-2 * Math.log(1 - draw())) * Math.cos(2 * Math.PI * draw());
    return Math.max(0, times + Math.sqrt(times) * normal);
  }
  let left = draw() - none;
  let chance = none;
  let drawn = 0;
  while (left >= 0 && chance > 0) {
    drawn += 1;
    chance *= times / drawn;
    left -= chance;
  }
  return drawn;
}
