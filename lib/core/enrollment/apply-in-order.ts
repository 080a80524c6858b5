import type { Activity } from '../activity.ts';
import { afterChange } from '../loyalty/loyalty.ts';
import type { Instant } from '../time.ts';
import { applyActivity } from './apply-activity.ts';
import type { Decision, Situation } from './situation.ts';

/**
 * One decision after the other, each on what the one before left. It stops after one that touches enrollments: what that
 * plans must be written before anything later may take it for past. What happened before `liveFrom` is history.
 */
export function applyInOrder(start: Situation, activities: Activity[], { liveFrom, now }: { liveFrom: Instant; now: Instant }): Decision[] {
  const decisions: Decision[] = [];
  let situation = start;
  for (const activity of activities) {
    const decision = applyActivity(situation, { ...activity, live: activity.occurredAt >= liveFrom }, now);
    if (decision.enrollments.length > 0 && decisions.length > 0) break;
    decisions.push(decision);
    if (decision.enrollments.length > 0) break;
    const { profile = situation.profile, loyalty: change } = decision;
    const { loyalty } = situation;
    situation = { ...situation, profile, loyalty: loyalty && change ? afterChange(loyalty, change) : loyalty };
  }
  return decisions;
}
