import type { LiveProgram } from '../core/loyalty/live-program.ts';
import { reservePoints } from '../core/loyalty/spend.ts';
import { withPoints } from '../core/loyalty/summary.ts';
import { addDuration } from '../core/time.ts';
import { loadCatalogue } from '../store/catalogue.ts';
import { type Change, type CustomerState, changeCustomer } from '../store/customers.ts';
import { besideKeys } from '../store/keys.ts';
import { isOthersKey, type Redemption, redemptionAt, reserveOperations, takeOfStock } from '../store/redemptions.ts';
import type { World } from '../world.ts';
import { confirmRedemption } from './confirm-redemption.ts';
import { orderedBy, type Redeemed, type RedemptionName } from './settle-redemption.ts';

/** What a caller asks for. `key` is the caller's own: the same again is the same redemption. */
export interface RewardRequest extends RedemptionName {
  reward: string;
  /** At once, without a second call. */
  confirm: boolean;
}

/**
 * Takes the points of a reward from a customer until it is confirmed, cancelled or over; never more than she has. The same call
 * again has the same outcome, also where the one before died half-way; another wish under the same key is refused.
 */
export async function reserveReward(world: World, request: RewardRequest): Promise<Redeemed> {
  const { cid, key } = request;
  const { programs } = await loadCatalogue(world);
  const program = programs.find(({ id }) => id === request.program);
  const unknown = `there is no program "${request.program}"; there are ${programs.map(({ id }) => id).join(', ') || 'none'}`;
  if (!program) return { refused: unknown, as: 'unknown' };
  let refused: Redeemed | undefined;
  const place = besideKeys.redemption(cid, program.id, key);
  await changeCustomer(world, { cid }, async (state) => {
    refused = undefined;
    if (await redemptionAt(world, place)) return undefined;
    const decided = await decide(world, state, { program, request });
    if ('refused' in decided) refused = { as: 'refused', ...decided };
    return 'refused' in decided ? undefined : decided;
  });
  if (refused !== undefined) return refused;
  const stands = await redemptionAt(world, place);
  if (!stands) throw new Error(`the redemption ${key} was written and is not there`);
  if (stands.reward !== request.reward || stands.confirm !== request.confirm) {
    const before = `"${stands.reward}"${stands.confirm ? ', confirmed at once' : ''}`;
    return { refused: `the key "${key}" was used before for another redemption of this customer: ${before}`, as: 'conflict' };
  }
  return stands.confirm ? confirmRedemption(world, { cid, program: program.id, key, by: request.by }) : { redemption: stands };
}

async function decide(
  world: World,
  { profile, points }: CustomerState,
  { program, request: { cid, key, reward: id, confirm, by: colleague } }: { program: LiveProgram; request: RewardRequest },
): Promise<Change | { refused: string; as?: 'conflict' }> {
  if (await isOthersKey(world, { cid, program: program.id, key }))
    return { refused: `the key "${key}" was used before for a redemption of another customer or program: make a new one`, as: 'conflict' };
  const [now, reward] = [world.now(), program.rewards.find((one) => one.id === id)];
  const loyalty = profile && (await points?.({ customer: profile.id, programs: [program] }));
  if (!loyalty) return { refused: 'this customer is not known, or not any more' };
  const made = reservePoints(loyalty, { program: program.id, key, reward: id, at: now }, now);
  if ('refused' in made) return made;
  const stocked = reward?.stock === undefined ? undefined : { program: program.id, reward: id, stock: reward.stock };
  const taken = stocked && (await takeOfStock(world, stocked, `${cid}#${key}`));
  if (stocked && !taken) return { refused: `of the reward "${id}" there is none left: all ${stocked.stock} are taken` };
  const after = withPoints(profile, made.loyalty);
  const redemption: Redemption = {
    ...{ program: program.id, key, customer: profile.id, reward: id, points: -made.entry.points, status: 'reserved', confirm },
    ...{ reservedAt: now, until: addDuration(now, program.reservation, program.zone) },
    balance: after.points?.[program.id]?.available ?? 0,
    shard: taken?.shard ?? null,
    entry: made.entry,
    coupon: reward?.coupon === undefined ? null : { pool: reward.coupon, validFor: reward.validFor ?? null },
  };
  const by = `redeem#${program.id}#${key}`;
  return {
    by,
    profile: after,
    loyalty: orderedBy(made.loyalty.change, { id: made.entry.id, by: colleague }),
    also: [...reserveOperations(cid, redemption, by), ...(taken?.operations ?? [])],
  };
}
