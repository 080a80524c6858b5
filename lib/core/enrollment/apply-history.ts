import type { Activity } from '../activity.ts';
import { foldCounts } from '../audience/counts.ts';
import { foldActivity, type Profile } from '../customer.ts';
import { bookkeepingOf } from '../scoring/valuation.ts';
import type { Instant } from '../time.ts';
import { applyActivity } from './apply-activity.ts';
import type { DateHint } from './enrollment.ts';
import { changedHints } from './hints.ts';
import { lookAtSegments } from './segment-memory.ts';
import { type Decision, needsOf, type Situation } from './situation.ts';
import type { TriggerRule } from './trigger-rule.ts';

/** What follows from all of somebody's history: the same as of one activity after the other. */
export function applyHistory(before: Situation, history: readonly Activity[], now: Instant): Decision {
  const books = bookkeepingOf(before.settings);
  const needs = needsOf(before);
  const has = (kind: TriggerRule['kind']) => before.live.some(({ entry }) => entry.trigger.kind === kind);
  const [hasSegments, hasLapses] = [has('segment'), has('lapse')];
  let { profile } = before;
  for (const activity of history) {
    const folded = foldCounts(foldActivity(profile, activity, books), activity, needs);
    if (hasLapses && mayBeOvertaken(profile, folded)) return oneByOne(before, history, now);
    profile = hasSegments ? lookAtSegments({ ...before, profile: folded }, now, profile).profile : folded;
  }
  return { profile, enrollments: [], hints: changedHints(before, { ...before, profile }, now), why: [] };
}

/** Whether she may lapse sooner after the same last order: what only then shows that she has lapsed counts in that moment. */
function mayBeOvertaken({ orders, attributes }: Profile, after: Profile): boolean {
  if (orders.lastAt === null || after.orders.lastAt !== orders.lastAt) return false;
  return after.orders !== orders || after.attributes.zone !== attributes.zone;
}

function oneByOne(before: Situation, history: readonly Activity[], now: Instant): Decision {
  let profile: Profile = before.profile;
  const hints = new Map<string, DateHint>();
  for (const activity of history) {
    const decision = applyActivity({ ...before, profile }, { ...activity, live: false }, now);
    profile = decision.profile ?? profile;
    for (const hint of decision.hints) hints.set(hint.campaign, hint);
  }
  return { profile, enrollments: [], hints: [...hints.values()], why: [] };
}
