import type { Instant } from '../core/time.ts';
import { keys, redemptionPrefix } from '../store/keys.ts';
import type { World } from '../world.ts';
import { giveBack } from './cancel-redemption.ts';

/** Gives the points of a reservation back that was not confirmed in time. A row that was acted on meanwhile is left alone. */
export async function expireRedemption(world: World, { cid, sk, dueAt }: { cid: string; sk: string; dueAt: Instant }): Promise<void> {
  const item = await world.table.get(keys.relation(cid, sk));
  if (item?.dueAt !== dueAt) return;
  const [program = '', key = ''] = sk.slice(redemptionPrefix.length).split('#');
  await giveBack(world, { cid, program, key }, { status: 'expired', because: 'it was not confirmed in time' });
}
