import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { customersOf, pastOf } from '../../../lib/cli/simulation/pasts.ts';
import { countedAt, countShop } from '../../../lib/cli/simulation/shop-counts.ts';
import { type SimulationSource, sourceOfFile } from '../../../lib/cli/simulation/source.ts';
import { day } from '../../../lib/core/time.ts';
import { campaign, planOf } from '../../core/simulation/simulated-shop.ts';
import { fileOf, removeFiles } from '../../orders/order-files.ts';

const winBack = campaign('win-back', { trigger: { lapse: 'own rhythm' } });
const plan = planOf([winBack]);
const customers = 9_000;
/** Each comes back after 3 to 40 days; every third one only once. */
const lines = Array.from({ length: customers }, (_, n) => {
  const first = Date.UTC(2025, 0, 1 + (n % 200));
  const days = n % 3 === 0 ? [0] : [0, 3 + (n % 38)];
  return days.map((later) => `c${n},${new Date(first + later * day).toISOString()},${(n % 90) + 5}.00,GBP,GB\n`).join('');
});

let source: SimulationSource;
beforeAll(async () => {
  const file = fileOf(`customer,date,amount,currency,country\n${lines.join('')}`);
  const map = fileOf(
    JSON.stringify({ columns: { customer: 'customer', date: 'date', amount: 'amount', currency: 'currency', country: 'country' } }),
    '.json',
  );
  source = await sourceOfFile(file, { map, now: Date.UTC(2026, 0, 1) }, plan.settings);
});
afterAll(async () => {
  source.close();
  await removeFiles();
});

const counting = { instants: [Date.UTC(2025, 4, 1), Date.UTC(2025, 9, 1)], everyNights: 1, everyFit: 2, share: 1 };

describe('a staged file', () => {
  it('has each customer in one partition, where she is found by her id', () => {
    const found = source.partitions.map((partition) => [...customersOf({ pasts: source.pasts, partitions: [partition] })]);
    const ids = found.flat().map(({ id }) => id);
    expect(ids.toSorted()).toEqual(Array.from({ length: customers }, (_, n) => `c${n}`).sort());
    expect(Math.max(...found.map((part) => part.length))).toBeLessThan((1.6 * customers) / 128);
    expect(pastOf(source.pasts, 'c4711')?.activities.filter(({ type }) => type === 'order.placed')).toHaveLength(2);
    expect(pastOf(source.pasts, 'c-4711')).toBeUndefined();
  });
});

describe('counting a shop', () => {
  it('gives the same bytes in two threads and in one', async () => {
    const one = await countShop({ ...source, customers: 1_999 }, plan.settings, counting);
    const two = await countShop(source, plan.settings, counting);
    expect(one.map(({ figures }) => figures?.customers)).toEqual([5_400, customers]);
    expect(JSON.stringify(two)).toBe(JSON.stringify(one));
  });

  it('asks about so many of a large shop, and counts it the more often', async () => {
    expect(countedAt(plan, 1_000_000)).toMatchObject({ share: 13 / 128, instants: { length: 20 } });
    expect(countedAt(plan, 50_000)).toMatchObject({ share: 1 });
    const [half] = await countShop(source, plan.settings, { ...counting, share: 0.5, everyFit: 0 });
    expect(half?.figures?.customers).toBeGreaterThan(0.45 * 5_400);
    expect(half?.figures?.customers).toBeLessThan(0.55 * 5_400);
  });

  it('ends with the reason when a thread cannot read the past', async () => {
    const gone = { ...source, pasts: { ...source.pasts, database: '/nowhere/pasts.sqlite' } };
    await expect(countShop(gone, plan.settings, counting)).rejects.toThrow('unable to open database file');
  });
});
