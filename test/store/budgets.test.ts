import { describe, expect, it } from 'vitest';
import type { Budget } from '../../lib/core/budget.ts';
import { memoryWorld } from '../../lib/memory/world.ts';
import { leaseBudget, loadBudget, settleLease } from '../../lib/store/budgets.ts';

const noon = Date.UTC(2026, 10, 2, 12);
const budget: Budget = { campaign: 'news', period: 'life', limit: 1000, currency: 'GBP', rates: { base: 'GBP', toBase: {} } };
const open = () => {
  const clock = { now: noon };
  return { clock, world: memoryWorld({ now: () => clock.now, publicUrl: 'https://shop.example' }) };
};

describe('a budget whose limit changes', () => {
  it('keeps what was settled between the look at it and the change: nothing comes back twice', async () => {
    const { world } = open();
    await leaseBudget(world, budget, { costs: [400], nonce: 'one' });
    const { write } = world.table;
    let settled = false;
    world.table.write = async (operations) => {
      const [first] = operations;
      if (!settled && first && 'update' in first && first.set?.some(([[name], value]) => name === 'limit' && value === 2000)) {
        settled = true;
        await settleLease(world, budget, { nonce: 'one', unused: 0 });
      }
      return write(operations);
    };
    expect(await leaseBudget(world, { ...budget, limit: 2000 }, { costs: [100], nonce: 'two' })).toMatchObject({ covered: 1 });
    await settleLease(world, budget, { nonce: 'one', unused: 400 });
    expect(await loadBudget(world, 'news', 'life')).toMatchObject({ limit: 2000, left: 1500, leases: { two: { amount: 100 } } });
  });
});

describe('leases of attempts that died', () => {
  it('are forgotten by the next process, and stay spent', async () => {
    const { world, clock } = open();
    for (const nonce of ['one', 'two', 'three']) await leaseBudget(world, budget, { costs: [100], nonce });
    clock.now += 60_000;
    await leaseBudget(world, budget, { costs: [100], nonce: 'under-way' });
    clock.now += 150_000;
    const next = { ...world, table: { ...world.table } };
    await leaseBudget(next, budget, { costs: [100], nonce: 'new' });
    const purse = await loadBudget(world, 'news', 'life');
    expect([Object.keys(purse?.leases ?? {}), purse?.left]).toEqual([['under-way', 'new'], 500]);
  });
});
