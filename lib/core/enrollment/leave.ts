import type { Activity } from '../activity.ts';
import { explainTest } from '../audience/explain.ts';
import { beganAt } from '../standing-orders.ts';
import type { Instant } from '../time.ts';
import type { EndReason, Enrollment, Reason, Window } from './enrollment.ts';
import { isOnItsWay } from './enter.ts';
import { eventMatches } from './event-test.ts';
import type { LiveCampaign } from './program.ts';
import { ended, isCancelled, isRunning, type Known, type Situation, subjectOf } from './situation.ts';
import { covers, withWindow } from './windows.ts';

/** What became of one enrollment, and why; the same enrollment when nothing did. */
export interface Step {
  enrollment: Enrollment;
  why: Reason[];
}

/**
 * Goal and exits of one enrollment for one activity. A goal counts in its window from entry, and in the one by which she is
 * measured, for the control group and for those who left as well. What happened before she entered neither ends nor rewards.
 */
export function leaveOn(situation: Situation, enrollment: Enrollment, { activity, now }: { activity: Activity; now: Instant }): Step {
  const campaign = situation.version(enrollment.campaign, enrollment.version);
  if (!campaign) return leaveAnyway(situation, enrollment, now);
  const at = activity.occurredAt;
  const { goal } = campaign;
  const isGoal = ({ trigger = enrollment.trigger }: Pick<Window, 'trigger'>) => {
    const entered = { ...enrollment, trigger };
    return (
      !!goal && eventMatches(goal.event, activity, { enrollment: entered, subject: subjectOf(situation, campaign, entered), now }) === true
    );
  };
  const counted = withWindow(
    enrollment,
    (window) => window.reachedAt === undefined && covers(window, at) && isGoal(window),
    (window) => ({ ...window, reachedAt: at }),
  );
  if (at < enrollment.enteredAt) return leaveAnyway(situation, counted, now);
  const reached = isGoal(enrollment) ? reachGoal(counted, activity, goal?.stay === true) : { enrollment: counted, why: [] };
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

/** A goal counts once, in its window. */
function reachGoal(enrollment: Enrollment, { id, type, occurredAt }: Activity, stays: boolean): Step {
  const { goal, campaign } = enrollment;
  if (!goal || goal.reachedAt !== null || occurredAt > goal.until) return { enrollment, why: [] };
  const reached: Enrollment = { ...enrollment, goal: { ...goal, reachedAt: occurredAt } };
  const detail = `${type} ${id}`;
  const over = enrollment.ended === null && !(stays && isOnItsWay(enrollment));
  return {
    enrollment: over ? ended(reached, occurredAt, { because: 'goal', detail }) : reached,
    why: [{ campaign, verdict: 'goal', because: detail }],
  };
}
