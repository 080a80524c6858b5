import type { Activity } from '../core/activity.ts';
import { loadCatalogue } from '../store/catalogue.ts';
import type { World } from '../world.ts';
import { enterNamedCustomers } from './enter-named-customers.ts';
import { recordResponse } from './record-response.ts';

/**
 * What an activity means beside its own customer: whom it names is entered, and an order with a personal code is the answer
 * of whoever got that code. Doing it again changes nothing, so it is done for whatever is shown, applied before or not.
 */
export async function followActivity(world: World, activity: Activity): Promise<void> {
  const { liveFrom } = await loadCatalogue(world);
  if (activity.occurredAt < liveFrom) return;
  await enterNamedCustomers(world, activity);
  const { coupon } = activity.data;
  // A coupon that is none of our codes is refused by its own digits, without a read.
  if (activity.type === 'order.placed' && typeof coupon === 'string') await recordResponse(world, { code: coupon }, activity.occurredAt);
}
