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

/** What follows from all of somebody's history: the same as of one activity after the other. */
export function applyHistory(before: Situation, history: readonly Activity[], now: Instant): Decision {
  if (!isInOrder(history)) return oneByOne(before, history, now);
  const books = bookkeepingOf(before.settings);
  const needs = needsOf(before);
  const hasSegments = before.live.some(({ entry }) => entry.trigger.kind === 'segment');
  let { profile } = before;
  for (const activity of history) {
    const folded = foldCounts(foldActivity(profile, activity, books), activity, needs);
    profile = hasSegments ? lookAtSegments({ ...before, profile: folded }, now, profile).profile : folded;
  }
  // Whoever has forgotten gaps between her orders may have lapsed by that alone.
  if (profile.orders.droppedDay !== null) return oneByOne(before, history, now);
  return { profile, enrollments: [], hints: changedHints(before, { ...before, profile }, now), why: [] };
}

/** What is told late may show that she has lapsed already, which what is told later changes again. */
function isInOrder(history: readonly Activity[]): boolean {
  return history.every(({ occurredAt }, index) => occurredAt >= (history[index - 1]?.occurredAt ?? occurredAt));
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
