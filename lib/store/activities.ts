import type { Activity } from '../core/activity.ts';
import type { Instant } from '../core/time.ts';
import type { Item, Operation, World } from '../world.ts';
import { toJson } from './json.ts';
import { contentHash, customerKey, keys } from './keys.ts';
import { loadSecrets } from './secrets.ts';

/** An activity as it stands in the table; its stream tells of it. */
export function activityItem(cid: string, activity: Activity, recordedAt: Instant): Item {
  return { ...keys.activity(cid, activity), kind: 'activity', hash: contentHash(activity), recordedAt, activity: toJson(activity) };
}

/** `same`: it was recorded before, word for word. `conflict`: its id is taken by an activity with other content. */
export type Recorded = 'new' | 'same' | 'conflict';

/** Records an activity that is known to be what it should be: one conditional put, from which everything else follows through the stream. */
export async function putActivity(world: World, activity: Activity): Promise<Recorded> {
  const { pepper } = await loadSecrets(world);
  const put = activityItem(customerKey(pepper, activity.customer), activity, world.now());
  const conflict = await world.table.write([{ put, if: { absent: ['pk'] } }]);
  if (!conflict) return 'new';
  return conflict.reason === 'condition' && conflict.found?.hash === put.hash ? 'same' : 'conflict';
}

/** Marks an activity as applied, as part of the transaction that applies it: nobody else has. */
export function appliedOperation(cid: string, activity: Activity, now: Instant): Operation {
  return { update: keys.activity(cid, activity), set: [[['appliedAt'], now]], if: { absent: ['appliedAt'] } };
}

/** Those of them that nobody has applied. */
export async function unapplied(world: World, cid: string, activities: Activity[]): Promise<Activity[]> {
  const items = await Promise.all(activities.map((activity) => world.table.get(keys.activity(cid, activity))));
  return activities.filter((_, index) => items[index]?.appliedAt === undefined);
}

/** Of a customer who was erased nothing may stand. */
export async function dropActivities(world: World, cid: string, activities: Activity[]): Promise<undefined> {
  for (const activity of activities) await world.table.write([{ delete: keys.activity(cid, activity) }]);
}
