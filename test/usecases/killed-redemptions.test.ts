import { describe, expect, it } from 'vitest';
import { type MemoryWorld, memoryWorld } from '../../lib/memory/world.ts';
import { poolFigures } from '../../lib/store/coupon-stock.ts';
import { redemptionsOf } from '../../lib/store/redemptions.ts';
import { ensureSecrets } from '../../lib/store/secrets.ts';
import { applyActivities } from '../../lib/usecases/apply-activities.ts';
import { cancelRedemption } from '../../lib/usecases/cancel-redemption.ts';
import { recordActivity } from '../../lib/usecases/record-activity.ts';
import { reserveReward } from '../../lib/usecases/reserve-reward.ts';
import type { World } from '../../lib/world.ts';
import { balance, ledger, loadCodes, pools, publishClub } from '../functions/club.ts';
import { ann, noon, order } from '../functions/shop.ts';

async function open(): Promise<MemoryWorld> {
  const world = memoryWorld({ now: () => noon, publicUrl: 'https://shop.example' });
  await ensureSecrets(world, { pepper: 'p'.repeat(40), tokens: [{ kid: '1', secret: 's'.repeat(40) }] });
  await publishClub(world);
  await loadCodes(world, 'AB-1', 'AB-2');
  await recordActivity(world, order('o1'));
  await applyActivities(world, ann, [order('o1')]);
  return world;
}

/** Whoever works on it dies at the call of this number, before the call is made or after it, and does nothing any more. */
function dying(world: World, { at, after }: { at: number; after: boolean }): { world: World; died(): boolean } {
  let calls = 0;
  const mortal =
    <A extends unknown[], R>(run: (...given: A) => Promise<R>) =>
    async (...given: A): Promise<R> => {
      calls++;
      if (calls > at || (calls === at && !after)) throw new Error('killed');
      const answer = await run(...given);
      if (calls >= at) throw new Error('killed');
      return answer;
    };
  const { get, query, write } = world.table;
  const table = { ...world.table, get: mortal(get), query: mortal(query), write: mortal(write) };
  return { world: { ...world, table }, died: () => calls >= at };
}

const moments = Array.from({ length: 60 }, (_, index) => ({ at: Math.floor(index / 2) + 1, after: index % 2 === 1 }));
const wish = { cid: ann, program: 'club', reward: 'cinema', key: 'k1', confirm: true };

describe('a redemption that died', () => {
  it.each(moments)('at call $at (after it: $after) is completed by the same call, once', async (moment) => {
    const world = await open();
    const first = dying(world, moment);
    await reserveReward(first.world, wish).catch(() => undefined);
    const again = await reserveReward(world, wish);
    expect(again).toMatchObject({ redemption: { status: 'confirmed', code: expect.stringMatching(/^AB-/) } });
    expect(await reserveReward(world, wish)).toEqual(again);
    expect(await balance(world)).toBe(34);
    expect((await ledger(world)).filter(({ kind }) => kind === 'spent')).toHaveLength(1);
    expect(await poolFigures(world, Object(pools[1]))).toMatchObject({ free: 1, drawn: 1 });
  });

  it.each(moments)('while it was cancelled, at call $at (after it: $after), is cancelled by the same call, once', async (moment) => {
    const world = await open();
    const tote = { ...wish, reward: 'tote', confirm: false };
    await reserveReward(world, tote);
    await cancelRedemption(dying(world, moment).world, { ...tote }).catch(() => undefined);
    expect(await cancelRedemption(world, tote)).toMatchObject({ redemption: { status: 'cancelled' } });
    expect(await balance(world)).toBe(49);
    expect((await ledger(world)).map(({ kind }) => kind).filter((kind) => kind === 'returned')).toHaveLength(1);
    expect(await redemptionsOf(world, ann, 'club')).toHaveLength(1);
    // One went back, not two.
    for (const key of ['a', 'b', 'c'])
      expect(await reserveReward(world, { ...tote, key })).toMatchObject({ redemption: { status: 'reserved' } });
    expect(await reserveReward(world, { ...tote, key: 'd' })).toMatchObject({ as: 'refused' });
  });

  it('dies at every one of its calls in these tests', async () => {
    const world = await open();
    const last = dying(world, { at: moments.length / 2, after: false });
    await reserveReward(last.world, wish);
    expect(last.died()).toBe(false);
  });
});
