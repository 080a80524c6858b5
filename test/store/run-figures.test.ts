import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { loadCounts } from '../../lib/store/counters.ts';
import { runKeys } from '../../lib/store/keys.ts';
import { loadRuns } from '../../lib/store/runs.ts';
import { orderCampaign } from '../../lib/usecases/order-campaign.ts';
import type { World } from '../../lib/world.ts';
import type { Cloud } from '../functions/cloud.ts';
import { news, runShop } from '../functions/scheduled-shop.ts';
import { cidOf, day, hour, noon } from '../functions/shop.ts';

beforeAll(() => {
  for (const stream of [process.stdout, process.stderr]) vi.spyOn(stream, 'write').mockReturnValue(true);
});
afterAll(() => vi.restoreAllMocks());

/** A control group, one who cannot be looked at, and those whose morning comes after the campaign was cancelled. */
async function halfRun(steps: 'broadcast' | 'journey'): Promise<Cloud> {
  const journey = { steps: [{ send: 'hello', validFor: '1 day' }, { wait: '1 hour' }, { send: 'hello', validFor: '1 day', id: 'again' }] };
  const cloud = await runShop(
    [news({ entry: { trigger: { once: '2026-11-03 09:00' }, holdout: '30%' }, ...(steps === 'journey' && journey) })],
    {
      others: Array.from({ length: 12 }, (_, index) => `c${index}`),
    },
  );
  await cloud.world.table.write([{ update: { table: 'customers', pk: cidOf('c3'), sk: '-' }, set: [[['profile'], 'broken']] }]);
  await cloud.advanceTo(noon + 12 * hour);
  await orderCampaign(cloud.world, { campaign: 'news', order: 'cancel' });
  await cloud.advanceTo(noon + 3 * day);
  return cloud;
}

/** The partitions of runs that a call reads. */
async function partsRead(world: World, call: () => Promise<unknown>): Promise<string[]> {
  const query = vi.spyOn(world.table, 'query');
  await call();
  const read = query.mock.calls.map(([{ pk }]) => pk.split('#')[0] ?? '');
  query.mockRestore();
  return [...new Set(read)].filter((part) => ['RUN', 'PAGE', 'STOCK'].includes(part)).sort();
}

it.each(['broadcast', 'journey'] as const)(
  'a %s is counted from its run, which says the same as its pages, and these are not read',
  async (steps) => {
    const { world } = await halfRun(steps);
    const [run, ...others] = await loadRuns(world, 'news');
    expect(others).toEqual([]);
    const over = { suppressed: { cancelled: expect.any(Number) }, failed: { 'cannot-select': 1 } };
    expect(run).toMatchObject({ status: 'closed', targeted: 15, tally: over, unsent: over });
    const counted = (await loadCounts(world, { campaign: 'news' })).tallied;
    const n = counted[0]?.counts ?? {};
    const ofStep = (name: string) => n[`step/hello/${name}`] ?? 0;
    if (steps === 'broadcast') {
      // All but the control group come to the only step, and each of them is sent to or not, for a reason.
      expect(ofStep('targeted')).toBe((n.targeted ?? 0) - (n['suppressed.held-out'] ?? 0));
      expect(ofStep('sent.email') + ofStep('suppressed.cancelled') + ofStep('failed.cannot-select')).toBe(ofStep('targeted'));
    }
    expect(await partsRead(world, () => loadCounts(world, { campaign: 'news' }))).toEqual(['RUN']);
    if (run) await world.table.write([{ update: runKeys.run(run), remove: [['unsent']] }]);
    expect(await partsRead(world, () => loadCounts(world, { campaign: 'news' }))).toEqual(['PAGE', 'RUN', 'STOCK']);
    expect((await loadCounts(world, { campaign: 'news' })).tallied).toEqual(counted);
  },
);

it('a run that was under way before runs summed this up goes on, and is counted from its pages', async () => {
  const cloud = await runShop([news({ entry: { trigger: { once: '2026-11-03 09:00' }, holdout: '30%' } })], {
    others: Array.from({ length: 12 }, (_, index) => `c${index}`),
  });
  const { world } = cloud;
  await cloud.advanceTo(noon + 12 * hour);
  const [run] = await loadRuns(world, 'news');
  expect(run?.status).toBe('sending');
  if (run) await world.table.write([{ update: runKeys.run(run), remove: [['unsent']] }]);
  await orderCampaign(world, { campaign: 'news', order: 'cancel' });
  await cloud.advanceTo(noon + 3 * day);
  const [closed] = await loadRuns(world, 'news');
  expect(closed?.status).toBe('closed');
  expect(closed).not.toHaveProperty('unsent');
  const [counts] = (await loadCounts(world, { campaign: 'news' })).tallied;
  expect(counts?.counts['suppressed.cancelled']).toBe(closed?.tally.suppressed.cancelled);
  expect(counts?.counts['suppressed.held-out']).toBe(closed?.tally.suppressed['held-out']);
});
