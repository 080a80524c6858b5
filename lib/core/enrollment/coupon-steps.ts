import type { Step } from '../definition/step.ts';
import { roadsOf } from '../definition/walk.ts';

/** The steps that give a coupon, also those inside others, and the pool of each. */
export function couponSteps(steps: readonly Step[]): Map<string, string> {
  return new Map(steps.flatMap((step) => [...own(step), ...roadsOf(step, []).flatMap((road) => [...couponSteps(road.steps)])]));
}

function own(step: Step): [string, string][] {
  return 'reward' in step && step.id !== undefined && 'coupon' in step.reward ? [[step.id, step.reward.coupon]] : [];
}
