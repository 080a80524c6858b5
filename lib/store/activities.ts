import type { Activity } from '../core/activity.ts';
import type { Instant } from '../core/time.ts';
import type { Item } from '../world.ts';
import { toJson } from './json.ts';
import { contentHash, keys } from './keys.ts';

/** An activity as it stands in the table; its stream tells of it. */
export function activityItem(cid: string, activity: Activity, recordedAt: Instant): Item {
  return { ...keys.activity(cid, activity), kind: 'activity', hash: contentHash(activity), recordedAt, activity: toJson(activity) };
}
