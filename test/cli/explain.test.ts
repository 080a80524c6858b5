import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { giveOrder } from '../../lib/cli/campaign-orders.ts';
import { showExplanation } from '../../lib/cli/explain.ts';
import { explainCustomer } from '../../lib/usecases/explain-customer.ts';
import { findOneCustomer } from '../../lib/usecases/find-customer.ts';
import type { Cloud } from '../functions/cloud.ts';
import { day, hour, noon, order, place, shop, thanks } from '../functions/shop.ts';

const again = thanks({
  id: 'again',
  kind: 'database',
  topic: 'offers',
  entry: {
    trigger: { activity: 'order.placed', where: { field: 'activity.total', atLeast: '100 GBP' } },
    audience: {
      all: [
        { field: 'metrics.orders', atLeast: 2 },
        { field: 'consent.sms.offers', is: true },
      ],
    },
  },
  steps: [{ send: 'offer', by: ['sms'] }],
});
const twoSteps = thanks({ steps: [{ send: 'thanks' }, { wait: '3 days' }, { send: 'hello' }] });

beforeEach(() => {
  for (const stream of [process.stdout, process.stderr]) vi.spyOn(stream, 'write').mockImplementation(() => true);
});
afterEach(() => vi.restoreAllMocks());

async function explain(cloud: Cloud, campaign?: string): Promise<string> {
  return showExplanation(await explainCustomer(cloud.world, await findOneCustomer(cloud.world, 'ann'), campaign));
}

describe('an explanation', () => {
  it('says for each leaf what was found and what would have to change, and shows no address and no name', async () => {
    const cloud = await shop({ campaigns: [again, twoSteps] });
    await place(cloud, order('o1'));
    await cloud.settle();
    const text = await explain(cloud, 'again');
    expect(text.split('\n')).toEqual([
      'ann at 2026-11-02 12:00 UTC',
      '  reachable by email',
      '',
      expect.stringMatching(/^again \(version .{22}\): never inside$/),
      '  entered by order.placed',
      '    ✗ activity.total atLeast "100 GBP": found 49.90 GBP → 50.10 GBP more',
      '  audience',
      '    ✗ all of',
      '      ✗ metrics.orders atLeast 2: found 1 → 1 more',
      '      ? consent.sms.offers is true: found never asked → she must opt in to offers by text message',
      '  she would not enter now: the last order.placed is not one that enters',
      '  offer (offers) would not be sent: no address of hers is known for its channels (no-address)',
    ]);
    expect(await explain(cloud)).not.toMatch(/private\.example|Ann/);
  });

  it('says where she is, what became of her messages, and why', async () => {
    const cloud = await shop({ campaigns: [twoSteps] });
    await place(cloud, order('o1'));
    await cloud.advanceTo(noon + hour);
    await giveOrder(cloud.world, { campaign: 'thanks', order: 'pause' });
    await cloud.advanceTo(noon + 3 * day + hour);
    const lines = (await explain(cloud)).split('\n');
    expect(lines).toContainEqual(expect.stringMatching(/^thanks .* was inside, paused since 2026-11-02 13:00 UTC$/));
    expect(lines).toContainEqual(expect.stringContaining('ended 2026-11-05 12:00 UTC (completed: every step is done)'));
    expect(lines).toContain('  message thanks planned 2026-11-02 12:00 UTC: sent by email 2026-11-02 12:00 UTC');
    expect(lines).toContainEqual(
      expect.stringMatching(/message hello planned .*: held .*: the campaign is paused \(campaign-paused\); next look/),
    );
    expect(lines).toContainEqual(expect.stringContaining('hello (service) would wait until'));
  });

  it('tells her scores with a sentence each, and what is not known of her yet', async () => {
    const cloud = await shop({ campaigns: [twoSteps] });
    await place(cloud, order('o1'));
    await cloud.settle();
    const lines = (await explain(cloud)).split('\n');
    expect(lines).toContain('  stage friend: 1 order; she needs thanks, and a good second time');
    expect(lines).toContain('  frequencyClass new: 1 order day in the last 182 days; heavy begins at 26, medium at 6');
    expect(lines).toContainEqual(expect.stringMatching(/^ {2}not known: r, f, .*: the shop was not counted yet; it is each night$/));
    expect(await explain(cloud, 'thanks')).not.toContain('scores');
  });

  it('of a campaign that is not there names those that are', async () => {
    const cloud = await shop({ campaigns: [twoSteps] });
    await expect(explain(cloud, 'thank')).rejects.toThrow('no campaign "thank" is in force; in force are thanks');
  });
});
