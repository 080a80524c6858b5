import type { Activity } from '../activity.ts';
import { foldCounts } from '../audience/counts.ts';
import { explainTest } from '../audience/explain.ts';
import { foldActivity, type Profile } from '../customer.ts';
import { creditActivity } from '../loyalty/credit.ts';
import { withPoints } from '../loyalty/summary.ts';
import { toldBy } from '../recorded-activity.ts';
import { bookkeepingOf } from '../scoring/valuation.ts';
import type { Instant } from '../time.ts';
import { type Advanced, advance, afterWait } from './advance.ts';
import { countAnswer } from './answers.ts';
import type { Enrollment } from './enrollment.ts';
import { enter, goalFrom, isOnItsWay, latestOf, triggerOf } from './enter.ts';
import { eventMatches } from './event-test.ts';
import { changedHints } from './hints.ts';
import { leaveOn } from './leave.ts';
import type { LiveCampaign } from './program.ts';
import { type Entering, enterFlipped, flipHints, lookAtSegments } from './segment-memory.ts';
import { changedPoints, type Decision, needsOf, type Situation, subjectIn, subjectOf } from './situation.ts';
import { countPurchase, keptWindows } from './windows.ts';

export type { Decision, Situation } from './situation.ts';

/** One activity on its way through a customer's campaigns; each phase leaves the situation that the next one finds. */
interface Applying extends Entering {
  activity: Activity & { live: boolean };
  now: Instant;
}

/**
 * What follows from one recorded activity: the profile with it folded in, then goals and exits of those inside, then
 * waits, then restarts, then entries, so that an activity never exits what it opened. History (`live: false`) is folded
 * gives hints and is remembered of segments, nothing else. The same input gives the same decision, byte for byte.
 */
export function applyActivity(before: Situation, activity: Activity & { live: boolean }, now: Instant): Decision {
  const profile = foldCounts(foldActivity(before.profile, activity, bookkeepingOf(before.settings)), activity, needsOf(before));
  const situation = credited({ ...before, profile }, activity, now);
  const applying: Applying = { situation, activity, now, changed: new Set(), hints: [], pauseUntil: undefined, why: [] };
  if (activity.live) {
    leave(applying);
    const moved = endWaits(applying);
    restart(applying, moved);
    enterAll(applying, moved);
  }
  enterBySegments(applying, before.profile);
  const { changed, hints, pauseUntil, why } = applying;
  const after = applying.situation;
  return {
    ...changedPoints(after),
    profile: after.profile,
    enrollments: changed.size === 0 ? [] : [...changed].sort((a, b) => a - b).flatMap((index) => after.enrollments[index] ?? []),
    hints: [...changedHints(before, after, now), ...hints],
    ...(pauseUntil === undefined ? {} : { pauseUntil }),
    why,
  };
}

/** Only what is no history earns; what is told of points earns none, or it would go round for ever. */
function credited(situation: Situation, activity: Activity & { live: boolean }, now: Instant): Situation {
  if (!situation.loyalty || !activity.live || activity.type.startsWith('points.')) return situation;
  const subject = subjectIn(situation);
  const loyalty = creditActivity(situation.loyalty, activity, { subject, now });
  return { ...situation, loyalty, profile: withPoints(situation.profile, loyalty) };
}

/** What the activity counts for hers, and which of them it ends. */
function leave(applying: Applying): void {
  const { activity } = applying;
  for (const [index, enrollment] of applying.situation.enrollments.entries()) {
    const { situation } = applying;
    const campaign = situation.version(enrollment.campaign, enrollment.version);
    const bought = countPurchase(enrollment, activity, situation.settings);
    const counted = campaign ? countAnswer(bought, activity, campaign) : bought;
    const { enrollment: after, why } = leaveOn(situation, counted, applying);
    if (after !== enrollment) replace(applying, index, after);
    applying.why.push(...why);
  }
}

/** Only what happened while she waited ends a wait: not before it began, and not after it was over. */
function endWaits(applying: Applying): Set<number> {
  const moved = new Set<number>();
  const { activity, now } = applying;
  for (const [index, enrollment] of applying.situation.enrollments.entries()) {
    const { situation } = applying;
    const campaign = waitsFor(situation, enrollment, activity);
    const node = campaign?.nodes.get(enrollment.position ?? '');
    if (!campaign || node?.verb !== 'wait' || !node.event) continue;
    const subject = subjectOf(situation, campaign, enrollment);
    if (eventMatches(node.event, activity, { enrollment, subject, now }) !== true) continue;
    const caught = { ...enrollment, steps: { ...enrollment.steps, [node.id]: toldBy(activity) } };
    take(applying, index, advance(caught, afterWait(enrollment, campaign, true), { situation, campaign, at: activity.occurredAt, now }));
    moved.add(index);
  }
  return moved;
}

