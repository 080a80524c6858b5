import { afterEach, expect, it } from 'vitest';
import { findDynoxide } from '../../lib/sandbox/dynoxide.ts';
import { type Sandbox, startSandbox } from '../../lib/sandbox/sandbox.ts';
import { loadRuns } from '../../lib/store/runs.ts';
import { orderCampaign } from '../../lib/usecases/order-campaign.ts';
import { publishCampaigns } from '../../lib/usecases/publish-campaigns.ts';
import { saveCustomer } from '../../lib/usecases/save-customer.ts';
import { publication } from '../functions/publication.ts';
import { news } from '../functions/scheduled-shop.ts';
import { temporaryFolder } from './temporary-folder.ts';

const start = Date.UTC(2026, 10, 2, 12);
const hour = 3_600_000;
let sandbox: Sandbox | undefined;
afterEach(async () => {
  await sandbox?.stop();
});

const secrets = { pepper: 'p'.repeat(40), tokens: [{ kid: '1', secret: 's'.repeat(40) }] };

it.each(findDynoxide() ? (['memory', 'dynamodb'] as const) : (['memory'] as const))(
  'on %s: virtual time stops where a run is due and nowhere else, and a paused one lets it pass',
  async (tables) => {
    sandbox = await startSandbox({ folder: temporaryFolder(), port: 4640, now: start, tables, rate: 500 });
    const { world } = sandbox;
    const daily = news({ entry: { trigger: { every: 'day', at: '09:00' } } });
    await publishCampaigns(world, { ...publication(), campaigns: [daily] }, { liveFrom: start, fresh: secrets });
    for (let index = 0; index < 60; index++) {
      const zone = ['Europe/London', 'America/New_York', 'Asia/Tokyo'][index % 3] ?? '';
      const consented = { consent: { email: { offers: true } }, evidence: { source: 'api' as const } };
      await saveCustomer(world, {
        customer: `c${index}`,
        attributes: { country: 'GB', zone },
        email: `c${index}@private.example`,
        ...consented,
        at: start,
      });
    }
    await sandbox.advanceTo(start + 40 * hour);
    const runs = await loadRuns(world, 'news');
    expect(runs.map(({ occurrence, status }) => [occurrence, status])).toEqual([
      ['2026-11-02T09:00', 'closed'],
      ['2026-11-03T09:00', 'closed'],
      ['2026-11-04T09:00', 'sending'],
    ]);
    // New York of the first day, everybody of the second, Tokyo of the third; and a mail to the owner for each run.
    expect(sandbox.mailbox.counts().email).toBe(20 + 60 + 20 + 3);
    expect(sandbox.counts().invocations['run-campaigns']?.invoked).toBeLessThan(60);
    expect(sandbox.counts()).toMatchObject({
      deadLetters: 0,
      invocations: { 'enroll-customers': { failed: 0 }, 'run-campaigns': { failed: 0 } },
    });

    await orderCampaign(world, { campaign: 'news', order: 'pause' });
    const before = sandbox.counts().invocations['run-campaigns']?.invoked ?? 0;
    await sandbox.advanceTo(start + 96 * hour);
    expect((sandbox.counts().invocations['run-campaigns']?.invoked ?? 0) - before).toBeLessThan(40);
    expect(sandbox.mailbox.counts().email).toBe(20 + 60 + 20 + 3);
  },
);
