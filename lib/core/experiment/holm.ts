/** Holm's adjustment of p values that are judged together (Scandinavian Journal of Statistics 6, 1979), in their order. */
export function holm(ps: readonly number[]): number[] {
  const adjusted = ps.map(() => 1);
  let least = 0;
  for (const [rank, [index, p]] of [...ps.entries()].sort(([, one], [, other]) => one - other).entries()) {
    least = Math.max(least, Math.min(1, (ps.length - rank) * p));
    adjusted[index] = least;
  }
  return adjusted;
}
