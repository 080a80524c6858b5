import type { Activity } from '../activity.ts';
import { compilePredicate, type Library } from '../audience/compile.ts';
import type { Subject, Test, Verdict } from '../audience/test.ts';
import type { EventPattern } from '../definition/predicate.ts';
import { toldBy } from '../recorded-activity.ts';
import type { Instant } from '../time.ts';
import { answersHer } from './answers.ts';
import type { Enrollment } from './enrollment.ts';

/** An EVENT of the grammar, compiled: goal, exit and wait-for ask it about an activity. */
export interface EventTest {
  activity: string;
  where: Test | undefined;
  same: string | undefined;
  step: string | undefined;
}

/** Throws as `compilePredicate` does. */
export function compileEvent(pattern: EventPattern, library: Library): EventTest {
  const { activity, where, same, step } = pattern;
  return { activity, where: where && compilePredicate(where, library), same, step };
}

/** Whether an activity is what the event means, in one enrollment. Unknown where a property that is compared is missing. */
export function eventMatches(
  event: EventTest,
  activity: Activity,
  inside: { enrollment: Enrollment; subject: Subject; now: Instant },
): Verdict {
  if (event.activity !== activity.type) return false;
  const { enrollment, subject, now } = inside;
  if (!answersHer(event, activity, enrollment)) return false;
  const same = sameProperty(event.same, activity, enrollment);
  const where = event.where ? event.where({ ...subject, activity: toldBy(activity) }, now) : true;
  if (same === false || where === false) return false;
  return same === undefined || where === undefined ? undefined : true;
}

function sameProperty(name: string | undefined, activity: Activity, enrollment: Enrollment): Verdict {
  if (name === undefined) return true;
  const hers = enrollment.trigger[name];
  const its = activity.data[name];
  if (hers === undefined || hers === null || its === undefined || its === null) return undefined;
  return JSON.stringify(hers) === JSON.stringify(its);
}
