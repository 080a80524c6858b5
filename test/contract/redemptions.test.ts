import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { memoryWorld } from '../../lib/memory/world.ts';
import { poolFigures } from '../../lib/store/coupon-stock.ts';
import { drawCode } from '../../lib/store/coupons.ts';
import { ensureSecrets } from '../../lib/store/secrets.ts';
import { applyActivities } from '../../lib/usecases/apply-activities.ts';
import { recordActivity } from '../../lib/usecases/record-activity.ts';
import { reserveReward } from '../../lib/usecases/reserve-reward.ts';
import type { Redeemed } from '../../lib/usecases/settle-redemption.ts';
import type { World } from '../../lib/world.ts';
import { balance, ledger, loadCodes, pools, publishClub } from '../functions/club.ts';
import { cidOf, noon, order } from '../functions/shop.ts';
import { noDatabase, openDatabase, type TestDatabase } from './database.ts';

/** Members with 49 points each. */
async function members(world: World, ...customers: string[]): Promise<string[]> {
  for (const customer of customers) {
    const activity = order(`${customer}-1`, { customer });
    await recordActivity(world, activity);
    await applyActivities(world, cidOf(customer), [activity]);
  }
  return customers.map(cidOf);
}

async function prepare(world: World): Promise<void> {
  await ensureSecrets(world, { pepper: 'p'.repeat(40), tokens: [{ kid: '1', secret: 's'.repeat(40) }] });
  await publishClub(world);
}

const wish = (cid: string, key: string, reward: string) => ({ cid, program: 'club', reward, key, confirm: false });
const made = (all: Redeemed[]) => all.filter((one) => 'redemption' in one).length;

function redemptions(opened: () => World): void {
  it('fifty at once never take more than there is, and each has its answer', async () => {
    const [cid = ''] = await members(opened(), 'ann');
    const all = await Promise.all(Array.from({ length: 50 }, (_, index) => reserveReward(opened(), wish(cid, `k${index}`, 'mug'))));
    expect(made(all)).toBe(4);
    expect(all.filter((one) => 'refused' in one && one.refused.includes('costs 10 points and she has 9'))).toHaveLength(46);
    expect(await balance(opened(), cid)).toBe(9);
    const entries = await ledger(opened(), cid);
    expect(entries.reduce((sum, { points }) => sum + points, 0)).toBe(9);
    expect(entries.filter(({ kind }) => kind === 'spent')).toHaveLength(4);
  });

  it('twenty at once with one key are one', async () => {
    const [cid = ''] = await members(opened(), 'bob');
    const request = { ...wish(cid, 'k', 'five-off'), confirm: true };
    const all = await Promise.all(Array.from({ length: 20 }, () => reserveReward(opened(), request)));
    for (const one of all) expect(one).toEqual(all[0]);
    expect(all[0]).toMatchObject({ redemption: { status: 'confirmed', code: expect.stringMatching(/^FIVE-/) } });
    expect(await balance(opened(), cid)).toBe(29);
  });

  it('a stock is shared out to the last one and no further', async () => {
    const cids = await members(opened(), ...Array.from({ length: 12 }, (_, index) => `c${index}`));
    const all = await Promise.all(cids.map((cid, index) => reserveReward(opened(), wish(cid, `tote-${index}`, 'tote'))));
    expect(made(all)).toBe(3);
  });

  it('codes of a pool go to one owner each', async () => {
    await loadCodes(opened(), ...Array.from({ length: 40 }, (_, index) => `CINEMA-${index}`));
    const pool = Object(pools[1]);
    const drawn = await Promise.all(
      Array.from({ length: 60 }, (_, index) => drawCode(opened(), { pool, owner: `o${index % 50}`, cid: 'c', expiresAt: null })),
    );
    const given = drawn.flatMap((one) => (one === 'empty' ? [] : [one]));
    expect(new Set(given.map(({ code }) => code)).size).toBe(40);
    expect(new Set(given.map(({ owner }) => owner)).size).toBe(40);
    expect(await poolFigures(opened(), pool)).toMatchObject({ free: 0, drawn: 40 });
  });
}

describe('redemptions on the memory World', () => {
  const world = memoryWorld({ now: () => noon, publicUrl: 'https://shop.example' });
  beforeAll(() => prepare(world));
  redemptions(() => world);
});

describe.skipIf(noDatabase)('redemptions on DynamoDB', () => {
  let database: TestDatabase;
  beforeAll(async () => {
    database = await openDatabase(() => noon);
    await prepare(database.world);
  });
  afterAll(() => database.close());
  redemptions(() => database.world);
});
