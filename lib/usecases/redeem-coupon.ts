import type { Activity } from '../core/activity.ts';
import { orderOf } from '../core/loyalty/loyalty.ts';
import { findCode, hasEnded, redeemCode } from '../store/coupons.ts';
import { readResponseCode } from '../store/response-codes.ts';
import { loadSecrets } from '../store/secrets.ts';
import type { World } from '../world.ts';
import { answeredByCode } from './code-answer.ts';
import { recordAnswered } from './record-answered.ts';

/**
 * An order that names a code of ours is the answer of whoever got that code, whoever pays. A code that was drawn for her is
 * redeemed by it, once: a further order with the same code is counted with the pool and answers nothing, nor does one after
 * the code has ended. Doing it again changes nothing.
 */
export async function redeemCoupon(world: World, activity: Activity): Promise<void> {
  const { coupon } = activity.data;
  const order = orderOf(activity);
  if (activity.type !== 'order.placed' || typeof coupon !== 'string' || order === undefined) return;
  const { occurredAt: at } = activity;
  // The code of a recipient shows by its own digits that it was made here, without a read.
  if (readResponseCode(await loadSecrets(world), coupon) === undefined) {
    const drawn = await findCode(world, coupon);
    if (!drawn || hasEnded(drawn, at) || (await redeemCode(world, drawn, { order, at })) === 'again') return;
  }
  await recordAnswered(world, await answeredByCode(world, coupon, at), { at, by: 'code', code: coupon });
}
