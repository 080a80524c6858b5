import { chiSquareTail } from './tails.ts';

/** How well the customers of the arms fit the planned shares. */
export interface SampleRatio {
  chiSquare: number;
  p: number;
  /** p < .001: something lost customers of one arm; the effects mean nothing until it is found. */
  alarm: boolean;
  /** p < .01. */
  warning: boolean;
}

/** Chi-square of the counts against the shares, which need not add up to 1; an arm of share 0 is left out. */
export function sampleRatio(arms: readonly { n: number; share: number }[]): SampleRatio {
  const planned = arms.filter(({ share }) => share > 0);
  const customers = planned.reduce((sum, { n }) => sum + n, 0);
  const shares = planned.reduce((sum, { share }) => sum + share, 0);
  const off = planned.map(({ n, share }) => {
    const expected = (customers * share) / shares;
    return expected > 0 ? (n - expected) ** 2 / expected : 0;
  });
  const chiSquare = off.reduce((sum, one) => sum + one, 0);
  const p = planned.length > 1 ? chiSquareTail(chiSquare, planned.length - 1) : 1;
  return { chiSquare, p, alarm: p < 0.001, warning: p < 0.01 };
}
