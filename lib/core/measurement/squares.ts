import type { Counts } from './counts.ts';

/** The low part of a square: below 2^26, so that what 100 million customers add is still exact. */
const lowBits = 26n;

/**
 * The largest revenue of one window that is counted, in minor units, up or down: more than 600 million in a currency with two
 * decimals. The high parts of its square and of a hundred others like it can be added exactly.
 */
export const largestRevenue = 2 ** 36;

/** The square of an amount of minor units in two parts that can be added exactly, which it could not be itself. */
export function splitSquare(amount: number): { revenueSquares: number; revenueSquaresHigh: number } {
  const square = BigInt(amount) ** 2n;
  return { revenueSquares: Number(BigInt.asUintN(Number(lowBits), square)), revenueSquaresHigh: Number(square >> lowBits) };
}

/** A sum of squares from its parts, as near as a double comes to it. `prefix` as in the names of counts: 'first/heldOut/'. */
export function squaresOf(counts: Counts, prefix = ''): number {
  return (counts[`${prefix}revenueSquares`] ?? 0) + (counts[`${prefix}revenueSquaresHigh`] ?? 0) * 2 ** Number(lowBits);
}
