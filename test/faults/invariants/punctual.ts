import type { Instant } from '../../../lib/core/time.ts';
import type { Checker, CheckerOf, EndState } from '../checker.ts';
import type { Change, Happening, Violation } from '../history.ts';
import { mapAt, numberAt, textAt } from './image.ts';
import { clock, violates } from './verdict.ts';

const quarter = 15 * 60_000;

/**
 * Invariant 5, of time: in calm times whatever is due is acted on, or parked until later, within a quarter of an hour. At the end
 * nothing is due in the past, no queue holds anything, and each activity was applied, each order once.
 */
export const punctual: CheckerOf = (): Checker => {
  let calmAt = Infinity;

  function late({ before, after }: Change, at: Instant): number {
    const due = numberAt(before?.dueAt);
    if (due === undefined || after?.dueAt === due) return 0;
    return at - Math.max(due, calmAt) - quarter;
  }

  function see(happening: Happening): Violation | undefined {
    if (happening.kind === 'calm') calmAt = happening.at;
    if (happening.kind !== 'write' || calmAt === Infinity) return undefined;
    for (const change of happening.changes) {
      const over = change.key.table === 'relations' ? late(change, happening.at) : 0;
      const what = `${change.key.sk} was due at ${clock(numberAt(change.before?.dueAt) ?? 0)} and acted on ${over} ms too late`;
      if (over > 0) return violates(happening, 5, { what, about: change.key.pk });
    }
    return undefined;
  }

  function end(state: EndState): Violation[] {
    const found: { what: string; about?: string }[] = [];
    for (const { pk, sk, dueAt } of state.items('relations'))
      if ((numberAt(dueAt) ?? Infinity) < state.at - quarter)
        found.push({ what: `${sk} is due since ${clock(numberAt(dueAt) ?? 0)}`, about: pk });
    for (const [queue, count] of Object.entries(state.waiting)) if (count > 0) found.push({ what: `${count} tasks are left in ${queue}` });
    return [...found, ...unfolded(state)].map((one) => violates(state, 5, one));
  }
  return { see, end };
};

/** Activities that were not applied, and customers whose profile counts other orders than they have placed. */
function unfolded(state: EndState): { what: string; about: string }[] {
  const found: { what: string; about: string }[] = [];
  const orders = new Map<string, number>();
  for (const { pk, sk, kind, appliedAt, activity } of state.items('activities')) {
    if (kind !== 'activity') continue;
    if (appliedAt === undefined) found.push({ what: `${sk} was never applied`, about: pk });
    else if (textAt(mapAt(activity).type) === 'order.placed') orders.set(pk, (orders.get(pk) ?? 0) + 1);
  }
  for (const { pk, profile } of state.items('customers')) {
    const counted = numberAt(mapAt(mapAt(profile).orders).count);
    if (counted !== undefined && counted !== (orders.get(pk) ?? 0))
      found.push({ what: `the profile counts ${counted} orders, ${orders.get(pk) ?? 0} were placed`, about: pk });
  }
  return found;
}
