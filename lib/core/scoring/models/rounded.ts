/** To 9 decimals: what a model says leaves the core like this, so that equal inputs give equal bytes wherever they were summed. */
export function rounded(value: number): number {
  // + 0 turns -0 into 0.
  return Math.round(value * 1e9) / 1e9 + 0;
}
