import type { Activity } from '../core/activity.ts';
import { applyActivity, type Situation } from '../core/enrollment/apply-activity.ts';
import type { DateHint, Enrollment } from '../core/enrollment/enrollment.ts';
import { type Catalogue, loadCatalogue } from '../store/catalogue.ts';
import { type Change, changeCustomer } from '../store/customers.ts';
import { keys } from '../store/keys.ts';
import { situationOf } from '../store/situation.ts';
import type { Conflict, Operation, World } from '../world.ts';

/** So many activities go into one transaction, beside the profile and up to 25 enrollments. */
const perTransaction = 20;

/**
 * Applies recorded activities of one customer, in the order given: folds them into the profile, ends, moves and starts
 * enrollments, plans messages; each activity exactly once, since its mark stands in the same transaction.
 */
export async function applyActivities(world: World, cid: string, activities: Activity[]): Promise<void> {
  for (let start = 0; start < activities.length; start += perTransaction) {
    let open = activities.slice(start, start + perTransaction);
    await changeCustomer(world, { cid }, async (state, conflict) => {
      open = open.filter((activity) => !wasApplied(activity, cid, conflict));
      const [first] = open;
      if (!first) return undefined;
      const catalogue = await loadCatalogue(world);
      const situation = await situationOf(catalogue, state, first.customer);
      return {
        ...applyInOrder(situation, open, { catalogue, now: world.now() }),
        also: open.map((activity) => mark(world, cid, activity)),
      };
    });
  }
}

/** Its mark is what stopped our transaction: somebody applied it before. */
function wasApplied(activity: Activity, cid: string, conflict: Conflict | undefined): boolean {
  return (
    conflict?.reason === 'condition' && conflict.found?.appliedAt !== undefined && conflict.found.sk === keys.activity(cid, activity).sk
  );
}

function mark(world: World, cid: string, activity: Activity): Operation {
  return { update: keys.activity(cid, activity), set: [[['appliedAt'], world.now()]], if: { absent: ['appliedAt'] } };
}

function applyInOrder(start: Situation, activities: Activity[], { catalogue, now }: { catalogue: Catalogue; now: number }): Change {
  const situation = { ...start };
  const changed = new Map<string, Enrollment>();
  const hints = new Map<string, DateHint>();
  let pauseUntil: number | undefined;
  for (const activity of activities) {
    const decision = applyActivity(situation, { ...activity, live: activity.occurredAt >= catalogue.liveFrom }, now);
    situation.profile = decision.profile ?? situation.profile;
    for (const enrollment of decision.enrollments) changed.set(nameOf(enrollment), enrollment);
    for (const hint of decision.hints) hints.set(hint.campaign, hint);
    situation.enrollments = [...start.enrollments.filter((known) => !changed.has(nameOf(known))), ...changed.values()];
    if (decision.pauseUntil !== undefined) pauseUntil = Math.max(pauseUntil ?? 0, decision.pauseUntil);
  }
  return {
    by: activities.map(({ type, id }) => `${type}#${id}`).join(' '),
    profile: situation.profile,
    enrollments: [...changed.values()],
    hints: [...hints.values()],
    ...(pauseUntil !== undefined && { pauseUntil }),
  };
}

/** Where it stands in the table, so that a later decision replaces an earlier one on the same item. */
const nameOf = (enrollment: Enrollment) => keys.enrollment('', enrollment).sk;
