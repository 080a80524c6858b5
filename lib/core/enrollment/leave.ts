import type { Activity } from '../activity.ts';
import { explainTest } from '../audience/explain.ts';
import { beganAt } from '../standing-orders.ts';
import type { Instant } from '../time.ts';
import type { EndReason, Enrollment, Reason } from './enrollment.ts';
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
  if (!campaign) return leaveAnyway(situation, enrollment, now);
  const at = activity.occurredAt;
  const { measured } = enrollment;
  const goal = measured && goalReached(situation, { enrollment: { ...enrollment, ...measured }, campaign }, { activity, now });
  const counted = goal ? { ...enrollment, measured: { ...measured, goal } } : enrollment;
  if (at < enrollment.enteredAt) return leaveAnyway(situation, counted, now);
  const reached = reachGoal(situation, { enrollment: counted, campaign }, { activity, now });
  if (reached.enrollment.status !== 'inside') return reached;
  const subject = subjectOf(situation, campaign, reached.enrollment);
  for (const exit of campaign.exits) {
    if (!('event' in exit) || eventMatches(exit.event, activity, { enrollment: reached.enrollment, subject, now }) === false) continue;
    const left = exited(reached.enrollment, at, { because: 'exit', detail: `${activity.type} ${activity.id}` });
    return { ...left, why: [...reached.why, ...left.why] };
  }
  const left = leaveAnyway(situation, reached.enrollment, now);
  return { ...left, why: [...reached.why, ...left.why] };
}

/** What ends an enrollment without any activity: its campaign is no longer in force or was cancelled, or an exit's condition holds or is unknown. */
export function leaveAnyway(situation: Situation, enrollment: Enrollment, now: Instant): Step {
  if (enrollment.status !== 'inside') return { enrollment, why: [] };
  const campaign = situation.version(enrollment.campaign, enrollment.version);
  if (!campaign || !isRunning(situation, enrollment.campaign, now)) {
    const detail = campaign ? 'the campaign is no longer in force' : `version ${enrollment.version} is not published`;
    return exited(enrollment, now, { because: 'campaign-ended', detail });
  }
  if (!isOnItsWay(enrollment)) return { enrollment, why: [] };
  if (isCancelled(situation, enrollment.campaign, beganAt(enrollment)))
    return exited(enrollment, now, { because: 'cancelled', detail: 'the campaign was cancelled' });
  const because = exitCondition(situation, campaign, { enrollment, now });
  return because === undefined ? { enrollment, why: [] } : exited(enrollment, now, { because: 'exit', detail: because });
}

function exited(enrollment: Enrollment, at: Instant, how: { because: EndReason; detail: string }): Step {
  return { enrollment: ended(enrollment, at, how), why: [{ campaign: enrollment.campaign, verdict: 'exited', because: how.detail }] };
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

interface Inside {
  enrollment: Enrollment;
  campaign: LiveCampaign;
}

interface Told {
  activity: Activity;
  now: Instant;
}

function reachGoal(situation: Situation, { enrollment, campaign }: Inside, told: Told): Step {
  const goal = goalReached(situation, { enrollment, campaign }, told);
  if (!goal) return { enrollment, why: [] };
  const { id, type, occurredAt } = told.activity;
  const reached: Enrollment = { ...enrollment, goal };
  const detail = `${type} ${id}`;
  const over = enrollment.ended === null && !(campaign.goal?.stay && isOnItsWay(enrollment));
  return {
    enrollment: over ? ended(reached, occurredAt, { because: 'goal', detail }) : reached,
    why: [{ campaign: campaign.id, verdict: 'goal', because: detail }],
  };
}

/** Undefined when the activity does not reach it, or it is reached already. */
function goalReached(situation: Situation, { enrollment, campaign }: Inside, { activity, now }: Told): Enrollment['goal'] | undefined {
  const { goal, enteredAt } = enrollment;
  const at = activity.occurredAt;
  if (!campaign.goal || !goal || goal.reachedAt !== null || at < enteredAt || at > goal.until) return undefined;
  const subject = subjectOf(situation, campaign, enrollment);
  return eventMatches(campaign.goal.event, activity, { enrollment, subject, now }) === true ? { ...goal, reachedAt: at } : undefined;
}
