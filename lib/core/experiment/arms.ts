import { parseShare } from '../definition/values.ts';
import { remembered } from '../remembered.ts';
import { fraction } from './hash.ts';

/** An arm of a split with its part of the whole, 0.5 for half. The parts of a split add up to 1. */
export interface ArmShare {
  arm: string;
  share: number;
}

/**
 * True for the customers who get nothing, so that the effect of the rest can be measured. By hash of ids: the same
 * customer always, another draw in every campaign. `share` from 0 to 1.
 */
export function isHeldOut(customer: string, campaign: string, share: number): boolean {
  return share > 0 && fraction(`holdout|${campaign}|${customer}`) < share;
}

/** True for the customers who get no marketing from any campaign. Independent of every campaign's own draw. `holdout`: a share as the settings say it, "5%". */
export function isUniversallyHeldOut(customer: string, holdout: string): boolean {
  const share = remembered(shares, holdout, parseShare) / 10_000;
  return share > 0 && fraction(`universal|${customer}`) < share;
}

const shares = new Map<string, number>();

/** The arm of a customer in one split of one campaign: the same in every occurrence, so that arms do not mix over time. */
export function armOf(customer: string, split: { campaign: string; step: string; arms: readonly ArmShare[] }): string {
  let left = fraction(`arm|${split.campaign}|${split.step}|${customer}`);
  for (const { arm, share } of split.arms) {
    if (left < share) return arm;
    left -= share;
  }
  // Shares such as 33.3% sum to a hair below 1; the last arm takes what is left.
  return split.arms.at(-1)?.arm ?? '';
}
