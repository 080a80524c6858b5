import type { Activity } from '../core/activity.ts';
import { loadCatalogue } from '../store/catalogue.ts';
import type { World } from '../world.ts';
import { enterNamedCustomers } from './enter-named-customers.ts';
import { redeemCoupon } from './redeem-coupon.ts';

/**
 * What an activity means beside its own customer: whom it names is entered, and an order with a code of ours is the answer
 * of whoever got that code. Doing it again changes nothing, so it is done for whatever is shown, applied before or not.
 */
export async function followActivity(world: World, activity: Activity): Promise<void> {
  const { liveFrom } = await loadCatalogue(world);
  if (activity.occurredAt < liveFrom) return;
  await enterNamedCustomers(world, activity);
  await redeemCoupon(world, activity);
}
