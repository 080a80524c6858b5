import type { Instant } from '../time.ts';
import { advance, afterWait } from './advance.ts';
import type { Enrollment } from './enrollment.ts';
import { changedHints } from './hints.ts';
import { leaveAnyway } from './leave.ts';
import { flipHints, lookAtSegments } from './segment-memory.ts';
import { changedPoints, type Decision, ended, type Situation } from './situation.ts';

/**
 * What follows when an enrollment's due instant has come: its wait is over, or its goal's window. Too early is a no-op:
 * nothing changed. The next wait counts from the due instant, not from `now`.
 */
export function applyDue(situation: Situation, enrollment: Enrollment, now: Instant): Decision {
  const { dueAt } = enrollment;
  if (dueAt === null || dueAt > now) return { enrollments: [], hints: [], why: [] };
  const left = leaveAnyway(situation, enrollment, now);
  if (left.enrollment !== enrollment) return { enrollments: [left.enrollment], hints: [], why: left.why };
  const campaign = situation.version(enrollment.campaign, enrollment.version);
  if (!campaign || enrollment.position === null) return windowOver(enrollment, dueAt);
  const from = afterWait(enrollment, campaign, false);
  const { enrollment: after, pauseUntil, why, ...moved } = advance(enrollment, from, { situation, campaign, at: dueAt, now });
  const { profile, flips } =
    moved.profile === situation.profile
      ? { ...moved, flips: [] }
      : lookAtSegments({ ...situation, profile: moved.profile }, now, situation.profile);
  return {
    ...(profile === situation.profile ? {} : { profile }),
    enrollments: [after],
    hints: [...changedHints(situation, { ...situation, profile }, now), ...flipHints(flips, now)],
    ...(pauseUntil === undefined ? {} : { pauseUntil }),
    ...changedPoints(moved),
    why,
  };
}

function windowOver(enrollment: Enrollment, dueAt: Instant): Decision {
  const detail = 'the time for its goal is over';
  const why = [
    {
      campaign: enrollment.campaign,
      verdict: 'completed' as const,
      because: detail,
    },
  ];
  return { enrollments: [ended(enrollment, dueAt, { because: 'completed', detail })], hints: [], why };
}
