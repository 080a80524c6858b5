import type { Activity } from '../activity.ts';
import { explainTest } from '../audience/explain.ts';
import { beganAt } from '../standing-orders.ts';
import type { Instant } from '../time.ts';
import type { Enrollment, Reason } from './enrollment.ts';
import { isOnItsWay } from './enter.ts';
import { eventMatches } from './event-test.ts';
import type { LiveCampaign } from './program.ts';
import { ended, isCancelled, isRunning, type Known, type Situation, subjectOf } from './situation.ts';

/** What became of one enrollment, and why; the same enrollment when nothing did. */
export interface Step {
  enrollment: Enrollment;
  why: Reason[];
}

/**
 * Goal and exits of one enrollment for one activity. A goal counts in its window from entry, for the control group and for
 * those who left as well. What happened before she entered neither ends nor rewards.
 */
export function leaveOn(situation: Situation, enrollment: Enrollment, { activity, now }: { activity: Activity; now: Instant }): Step {
  const campaign = situation.version(enrollment.campaign, enrollment.version);
  const at = activity.occurredAt;
  if (!campaign || at < enrollment.enteredAt) return leaveAnyway(situation, enrollment, now);
  const reached = reachGoal(situation, { enrollment, campaign }, { activity, now });
  if (reached.enrollment.status !== 'inside') return reached;
  const subject = subjectOf(situation, campaign, reached.enrollment);
  for (const exit of campaign.exits) {
    if (!('event' in exit) || eventMatches(exit.event, activity, { enrollment: reached.enrollment, subject, now }) === false) continue;
    const detail = `${activity.type} ${activity.id}`;
    return {
      enrollment: ended(reached.enrollment, at, { because: 'exit', detail }),
      why: [...reached.why, reason(campaign, 'exited', detail)],
    };
  }
  const left = leaveAnyway(situation, reached.enrollment, now);
  return { enrollment: left.enrollment, why: [...reached.why, ...left.why] };
}

/** What ends an enrollment without any activity: its campaign is no longer in force or was cancelled, or an exit's condition holds or is unknown. */
export function leaveAnyway(situation: Situation, enrollment: Enrollment, now: Instant): Step {
  if (enrollment.status !== 'inside') return { enrollment, why: [] };
  const campaign = situation.version(enrollment.campaign, enrollment.version);
  if (!campaign || !isRunning(situation, enrollment.campaign, now)) {
    const detail = campaign ? 'the campaign is no longer in force' : `version ${enrollment.version} is not published`;
    return { enrollment: ended(enrollment, now, { because: 'campaign-ended', detail }), why: [reason(enrollment, 'exited', detail)] };
  }
  if (!isOnItsWay(enrollment)) return { enrollment, why: [] };
  if (isCancelled(situation, enrollment.campaign, beganAt(enrollment))) {
    const detail = 'the campaign was cancelled';
    return { enrollment: ended(enrollment, now, { because: 'cancelled', detail }), why: [reason(enrollment, 'exited', detail)] };
  }
  const because = exitCondition(situation, campaign, { enrollment, now });
  if (because === undefined) return { enrollment, why: [] };
  return { enrollment: ended(enrollment, now, { because: 'exit', detail: because }), why: [reason(campaign, 'exited', because)] };
}

/** The exit's condition that holds or is unknown, in words; undefined when she may stay. Read again at send. */
export function exitCondition(
  situation: Known,
  campaign: LiveCampaign,
  { enrollment, now }: { enrollment: Enrollment; now: Instant },
): string | undefined {
  for (const exit of campaign.exits) {
    if (!('test' in exit)) continue;
    const { verdict, because } = explainTest(exit.test, subjectOf(situation, campaign, enrollment), now);
    if (verdict !== false) return because;
  }
  return undefined;
}

function reachGoal(
  situation: Situation,
  { enrollment, campaign }: { enrollment: Enrollment; campaign: LiveCampaign },
  { activity, now }: { activity: Activity; now: Instant },
): Step {
  const { goal } = enrollment;
  const at = activity.occurredAt;
  if (!campaign.goal || !goal || goal.reachedAt !== null || at > goal.until) return { enrollment, why: [] };
  const subject = subjectOf(situation, campaign, enrollment);
  if (eventMatches(campaign.goal.event, activity, { enrollment, subject, now }) !== true) return { enrollment, why: [] };
  const reached: Enrollment = { ...enrollment, goal: { ...goal, reachedAt: at } };
  const detail = `${activity.type} ${activity.id}`;
  const why = [reason(campaign, 'goal', detail)];
  const over = enrollment.ended === null && !(campaign.goal.stay && isOnItsWay(enrollment));
  return { enrollment: over ? ended(reached, at, { because: 'goal', detail }) : reached, why };
}

function reason(of: LiveCampaign | Enrollment, verdict: Reason['verdict'], because: string): Reason {
  return { campaign: 'campaign' in of ? of.campaign : of.id, verdict, because };
}
