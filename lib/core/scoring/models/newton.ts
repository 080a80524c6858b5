import type { Spot } from './nelder-mead.ts';

/** Small enough for differences to be derivatives, large enough for them to stand out of the noise of a sum of thousands of logarithms. */
const reach = { slope: 1e-4, curvature: 1e-3 };
const mostSteps = 30;
/** No coordinate moves further in one step. */
const longest = 1;
/** A gain below this is none; the noise of a sum of many logarithms grows with its size. */
const enough = (height: number) => 1e-9 + 1e-13 * Math.abs(height);

/**
 * The bottom of the valley from a place near it, by Newton's method with differences for derivatives: quadratic near the end, where a simplex creeps.
 * `settled` is true when the ground is curved upwards in all directions and the next step would gain nothing;
 * false on a ridge, on a plain, or when the steps run out.
 */
export function newton(value: (point: number[]) => number, start: Spot): Spot & { settled: boolean } {
  let here = start;
  for (let round = 0; round < mostSteps; round += 1) {
    const { slope, curvature } = derivatives(value, here);
    const step = solvePositive(curvature, slope);
    if (!step) return { ...here, settled: false };
    const gain = step.reduce((sum, size, axis) => sum + (size * (slope[axis] ?? 0)) / 2, 0);
    const scale = Math.min(1, longest / Math.max(...step.map(Math.abs)));
    const next = downhill(
      value,
      here,
      step.map((size) => size * scale),
    );
    if (gain <= enough(here.value)) return { ...(next ?? here), settled: true };
    if (!next) return { ...here, settled: false };
    here = next;
  }
  return { ...here, settled: false };
}

function downhill(value: (point: number[]) => number, { point, value: height }: Spot, step: number[]): Spot | undefined {
  for (let part = 1; part > 1 / 64; part /= 2) {
    const next = point.map((coordinate, axis) => coordinate - part * (step[axis] ?? 0));
    const found = value(next);
    // Near the bottom the noise of the sum is larger than the gain.
    if (found <= height + enough(height)) return { point: next, value: found };
  }
  return undefined;
}

function derivatives(value: (point: number[]) => number, { point, value: height }: Spot): { slope: number[]; curvature: number[][] } {
  const moved = (...moves: [axis: number, by: number][]) => {
    const next = [...point];
    for (const [axis, by] of moves) next[axis] = (next[axis] ?? 0) + by;
    return value(next);
  };
  const { slope: near, curvature: far } = reach;
  const slope = point.map((_, axis) => (moved([axis, near]) - moved([axis, -near])) / (2 * near));
  const ends = point.map((_, axis) => [moved([axis, far]), moved([axis, -far])] as const);
  const curvature = point.map((_, row) =>
    point.map((__, column) => {
      const [up, down] = ends[Math.max(row, column)] ?? [NaN, NaN];
      if (row === column) return (up + down - 2 * height) / far ** 2;
      const [otherUp, otherDown] = ends[Math.min(row, column)] ?? [NaN, NaN];
      const both = moved([row, far], [column, far]) + moved([row, -far], [column, -far]);
      return (both - up - down - otherUp - otherDown + 2 * height) / (2 * far ** 2);
    }),
  );
  return { slope, curvature };
}

/** x of A x = b for a symmetric A by elimination; undefined when A is not positive definite. */
function solvePositive(matrix: number[][], right: number[]): number[] | undefined {
  const rows = matrix.map((row, index) => [...row, right[index] ?? NaN]);
  for (const [index, row] of rows.entries()) {
    const pivot = row[index] ?? NaN;
    if (!(pivot > 0) || !row.every(Number.isFinite)) return undefined;
    for (const other of rows.slice(index + 1)) {
      const factor = (other[index] ?? 0) / pivot;
      for (const [column, entry] of row.entries()) other[column] = (other[column] ?? 0) - factor * entry;
    }
  }
  const solution: number[] = right.map(() => 0);
  for (const [index, row] of [...rows.entries()].reverse()) {
    const known = solution.reduce((sum, part, column) => sum + part * (column > index ? (row[column] ?? 0) : 0), 0);
    solution[index] = ((row.at(-1) ?? NaN) - known) / (row[index] ?? NaN);
  }
  return solution;
}
