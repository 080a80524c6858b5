import { describe, expect, it } from 'vitest';
import type { Part } from '../../../lib/cli/simulation/part.ts';
import { simulate } from '../../../lib/cli/simulation/workers.ts';
import { compilePlan } from '../../../lib/core/simulation/compile-plan.ts';
import { emptyDemand } from '../../../lib/core/simulation/demand.ts';
import { inForce, limitsFrom } from '../../../lib/core/simulation/limits.ts';
import { simulateCustomer } from '../../../lib/core/simulation/simulate-customer.ts';
import { addTallies, emptyTally } from '../../../lib/core/simulation/tally.ts';
import { campaign, planOf } from '../../core/simulation/simulated-shop.ts';
import { customersOf, read } from './generated.ts';

const part = (from: number, to: number, broken = false): Part => ({
  module: new URL('./generated.ts', import.meta.url).href,
  options: { from, to, broken },
});
const parts = [part(0, 30), part(30, 31), part(31, 31), part(31, 90)];

const thanks = (budget: string) => campaign('thanks', { trigger: { activity: 'order.placed' } }, { limits: { budget } });
const basket = campaign('basket', { trigger: { activity: 'basket.updated' }, holdout: '20%' }, { topic: 'offers' });
const plan = planOf([thanks('0.40 GBP'), basket]);

describe('a simulation of many', () => {
  it('is the same byte for byte with one thread and with two, in whatever parts', async () => {
    const one = await simulate(plan, parts, { workers: 1 });
    const two = await simulate(plan, parts, { workers: 2 });
    const whole = await simulate(plan, [part(0, 90)], { workers: 1 });
    expect(JSON.stringify(two)).toBe(JSON.stringify(one));
    expect(JSON.stringify(whole)).toBe(JSON.stringify(one));
    expect(one).toMatchObject({
      settled: true,
      tally: { customers: 90, campaigns: { thanks: { sent: { email: 40 }, suppressed: { budget: 50 } } } },
    });
  });

  it('sets two versions side by side, customer by customer', async () => {
    const against = planOf([thanks('1 GBP'), campaign('basket', { trigger: { activity: 'basket.emptied' } })]);
    const { against: other } = await simulate(plan, parts, { workers: 1, against });
    expect(other?.comparison.thanks).toMatchObject({ both: 90, gained: 0, lost: 0, more: 50, fewer: 0, sent: 50, cost: 500_000 });
    expect(other?.comparison.basket).toMatchObject({ both: 0, gained: 0 });
    expect(other?.comparison.basket?.loses).toHaveLength(5);
    expect(other?.tally.campaigns.basket?.entered).toBe(0);
  });

  it('takes the same sample for the same seed, and as much less of a budget', async () => {
    const sample = { share: 0.5, seed: 'a' };
    const [first, again] = [
      await simulate(plan, parts, { workers: 1, sample }),
      await simulate(plan, [part(0, 90)], { workers: 1, sample }),
    ];
    expect(JSON.stringify(again)).toBe(JSON.stringify(first));
    expect(first.tally.customers).toBeGreaterThan(25);
    expect(first.tally.customers).toBeLessThan(65);
    expect(first.tally.campaigns.thanks?.sent.email).toBe(20);
  });

  it('reads a part again only when a limit may concern somebody of it, and is as if all had been simulated again', async () => {
    const quiet = campaign('quiet', { trigger: { lapse: '60 days' } }, { limits: { entriesPerDay: 1, budget: '0.30 GBP' } });
    for (const limited of [planOf([thanks('0.40 GBP'), basket]), planOf([thanks('0.40 GBP'), quiet, basket])]) {
      read.length = 0;
      const { tally, limits, passes } = await simulate(
        limited,
        Array.from({ length: 90 }, (_, number) => part(number, number + 1)),
        { workers: 1 },
      );
      expect(read.length).toBeLessThan(90 * passes);
      const compiled = compilePlan(limited);
      const counts = { tally: emptyTally(limited.campaigns.map(({ id }) => id)), demand: emptyDemand() };
      const pass = { compiled, limits: inForce(limits) };
      for (const customer of customersOf({ from: 0, to: 90 })) simulateCustomer(pass, customer)(counts);
      expect(tally).toEqual(addTallies(emptyTally(), counts.tally));
      expect(limitsFrom(counts.demand, compiled, 1)).toEqual(limits);
    }
  });

  it('goes on until each day has found its own, where it hangs on the days before', async () => {
    const every = { every: 'day' as const, at: '09:00' };
    const drip = campaign('drip', { trigger: every }, { limits: { timesPerCustomer: 1, entriesPerDay: 1 } });
    const { tally, passes, settled } = await simulate(planOf([drip]), [part(0, 150)], { workers: 1 });
    expect(settled).toBe(true);
    expect(passes).toBeGreaterThan(8);
    expect(tally.campaigns.drip?.entered).toBe(150);
    expect(Object.values(tally.days).every(({ drip: day }) => day?.entered === 1)).toBe(true);
  });

  it('tells how far it is, pass by pass', async () => {
    const told: [number, number][] = [];
    const { passes } = await simulate(plan, parts, { workers: 1, onProgress: (customers, pass) => told.push([customers, pass]) });
    expect(told.at(-1)).toEqual([90, passes]);
  });

  it.each([1, 2])('rejects with what a source threw, with %i threads', async (workers) => {
    await expect(simulate(plan, [part(0, 3), part(3, 6, true)], { workers })).rejects.toThrow('the file was taken away');
  });

  it('of nobody counts nothing', async () => {
    expect(await simulate(plan, [], { workers: 2 })).toMatchObject({ tally: { customers: 0 }, passes: 1 });
  });
});
