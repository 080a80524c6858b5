import { confirmRedemption as enterConfirmed } from '../core/loyalty/spend.ts';
import { addDuration, instantText } from '../core/time.ts';
import { loadCatalogue } from '../store/catalogue.ts';
import { type DrawnCode, drawCode } from '../store/coupons.ts';
import { besideKeys } from '../store/keys.ts';
import { type Redemption, redemptionAt } from '../store/redemptions.ts';
import type { World } from '../world.ts';
import { giveBack } from './cancel-redemption.ts';
import { type Redeemed, type RedemptionName, settleRedemption, unknownRedemption } from './settle-redemption.ts';

/**
 * Makes a reservation final and hands out its code, once: the same call again has the same code. Refused when it was cancelled
 * or its time is over, and when its pool has no code left; the points then stay reserved, or go back where it was to be
 * confirmed in one breath.
 */
export async function confirmRedemption(world: World, name: RedemptionName): Promise<Redeemed> {
  const stands = await redemptionAt(world, besideKeys.redemption(name.cid, name.program, name.key));
  if (!stands) return unknownRedemption(name);
  const now = world.now();
  if (stands.status !== 'reserved') return outcomeOf(stands);
  if (now >= stands.until) {
    const because = `it was not confirmed by ${instantText(stands.until, 'UTC')} UTC`;
    return outcomeOf((await giveBack(world, name, { status: 'expired', because })) ?? stands);
  }
  const drawn = await codeOf(world, name, stands);
  if (drawn === 'empty') return withoutCode(world, name, stands);
  const told = drawn && { code: drawn.code, expiresAt: drawn.expiresAt ?? undefined };
  const settled = await settleRedemption(world, name, {
    as: { status: 'confirmed', ...(drawn && { code: drawn.code, codeUntil: drawn.expiresAt }) },
    books: (loyalty, { program, key, entry }) => enterConfirmed(loyalty, { program, key, entry, ...told }, now),
  });
  return outcomeOf(settled ?? stands);
}

function outcomeOf(redemption: Redemption): Redeemed {
  const { status, key, because = '' } = redemption;
  if (status === 'confirmed') return { redemption };
  return { refused: `the redemption "${key}" has ended, and its points were given back: ${because}`, as: 'conflict' };
}

/** Its validity counts from the first time that it is asked for. */
async function codeOf(world: World, name: RedemptionName, { coupon }: Redemption): Promise<DrawnCode | 'empty' | undefined> {
  if (!coupon) return undefined;
  const { pools, programs } = await loadCatalogue(world);
  const pool = pools.find(({ id }) => id === coupon.pool);
  const zone = programs.find(({ id }) => id === name.program)?.zone ?? 'UTC';
  const expiresAt = coupon.validFor && addDuration(world.now(), coupon.validFor, zone);
  const owner = `RDM#${name.program}#${name.key}#${name.cid}`;
  return pool ? drawCode(world, { pool, owner, cid: name.cid, expiresAt }) : 'empty';
}

async function withoutCode(world: World, name: RedemptionName, { coupon, confirm }: Redemption): Promise<Redeemed> {
  const because = `the pool "${coupon?.pool}" has no code left`;
  if (confirm) await giveBack(world, name, { status: 'cancelled', because });
  const then = confirm ? 'the points were given back' : 'the points stay reserved; load codes and try again, or cancel';
  return { refused: `${because}: ${then}`, as: 'conflict' };
}
