/** A place in parameter space and the value of the function there. */
export interface Spot {
  point: number[];
  value: number;
}

const mostRounds = 2000;
/** What a sum of many logarithms loses in its last digits: on a plateau corners differ by no more, and walking on finds nothing. */
const noise = 1e-11;

/**
 * The lowest place that a simplex walks down to (Nelder & Mead 1965): no derivatives and no chance, the same start gives the same end.
 * `step` is the size of the first simplex. It ends when its corners differ by less than `tolerance` in value, or by what rounding alone makes of it. A value that is not
 * a finite number counts as infinitely high.
 */
export function nelderMead(
  value: (point: number[]) => number,
  start: number[],
  { step, tolerance }: { step: number; tolerance: number },
): Spot {
  const at = (point: number[]): Spot => ({ point, value: finite(value(point)) });
  const first = at(start);
  let simplex = [first, ...start.map((_, axis) => at(start.map((coordinate, index) => (index === axis ? coordinate + step : coordinate))))];
  for (let round = 0; round < mostRounds; round += 1) {
    simplex.sort((one, other) => one.value - other.value);
    const [best = first] = simplex;
    const worst = simplex.at(-1) ?? first;
    const second = simplex.at(-2) ?? first;
    if (worst.value - best.value <= tolerance + noise * Math.abs(best.value)) break;
    const others = simplex.slice(0, -1);
    const centre = start.map((_, axis) => others.reduce((sum, { point }) => sum + (point[axis] ?? 0), 0) / others.length);
    const along = (factor: number) => at(blend(centre, worst.point, factor));
    const reflected = along(-1);
    let next = reflected;
    if (reflected.value < best.value) {
      const expanded = along(-2);
      if (expanded.value < reflected.value) next = expanded;
    } else if (reflected.value >= second.value) {
      next = along(reflected.value < worst.value ? -0.5 : 0.5);
      if (next.value >= Math.min(reflected.value, worst.value)) {
        simplex = [best, ...simplex.slice(1).map(({ point }) => at(blend(best.point, point, 0.5)))];
        continue;
      }
    }
    simplex = [...others, next];
  }
  return simplex.reduce((lowest, spot) => (spot.value < lowest.value ? spot : lowest), first);
}

function blend(from: number[], to: number[], factor: number): number[] {
  return from.map((coordinate, axis) => coordinate + factor * ((to[axis] ?? coordinate) - coordinate));
}

function finite(value: number): number {
  return Number.isFinite(value) ? value : Infinity;
}
