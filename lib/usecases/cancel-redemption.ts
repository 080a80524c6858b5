import { returnPoints } from '../core/loyalty/spend.ts';
import type { Redemption } from '../store/redemptions.ts';
import type { World } from '../world.ts';
import { type Redeemed, type RedemptionName, settleRedemption, unknownRedemption } from './settle-redemption.ts';

/**
 * Gives the points of a reservation back, into the lots from which they came. The same call again has the same outcome; what
 * was confirmed stays confirmed.
 */
export async function cancelRedemption(world: World, name: RedemptionName): Promise<Redeemed> {
  const stands = await giveBack(world, name, { status: 'cancelled', because: 'it was cancelled' });
  if (!stands) return unknownRedemption(name);
  if (stands.status !== 'confirmed') return { redemption: stands };
  return { refused: `the redemption "${name.key}" was confirmed, and cannot be cancelled any more`, as: 'conflict' };
}

/** Ends a reservation without a reward; nothing where it has ended before. Resolves to the redemption as it stands then. */
export function giveBack(
  world: World,
  name: RedemptionName,
  as: { status: 'cancelled' | 'expired'; because: string },
): Promise<Redemption | undefined> {
  const now = world.now();
  return settleRedemption(world, name, {
    as,
    books: (loyalty, { program, key, entry }) => returnPoints(loyalty, { program, key, entry }, now),
  });
}
