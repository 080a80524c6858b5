import type { Activity } from '../core/activity.ts';
import type { Instant } from '../core/time.ts';
import type { Item, Operation, World } from '../world.ts';
import { toJson } from './json.ts';
import { contentHash, keys } from './keys.ts';

/** An activity as it stands in the table; its stream tells of it. */
export function activityItem(cid: string, activity: Activity, recordedAt: Instant): Item {
  return { ...keys.activity(cid, activity), kind: 'activity', hash: contentHash(activity), recordedAt, activity: toJson(activity) };
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
