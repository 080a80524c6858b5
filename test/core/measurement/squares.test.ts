import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Counts, plusCounts, sumOfCounts } from '../../../lib/core/measurement/counts.ts';
import { largestRevenue, splitSquare, squaresOf } from '../../../lib/core/measurement/squares.ts';

const amount = fc.integer({ min: -largestRevenue, max: largestRevenue });
const exact = ({ revenueSquares = 0, revenueSquaresHigh = 0 }: Counts) => BigInt(revenueSquares) + (BigInt(revenueSquaresHigh) << 26n);

describe('the square of a revenue', () => {
  it('is exact in its parts, and so is the sum of many, whatever is taken away again', () => {
    fc.assert(
      fc.property(fc.array(amount, { maxLength: 60 }), fc.array(amount, { maxLength: 60 }), (come, gone) => {
        const of = (amounts: number[]) => sumOfCounts(amounts.map(splitSquare));
        const squares = (amounts: number[]) => amounts.reduce((sum, each) => sum + BigInt(each) ** 2n, 0n);
        expect(exact(plusCounts(of(come), of(gone), -1))).toBe(squares(come) - squares(gone));
      }),
    );
  });

  it('is small as it is, and of a million as near as a double comes', () => {
    expect(splitSquare(500)).toEqual({ revenueSquares: 250_000, revenueSquaresHigh: 0 });
    const { revenueSquares, revenueSquaresHigh } = splitSquare(100_000_000);
    const counts = { 'first/revenueSquares': revenueSquares, 'first/revenueSquaresHigh': revenueSquaresHigh };
    expect(squaresOf(counts, 'first/')).toBe(1e16);
    expect(squaresOf(counts)).toBe(0);
  });
});
