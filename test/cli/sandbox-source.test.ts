import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { orderFileSource } from '../../lib/cli/sandbox-source.ts';
import { currencyInForce, settingsIn } from '../../lib/cli/shop-settings.ts';
import { memoryWorld } from '../../lib/memory/world.ts';
import { shop, thanks } from '../functions/shop.ts';
import { fileOf, mapOf, removeFiles } from '../orders/order-files.ts';

beforeAll(() => void vi.spyOn(process.stderr, 'write').mockReturnValue(true));
afterAll(async () => {
  vi.restoreAllMocks();
  await removeFiles();
});

const at = (date: string) => Date.parse(`${date}T00:00:00Z`);
const map = mapOf({ columns: { customer: 'c', date: 'd', amount: 'a' } });
const now = at('2025-06-15');

async function sourceOf(...lines: string[]) {
  const source = await orderFileSource(
    fileOf(['c,d,a', ...lines].join('\n')),
    { map, now },
    {
      brands: settings?.brands ?? [],
      rates: { base: 'EUR', toBase: {} },
    },
  );
  const activities = [...source.history(), ...source.live()].flatMap(({ entry }) => ('activity' in entry ? [entry.activity] : []));
  source.close();
  return { ...source, activities };
}

const settings = await settingsIn('campaigns');

it('given an order of a far future, when the sandbox reads the file, then it moves no end, is left out, and is told', async () => {
  const { endAt, liveFrom, activities, notes } = await sourceOf('ann,2025-05-01,1', 'ben,2025-06-15 13:00,1', 'eve,2098-05-02,1');
  expect([endAt, liveFrom]).toEqual([at('2025-06-15') + 14 * 3_600_000, at('2025-05-18')]);
  expect(activities.map(({ customer }) => customer)).toEqual(['ann', 'ben']);
  expect(notes.join('\n')).toContain('1 activity is dated after today, the last on 2098-05-02 (customer eve)');
  expect(notes.join('\n')).toContain('amounts are taken as EUR, the base currency of the settings');
});

it('given a file of a future alone, when it is read, then that is its time', async () => {
  const { endAt, activities } = await sourceOf('ann,2098-05-01,1', 'eve,2098-05-02,1');
  expect([endAt, activities.length]).toEqual([at('2098-05-02') + 3_600_000, 2]);
});

it('given a table, when its currency is asked for, then it is that of what was published, and none before', async () => {
  const { world } = await shop({ campaigns: [thanks()] });
  expect(await currencyInForce(world)).toBe('GBP');
  expect(await currencyInForce(memoryWorld({ now: () => now }))).toBeUndefined();
  expect(await settingsIn('nowhere')).toBeUndefined();
});
