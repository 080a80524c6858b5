import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { memoryWorld } from '../../lib/memory/world.ts';
import { saveContact } from '../../lib/store/contacts.ts';
import { poolFigures } from '../../lib/store/coupon-stock.ts';
import { loadErasure } from '../../lib/store/erasures.ts';
import { keys } from '../../lib/store/keys.ts';
import { ensureSecrets } from '../../lib/store/secrets.ts';
import { applyActivities } from '../../lib/usecases/apply-activities.ts';
import { continueErasure } from '../../lib/usecases/continue-erasure.ts';
import { eraseCustomer } from '../../lib/usecases/erase-customer.ts';
import { exportCustomer } from '../../lib/usecases/export-customer.ts';
import { recordActivity } from '../../lib/usecases/record-activity.ts';
import { reserveReward } from '../../lib/usecases/reserve-reward.ts';
import { type Item, tableNames, type World } from '../../lib/world.ts';
import { pools, publishClub } from '../functions/club.ts';
import { cidOf, noon, order } from '../functions/shop.ts';
import { noDatabase, openDatabase, type TestDatabase } from './database.ts';

async function prepare(world: World): Promise<void> {
  await ensureSecrets(world, { pepper: 'p'.repeat(40), tokens: [{ kid: '1', secret: 's'.repeat(40) }] });
  await publishClub(world);
}

/** Somebody with an address, orders, points and a code. */
async function member(world: World, customer: string): Promise<string> {
  const cid = cidOf(customer);
  const evidence = { source: 'api', proof: `form of ${customer}` } as const;
  await saveContact(world, cid, { email: `${customer}@private.example`, consent: { email: { offers: true } }, at: noon, evidence });
  const activity = order(`${customer}-1`, { customer });
  await recordActivity(world, activity);
  await applyActivities(world, cid, [activity]);
  await reserveReward(world, { cid, program: 'club', reward: 'five-off', key: `key-${customer}`, confirm: true });
  return cid;
}

async function holding(world: World, texts: string[]): Promise<Item[]> {
  const all: Item[] = [];
  for (const table of tableNames) {
    let cursor: string | undefined;
    do {
      const { items, next } = await world.table.scan({ table, index: 0, of: 1 }, cursor);
      all.push(...items.filter((item) => texts.some((text) => JSON.stringify(item).includes(text))));
      cursor = next;
    } while (cursor !== undefined);
  }
  return all;
}

/** `history`: so many activities; a look deletes two thousand. */
function erasing(opened: () => World, history: number): void {
  it('leaves only that it was done, and goes on where it was stopped', async () => {
    const world = opened();
    const cid = await member(world, 'ann');
    await member(world, 'bob');
    const figures = await Promise.all(pools.map((pool) => poolFigures(world, pool)));
    const many = Array.from({ length: history }, (_, index) => ({ put: { ...keys.activity(cid, order(`ann-x${index}`)), kind: 'late' } }));
    for (let from = 0; from < many.length; from += 100) await world.table.write(many.slice(from, from + 100));
    let told = 0;
    for await (const { entries } of exportCustomer(world, { cid, customer: 'ann' })) told += entries.length;
    expect(told).toBeGreaterThan(history);
    const erasedAt = await eraseCustomer(world, { cid });
    let looks = 1;
    while (await continueErasure(world, { cid })) looks++;
    expect(looks).toBe(history > 2_000 ? 2 : 1);
    const left = await holding(world, [cid, 'ann-', 'ann@private.example', 'form of ann', 'key-ann']);
    expect(left.map(({ table, sk }) => `${table} ${sk}`).sort()).toEqual(['customers -', 'relations CONTACT', 'relations ERASE']);
    expect(await loadErasure(world, cid)).toMatchObject({ look: 1, dueAt: erasedAt + 25 * 3_600_000 });
    expect(await Promise.all(pools.map((pool) => poolFigures(world, pool)))).toEqual(figures);
  });

  it('wins against decisions that are under way at the same moment', async () => {
    const world = opened();
    const cid = await member(world, 'eve');
    const orders = Array.from({ length: 8 }, (_, index) => order(`eve-y${index}`, { customer: 'eve' }));
    for (const each of orders) await recordActivity(world, each);
    const applying = orders.map((each) => applyActivities(world, cid, [each]).catch(() => undefined));
    const redeeming = reserveReward(world, { cid, program: 'club', reward: 'mug', key: 'key-eve-2', confirm: true }).catch(() => undefined);
    await eraseCustomer(world, { cid });
    await Promise.all([...applying, redeeming]);
    while (await continueErasure(world, { cid }));
    const left = await holding(world, [cid, 'eve-', 'eve@private.example', 'key-eve']);
    expect(left.map(({ table, sk }) => `${table} ${sk}`).sort()).toEqual(['customers -', 'relations CONTACT', 'relations ERASE']);
  });
}

describe('erasing, in memory', () => {
  const world = memoryWorld({ now: () => noon });
  beforeAll(() => prepare(world));
  erasing(() => world, 2_600);
});

describe.skipIf(noDatabase)(`erasing, on DynamoDB${noDatabase ? ` (skipped: ${noDatabase})` : ''}`, () => {
  let database: TestDatabase;
  beforeAll(async () => {
    database = await openDatabase(() => noon);
    await prepare(database.world);
  });
  afterAll(() => database.close());
  erasing(() => database.world, 300);
});
