import type { Activity } from '../core/activity.ts';
import { loadCatalogue } from '../store/catalogue.ts';
import type { World } from '../world.ts';
import { creditNamedCustomers } from './credit-named-customers.ts';
import { enterNamedCustomers } from './enter-named-customers.ts';
import { redeemCoupon } from './redeem-coupon.ts';

/**
 * What an activity means beside its own customer: whom it names is entered and credited, and an order with a code of ours is the answer
 * of whoever got that code. Doing it again changes nothing, so it is done for whatever is shown, applied before or not.
 * Resolves to how many customers whom nobody knows it would credit.
 */
export async function followActivity(world: World, activity: Activity): Promise<number> {
  const { liveFrom } = await loadCatalogue(world);
  if (activity.occurredAt < liveFrom) return 0;
  await enterNamedCustomers(world, activity);
  const unknown = await creditNamedCustomers(world, activity);
  await redeemCoupon(world, activity);
  return unknown;
}
