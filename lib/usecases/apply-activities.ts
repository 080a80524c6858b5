import type { Activity } from '../core/activity.ts';
import type { Decision } from '../core/enrollment/apply-activity.ts';
import { applyInOrder } from '../core/enrollment/apply-in-order.ts';
import { loadCatalogue } from '../store/catalogue.ts';
import { type Change, changeCustomer } from '../store/customers.ts';
import { type Full, learnFull, takePlaces } from '../store/entry-places.ts';
import { contentHash, keys } from '../store/keys.ts';
import { situationOf } from '../store/situation.ts';
import type { Operation, World } from '../world.ts';
import { followActivity } from './follow-activity.ts';

/** So many activities that only fold into the profile go into one transaction. */
const perTransaction = 20;

/**
 * Applies recorded activities of one customer, in the order given: folds them into the profile, ends, moves and starts
 * enrollments, plans messages; each activity exactly once, since its mark stands in the same transaction. Then does what
 * they mean for others, which is the same when it is done again.
 */
export async function applyActivities(world: World, cid: string, activities: Activity[]): Promise<void> {
  for (let open = activities; open.length > 0; ) open = await applySome(world, cid, open);
  for (const activity of activities) await followActivity(world, activity);
}

/** Applies the first of them and resolves to the rest: as many as fold only, or one that does more. */
async function applySome(world: World, cid: string, activities: Activity[]): Promise<Activity[]> {
  let open = activities;
  let taken = 0;
  const full: Full = new Map();
  await changeCustomer(world, { cid }, async (state, conflict) => {
    taken = 0;
    if (conflict?.reason === 'condition' && conflict.found?.appliedAt !== undefined) open = await unapplied(world, cid, open);
    const [first] = open;
    if (!first) return undefined;
    const catalogue = await loadCatalogue(world);
    await learnFull(world, catalogue.live, { full, conflict });
    const start = { ...(await situationOf(catalogue, state, first.customer)), full };
    const decisions = applyInOrder(start, open.slice(0, perTransaction), { liveFrom: catalogue.liveFrom, now: world.now() });
    taken = decisions.length;
    const change = changeOf(decisions, { world, cid, activities: open.slice(0, taken) });
    const why = decisions.flatMap((decision) => decision.why);
    return { ...change, also: [...change.also, ...takePlaces({ why, hints: change.hints }, catalogue.live, { now: world.now() })] };
  });
  return open.slice(taken);
}

/** Somebody applied one of them before, and then probably more. */
async function unapplied(world: World, cid: string, activities: Activity[]): Promise<Activity[]> {
  const items = await Promise.all(activities.map((activity) => world.table.get(keys.activity(cid, activity))));
  return activities.filter((_, index) => items[index]?.appliedAt === undefined);
}

function changeOf(decisions: Decision[], { world, cid, activities }: { world: World; cid: string; activities: Activity[] }) {
  const last = decisions.at(-1);
  const hints = new Map(decisions.flatMap((decision) => decision.hints).map((hint) => [hint.campaign, hint]));
  return {
    by: contentHash(activities.map(({ type, id }) => [type, id])),
    ...(last?.profile && { profile: last.profile }),
    enrollments: last?.enrollments ?? [],
    hints: [...hints.values()],
    ...(last?.pauseUntil !== undefined && { pauseUntil: last.pauseUntil }),
    also: activities.map((activity): Operation => mark(world, cid, activity)),
  } satisfies Change;
}

function mark(world: World, cid: string, activity: Activity): Operation {
  return { update: keys.activity(cid, activity), set: [[['appliedAt'], world.now()]], if: { absent: ['appliedAt'] } };
}
