import type { Activity } from '../../../lib/core/activity.ts';
import { applyActivity } from '../../../lib/core/enrollment/apply-activity.ts';
import { applyDue } from '../../../lib/core/enrollment/apply-due.ts';
import type { Enrollment, PlannedMessage } from '../../../lib/core/enrollment/enrollment.ts';
import type { Decision, Situation } from '../../../lib/core/enrollment/situation.ts';
import { at } from '../shop.ts';

/** Where an enrollment is stored: decisions on the same place replace one another. */
function placeOf({ campaign, keyed, occurrence }: Enrollment): string {
  return keyed ? `${campaign}#${occurrence}` : campaign;
}

/** The situation after a decision was committed. */
export function commit(situation: Situation, decision: Decision): Situation {
  const places = new Map(situation.enrollments.map((one) => [placeOf(one), one]));
  for (const one of decision.enrollments) places.set(placeOf(one), structuredClone(one));
  return { ...situation, profile: decision.profile ?? situation.profile, enrollments: [...places.values()] };
}

/** Applies activities in turn, each when it happened. */
export function play(situation: Situation, ...activities: (Activity & { live: boolean })[]): Situation {
  return activities.reduce((before, one) => commit(before, applyActivity(before, one, one.occurredAt)), situation);
}

/** Wakes whatever is due, in order of time, up to an instant. */
export function wakeUntil(situation: Situation, text: string): Situation {
  const until = at(text);
  let after = situation;
  for (;;) {
    const due = after.enrollments.filter(({ dueAt }) => dueAt !== null && dueAt <= until).sort((a, b) => (a.dueAt ?? 0) - (b.dueAt ?? 0));
    const [first] = due;
    if (!first) return after;
    after = commit(after, applyDue(after, first, first.dueAt ?? until));
  }
}

export function messages(situation: Situation): PlannedMessage[] {
  return situation.enrollments.flatMap(({ outbox }) => outbox).filter((out) => out.kind === 'message');
}

/** "template at instant" of each planned message. */
export function planned(situation: Situation): string[] {
  return messages(situation).map(({ template, plannedAt }) => `${template} ${new Date(plannedAt).toISOString().slice(0, 16)}`);
}

export function only(situation: Situation): Enrollment {
  const [first, ...more] = situation.enrollments;
  if (!first || more.length > 0) throw new Error(`expected one enrollment, found ${situation.enrollments.length}`);
  return first;
}
