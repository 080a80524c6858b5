/**
 * How well a score tells two kinds of customers apart: the chance that one of the first kind has the higher score than one of the
 * second, equal scores counting half. 0.5 = no better than lots, 1 = always. Undefined when one kind is missing.
 */
export function aucOf(scores: readonly number[], first: readonly boolean[]): number | undefined {
  return placements(scores, first)?.auc;
}

/** How much better one score tells them apart than another one, of the same customers. */
export interface AucDifference {
  difference: number;
  /** Standard error of the difference by DeLong, DeLong & Clarke-Pearson (1988), which knows that the customers are the same. */
  standardError: number;
}

/** Undefined when there are fewer than two of a kind. */
export function aucDifference(scores: readonly number[], other: readonly number[], first: readonly boolean[]): AucDifference | undefined {
  const [one, two] = [placements(scores, first), placements(other, first)];
  if (!one || !two || one.first.length < 2 || one.second.length < 2) return undefined;
  const spread = (values: number[], others: number[]) =>
    variance(values.map((value, index) => value - (others[index] ?? 0))) / values.length;
  return {
    difference: one.auc - two.auc,
    standardError: Math.sqrt(spread(one.first, two.first) + spread(one.second, two.second)),
  };
}

/** Of each customer the share of the other kind that she stands above (of the first), that stand above her (of the second). */
function placements(scores: readonly number[], first: readonly boolean[]): { auc: number; first: number[]; second: number[] } | undefined {
  const all = ranks(scores);
  const placesOf = (kind: boolean) => {
    const indices = scores
      .keys()
      .filter((index) => first[index] === kind)
      .toArray();
    const among = ranks(indices.map((index) => scores[index] ?? NaN));
    const others = scores.length - indices.length;
    return indices.map((index, place) => ((all[index] ?? NaN) - (among[place] ?? NaN)) / others);
  };
  const above = placesOf(true);
  const below = placesOf(false).map((share) => 1 - share);
  if (above.length === 0 || below.length === 0) return undefined;
  return { auc: mean(above), first: above, second: below };
}

/** Places from 1 on, smallest value first; equal ones share the mean of theirs. */
function ranks(values: readonly number[]): number[] {
  const order = [...values.keys()].sort((a, b) => (values[a] ?? 0) - (values[b] ?? 0));
  const found = new Array<number>(values.length).fill(0);
  let from = 0;
  while (from < order.length) {
    let until = from + 1;
    while (until < order.length && values[order[until] ?? 0] === values[order[from] ?? 0]) until += 1;
    for (const index of order.slice(from, until)) found[index] = (from + until + 1) / 2;
    from = until;
  }
  return found;
}

function mean(values: number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

function variance(values: number[]): number {
  const middle = mean(values);
  return values.reduce((sum, value) => sum + (value - middle) ** 2, 0) / (values.length - 1);
}