function waitsFor(situation: Situation, enrollment: Enrollment, activity: Activity): LiveCampaign | undefined {
  const { status, waiting, dueAt } = enrollment;
  if (status !== 'inside' || waiting?.for !== 'event' || dueAt === null) return undefined;
  if (activity.occurredAt < waiting.since || activity.occurredAt >= dueAt) return undefined;
  return situation.version(enrollment.campaign, enrollment.version);
}

/** Starts over with fresh data, in the same occurrence and version; what was planned or granted to it stays so, and so does what is measured. */
function restart(applying: Applying, moved: Set<number>): void {
  const { activity, now } = applying;
  const { id, type, data, occurredAt: at } = activity;
  for (const [index, enrollment] of applying.situation.enrollments.entries()) {
    const { situation } = applying;
    const campaign = situation.version(enrollment.campaign, enrollment.version);
    if (!campaign?.entry.restart || !isOnItsWay(enrollment) || at < enrollment.enteredAt) continue;
    if (!triggers(applying, campaign) || latestOf(situation, campaign, { data, occurrence: id }) !== enrollment) continue;
    const lasting = Object.entries(enrollment.steps).filter(([, found]) => found.plannedAt !== undefined || found.grantedAt !== undefined);
    const fresh: Enrollment = {
      ...enrollment,
      since: enrollment.since ?? enrollment.enteredAt,
      ...(enrollment.measured && { measured: keptWindows(enrollment) }),
      enteredAt: at,
      trigger: triggerOf(situation, campaign, { at, data }),
      steps: Object.fromEntries(lasting),
      goal: goalFrom(situation, campaign, at),
    };
    applying.why.push({ campaign: campaign.id, verdict: 'restarted', because: `${type} ${id}` });
    take(applying, index, advance(fresh, campaign.first, { situation, campaign, at, now }));
    moved.add(index);
  }
}

function enterAll(applying: Applying, moved: Set<number>): void {
  const { activity, now } = applying;
  const { id, type, data, occurredAt: at } = activity;
  for (const campaign of applying.situation.live) {
    const { situation } = applying;
    if (campaign.status !== 'live' || !triggers(applying, campaign, true)) continue;
    const last = latestOf(situation, campaign, { data, occurrence: id });
    const place = last === undefined ? -1 : situation.enrollments.indexOf(last);
    if (moved.has(place) && isOnItsWay(last)) continue;
    const what = `${type} ${id}`;
    const entered = enter(situation, campaign, { at, occurrence: id, data, what, now });
    const where = campaign.entry.sideBySide || place < 0 ? situation.enrollments.length : place;
    if (entered.enrollment) take(applying, where, { ...entered, enrollment: entered.enrollment });
    else applying.why.push(...entered.why);
  }
}

/** The segments that it flipped. What the entries themselves flip comes at the next sweep, so that nothing goes round at once. */
function enterBySegments(applying: Applying, baseline: Profile): void {
  const { activity, now } = applying;
  const { profile, flips } = lookAtSegments(applying.situation, now, baseline);
  applying.situation = { ...applying.situation, profile };
  if (!activity.live || flips.length === 0) return;
  enterFlipped(applying, flips, { at: activity.occurredAt, now });
  const again = lookAtSegments(applying.situation, now);
  applying.situation = { ...applying.situation, profile: again.profile };
  applying.hints.push(...flipHints(again.flips, now));
}

function triggers({ situation, activity, now, why }: Applying, campaign: LiveCampaign, aloud = false): boolean {
  const { trigger } = campaign.entry;
  if (trigger.kind !== 'activity' || trigger.activity !== activity.type || trigger.for !== undefined) return false;
  if (!trigger.where) return true;
  const { verdict, because } = explainTest(trigger.where, { ...subjectOf(situation, campaign), activity: toldBy(activity) }, now);
  if (verdict !== true && aloud)
    why.push({ campaign: campaign.id, verdict: 'not-entered', because: `${activity.type} ${activity.id}: ${because}` });
  return verdict === true;
}

function take(applying: Applying, index: number, { enrollment, profile, loyalty, spent, pauseUntil, why }: Advanced): void {
  applying.situation = { ...applying.situation, profile, loyalty, spent };
  replace(applying, index, enrollment);
  if (pauseUntil !== undefined) applying.pauseUntil = Math.max(applying.pauseUntil ?? pauseUntil, pauseUntil);
  applying.why.push(...why);
}

function replace(applying: Applying, index: number, enrollment: Enrollment): void {
  const enrollments = [...applying.situation.enrollments];
  enrollments[index] = enrollment;
  applying.situation = { ...applying.situation, enrollments };
  applying.changed.add(index);
}
