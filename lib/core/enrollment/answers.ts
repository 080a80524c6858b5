import type { Activity } from '../activity.ts';
import { isAnswer } from '../answer-types.ts';
import type { Enrollment } from './enrollment.ts';

/** Whether an activity, if it is an answer, answers this enrollment; with `step`: that step of it. */
export function answersHer({ step }: { step?: string | undefined }, activity: Activity, enrollment: Enrollment): boolean {
  const { campaign, occurrence } = activity.data;
  if (step !== undefined && activity.data.step !== step) return false;
  if (!isAnswer(activity.type)) return true;
  return campaign === enrollment.campaign && (occurrence === undefined || occurrence === enrollment.occurrence);
}

/** Of a live campaign: the activities that its conditions count, and its steps. */
interface Asking {
  asked: ReadonlySet<string>;
  nodes: ReadonlyMap<string, unknown>;
}

/** Counts an answer to an enrollment for the conditions that ask `did`: as a whole, and for the step that was answered. The same enrollment when nobody asks. */
export function countAnswer(enrollment: Enrollment, activity: Activity, campaign: Asking): Enrollment {
  const { type, data, occurredAt } = activity;
  if (enrollment.status !== 'inside' || !isAnswer(type) || !campaign.asked.has(type)) return enrollment;
  if (occurredAt < enrollment.enteredAt || !answersHer({}, activity, enrollment)) return enrollment;
  const step = typeof data.step === 'string' && campaign.nodes.has(data.step) ? [`${type}#${data.step}`] : [];
  const counted = { ...enrollment.answers };
  for (const name of [type, ...step]) {
    const [times, lastAt] = counted[name] ?? [0, occurredAt];
    counted[name] = [times + 1, Math.max(lastAt, occurredAt)];
  }
  return { ...enrollment, answers: counted };
}
