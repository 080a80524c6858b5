import type { Activity } from '../activity.ts';
import { creditNamed } from '../loyalty/credit.ts';
import type { Loyalty } from '../loyalty/loyalty.ts';
import { settleSome } from '../loyalty/settle.ts';
import { withPoints } from '../loyalty/summary.ts';
import type { Instant } from '../time.ts';
import { changedHints } from './hints.ts';
import { flipHints, lookAtSegments } from './segment-memory.ts';
import { changedPoints, type Decision, type Situation, subjectIn } from './situation.ts';

/**
 * What follows from points that changed beside any campaign: what her profile says of them, and the segments and dates that
 * depend on it. What a segment opens comes at the next sweep.
 */
export function applyPoints(before: Situation, loyalty: Loyalty, now: Instant): Decision {
  const changed = changedPoints({ loyalty });
  if (!changed.loyalty) return { enrollments: [], hints: [], why: [] };
  const situation = { ...before, loyalty, profile: withPoints(before.profile, loyalty) };
  const { profile, flips } = lookAtSegments(situation, now, before.profile);
  const hints = [...changedHints(before, { ...situation, profile }, now), ...flipHints(flips, now)];
  return { profile, enrollments: [], hints, ...changed, why: [] };
}

/** What follows from an activity of another customer that names her: what the rules with "for" give her for it. */
export function applyNamedPoints(situation: Situation, activity: Activity, now: Instant): Decision {
  if (!situation.loyalty) return { enrollments: [], hints: [], why: [] };
  return applyPoints(situation, creditNamed(situation.loyalty, activity, { subject: subjectIn(situation), now }), now);
}

/**
 * What follows when something of an account has come due: points released or gone, a tier reviewed. Too early is a no-op. Of
 * more than `most` lines of the ledger and activities the rest is left for the next time.
 */
export function applySettlement(situation: Situation, now: Instant, most = Infinity): Decision {
  const { loyalty } = situation;
  return loyalty ? applyPoints(situation, settleSome(loyalty, now, most), now) : { enrollments: [], hints: [], why: [] };
}
