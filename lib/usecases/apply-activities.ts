import type { Activity } from '../core/activity.ts';
import type { Decision } from '../core/enrollment/apply-activity.ts';
import { applyInOrder } from '../core/enrollment/apply-in-order.ts';
import { appliedOperation, dropActivities, unapplied } from '../store/activities.ts';
import { loadCatalogue } from '../store/catalogue.ts';
import { type Change, changeCustomer, operationsIn } from '../store/customers.ts';
import { type Full, learnFull, takePlaces } from '../store/entry-places.ts';
import { contentHash } from '../store/keys.ts';
import { decideWithin } from '../store/reward-budgets.ts';
import { situationWithPoints } from '../store/situation.ts';
import { mostOperations, type World } from '../world.ts';
import { followActivity } from './follow-activity.ts';

/** So many activities that only fold into the profile go into one transaction. */
const perTransaction = 20;

/**
 * Applies recorded activities of one customer, in the order given: folds them into the profile, ends, moves and starts
 * enrollments, plans messages; each activity exactly once, since its mark stands in the same transaction. Then does what
 * they mean for others, which is the same when it is done again. Of a customer who was erased they are deleted. `unknown`: customers whom nobody knows and who were to be
 * credited.
 */
export async function applyActivities(world: World, cid: string, activities: Activity[]): Promise<{ unknown: number }> {
  let open: Activity[] | undefined = activities;
  while (open?.length) open = await applySome(world, cid, open);
  let unknown = 0;
  for (const activity of open ? activities : []) unknown += await followActivity(world, activity);
  return { unknown };
}

/** Applies the first of them and resolves to the rest: as many as fold only, or one that does more. Nothing when she was erased. */
async function applySome(world: World, cid: string, activities: Activity[]): Promise<Activity[] | undefined> {
  let open = activities;
  let taken = 0;
  const full: Full = new Map();
  await changeCustomer(world, { cid }, async (state, conflict) => {
    taken = 0;
    if (state.contact?.erasedAt !== undefined) taken = -1;
    if (taken < 0) return undefined;
    if (conflict?.reason === 'condition' && conflict.found?.appliedAt !== undefined) open = await unapplied(world, cid, open);
    const [first] = open;
    if (!first) return undefined;
    const catalogue = await loadCatalogue(world);
    await learnFull(world, catalogue.live, { full, conflict });
    const { liveFrom } = catalogue;
    const some = open.slice(0, perTransaction);
    const live = some.filter(({ occurredAt }) => occurredAt >= liveFrom);
    const start = { ...(await situationWithPoints(catalogue, state, { customer: first.customer, activities: live })), full };
    let { decisions, paid } = await decideWithin(world, start, (within) => {
      const decided = applyInOrder(within, some, { liveFrom, now: world.now() });
      // Rewards come with enrollments, and what touches these comes last.
      return { decisions: decided, spent: decided.at(-1)?.spent };
    });
    let change = changeOf(decisions, { world, cid, activities: some });
    for (; operationsIn(change) > mostOperations && decisions.length > 1; change = changeOf(decisions, { world, cid, activities: some }))
      decisions = decisions.slice(0, -1);
    taken = decisions.length;
    const why = decisions.flatMap((decision) => decision.why);
    const places = takePlaces({ why, hints: change.hints }, catalogue.live, { now: world.now() });
    return { ...change, also: [...change.also, ...places, ...paid] };
  });
  return taken < 0 ? dropActivities(world, cid, activities) : open.slice(taken);
}

/** What as many activities as there are decisions change together. */
function changeOf(decisions: Decision[], { world, cid, activities: all }: { world: World; cid: string; activities: Activity[] }) {
  const last = decisions.at(-1);
  const activities = all.slice(0, decisions.length);
  const hints = new Map(decisions.flatMap((decision) => decision.hints).map((hint) => [hint.campaign, hint]));
  return {
    by: contentHash(activities.map(({ type, id }) => [type, id])),
    ...(last?.profile && { profile: last.profile }),
    enrollments: last?.enrollments ?? [],
    hints: [...hints.values()],
    ...(last?.pauseUntil !== undefined && { pauseUntil: last.pauseUntil }),
    ...(last?.loyalty && { loyalty: last.loyalty }),
    also: activities.map((activity) => appliedOperation(cid, activity, world.now())),
  } satisfies Change;
}
