import type { ActivityData } from '../core/activity.ts';
import type { Profile } from '../core/customer.ts';
import type { Instant } from '../core/time.ts';
import { putActivity } from '../store/activities.ts';
import { loadCatalogue } from '../store/catalogue.ts';
import { fromJson } from '../store/json.ts';
import { contentHash, keys } from '../store/keys.ts';
import type { World } from '../world.ts';

/**
 * Records what became of a message as an activity of the customer, if anything in force waits for that type or counts it:
 * the first of a message, or of each of its links. Nothing of a customer who is not known any more.
 */
export async function tellOfMessage(
  world: World,
  { cid, sk }: { cid: string; sk: string },
  { type, at, data }: { type: string; at: Instant; data: ActivityData },
): Promise<void> {
  if (!(await loadCatalogue(world)).wants(type)) return;
  const item = await world.table.get(keys.profile(cid));
  if (!item?.profile) return;
  const [, , campaign = '', occurrence = '', step = ''] = sk.split('#');
  await putActivity(world, {
    id: contentHash([sk, data.link ?? '']),
    type,
    customer: fromJson<Profile>(item.profile).id,
    occurredAt: at,
    data: { campaign, occurrence, step, ...data },
  });
}
