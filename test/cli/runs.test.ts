import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { listRuns, showRuns } from '../../lib/cli/runs.ts';
import { closeFigures } from '../../lib/usecases/close-figures.ts';
import { orderCampaign } from '../../lib/usecases/order-campaign.ts';
import { news, runShop } from '../functions/scheduled-shop.ts';
import { day, hour, noon } from '../functions/shop.ts';

beforeEach(() => {
  for (const stream of [process.stdout, process.stderr]) vi.spyOn(stream, 'write').mockReturnValue(true);
});
afterEach(() => vi.restoreAllMocks());

it('shows each run with its equation, also while it is under way', async () => {
  const journey = news({
    id: 'journey',
    steps: [{ send: 'hello', validFor: '1 day' }, { wait: '1 hour' }, { send: 'hello', id: 'again' }],
  });
  const cloud = await runShop([news(), journey, news({ id: 'late', entry: { trigger: { once: '2026-11-01 13:00', zone: 'UTC' } } })]);
  expect(showRuns(await listRuns(cloud.world, undefined))).toBe('no run has started yet');
  await cloud.advanceTo(noon + 15 * hour);
  expect(showRuns(await listRuns(cloud.world, 'news'))).toBe(
    'news 2026-11-03 09:00: run 2, started 2026-11-02 19:01 UTC\n' +
      '  targeted 3 = sent 1 + suppressed 0 + failed 0 + unknown 0 + 2 open: 2 are under way',
  );
  await orderCampaign(cloud.world, { campaign: 'journey', order: 'cancel' });
  await cloud.advanceTo(noon + 3 * day);
  expect(showRuns(await listRuns(cloud.world, undefined)).split('\n')).toEqual([
    'journey 2026-11-03 09:00: run 1, started 2026-11-02 19:01 UTC',
    '  targeted 3 = entered 1 + suppressed 2 (cancelled 2) + failed 0: the equation closes',
    'news 2026-11-03 09:00: run 2, started 2026-11-02 19:01 UTC',
    '  targeted 3 = sent 3 + suppressed 0 + failed 0 + unknown 0: the equation closes',
  ]);
  await expect(listRuns(cloud.world, 'old')).rejects.toThrow(
    '"old" has no run and no schedule in force; scheduled are journey, late, news',
  );
});

it('counts the recipients of runs into the closing figures, by campaign', async () => {
  const cloud = await runShop([news({ entry: { trigger: { once: '2026-11-03 09:00' }, holdout: '40%' } })]);
  await cloud.advanceTo(noon + 15 * hour);
  await orderCampaign(cloud.world, { campaign: 'news', order: 'cancel' });
  await cloud.advanceTo(noon + 3 * day);
  const { byCampaign, ...all } = await closeFigures(cloud.world);
  expect(all).toMatchObject({ targeted: 3, open: 0 });
  expect(byCampaign).toEqual({ news: expect.objectContaining({ targeted: 3, open: 0, sent: all.sent, suppressed: all.suppressed }) });
});
