/** Values with how often each occurs, smallest value first. */
export type Counted = readonly (readonly [value: number, times: number])[];

/** How often each value occurs, smallest first. */
export function countOf(values: Iterable<number>): [value: number, times: number][] {
  const counts = new Map<number, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  return [...counts].sort(([a], [b]) => a - b);
}

/** The quantile below which a share (0 to 1) of the counted values lies; type 7 as below. Undefined without values. */
export function quantileOfCounted(counts: Counted, share: number): number | undefined {
  const total = counts.reduce((sum, [, n]) => sum + n, 0);
  return total === 0 ? undefined : quantile(total, share, (index) => valueAt(counts, index));
}

/** The same of a list that is sorted, smallest first. */
export function quantileOfSorted(values: ArrayLike<number>, share: number): number | undefined {
  return values.length === 0 ? undefined : quantile(values.length, share, (index) => values[index] ?? 0);
}

/** Type 7 of Hyndman and Fan (1996), as R, Excel and NumPy have it; `at` says which value stands at a place of the sorted list. */
function quantile(total: number, share: number, at: (index: number) => number): number {
  const place = (total - 1) * share;
  const below = at(Math.floor(place));
  return below + (place - Math.floor(place)) * (at(Math.ceil(place)) - below);
}

function valueAt(counts: Counted, index: number): number {
  let passed = 0;
  for (const [value, n] of counts) {
    passed += n;
    if (index < passed) return value;
  }
  return counts.at(-1)?.[0] ?? 0;
}
