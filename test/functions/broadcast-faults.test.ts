import type { SQSBatchResponse } from 'aws-lambda';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { create as sweepDue } from '../../functions/sweep-due.ts';
import { loadBudget } from '../../lib/store/budgets.ts';
import { gather, invocation, tally, work } from './crowd.ts';
import { injectFaults } from './faults.ts';

beforeEach(() => {
  for (const stream of [process.stdout, process.stderr]) vi.spyOn(stream, 'write').mockReturnValue(true);
});
afterEach(() => vi.restoreAllMocks());
vi.setConfig({ testTimeout: 30_000 });

const people = 40;

describe('a broadcast, whatever fails in whatever order', () => {
  it.each(Array.from({ length: 12 }, (_, index) => index + 1))(
    'sends nothing twice, loses nobody, stays in its budget: seed %i',
    async (seed) => {
      const mayCost = seed % 2 === 0 ? 30 : 1000;
      const limits = { budget: `${mayCost / 100} GBP` };
      const crowd = await gather(people, {
        wants: (index) => index % 5 !== 0,
        campaign: { limits },
        settings: { unitCosts: { email: '0.01 GBP' } },
      });
      const { cloud } = crowd;
      cloud.world.quota.perSecond = 14;
      const faults = injectFaults(cloud.world, seed);
      const show = async (go: () => Promise<SQSBatchResponse>) => {
        const again = faults.happens('bulk twice', 0.3);
        const [first] = await Promise.all([faults.invoke(go), ...(again ? [faults.invoke(go)] : [])]);
        return first?.killed ? undefined : first?.answer;
      };
      await crowd.enqueue(crowd.chunks());
      const pass = async () => {
        cloud.now += 10 * 60_000;
        await faults.invoke(() => sweepDue(cloud.limited('sweep-due').world)({}, invocation()));
        await work(crowd, { show });
      };
      for (let time = 0; time < 6; time++) await pass();
      faults.stop();
      for (let time = 0; time < 3; time++) await pass();

      const { sent = 0, ...others } = await tally(crowd);
      const settled = Object.entries(others).reduce((sum, [, count]) => sum + count, sent);
      expect({ settled, held: Object.keys(others).filter((name) => name.startsWith('held')) }).toEqual({ settled: people, held: [] });
      expect(others['suppressed no-consent']).toBe(people / 5);
      expect([...faults.accepted].filter(([, times]) => times > 1)).toEqual([]);
      expect(faults.accepted.size).toBeLessThanOrEqual(mayCost);
      const left = (await loadBudget(cloud.world, 'news', 'life'))?.left ?? 0;
      expect(left).toBeGreaterThanOrEqual(0);
      expect(left).toBeLessThanOrEqual((mayCost - faults.accepted.size) * 10_000);
      expect(cloud.world.queues.size('dead-letters')).toBe(0);
    },
  );
});
