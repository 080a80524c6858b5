import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import * as z from 'zod';
import { create as runCampaigns } from '../../functions/run-campaigns.ts';
import type { CampaignInput } from '../../lib/core/definition/campaign.ts';
import { loadCatalogue, publishCatalogue } from '../../lib/store/catalogue.ts';
import { runKeys } from '../../lib/store/keys.ts';
import { loadOpenRuns, loadPointers, loadRuns } from '../../lib/store/runs.ts';
import { orderCampaign } from '../../lib/usecases/order-campaign.ts';
import { armSchedules } from '../../lib/usecases/start-runs.ts';
import type { Cloud } from './cloud.ts';
import { publication } from './publication.ts';
import { mailsOf, news, runShop } from './scheduled-shop.ts';
import { cidOf, context, day, enrollments, hour, noon, outcomes } from './shop.ts';

beforeEach(() => {
  for (const stream of [process.stdout, process.stderr]) vi.spyOn(stream, 'write').mockReturnValue(true);
});
afterEach(() => vi.restoreAllMocks());

const minute = 60_000;
const chunkSchema = z.object({ campaign: z.string(), cids: z.array(z.string()) });
const nine = { once: '2026-11-03 09:00' };
const inLondon = { ...nine, zone: 'Europe/London' };
const london = noon + 21 * hour;
const runOf = async (cloud: Cloud, campaign = 'news') => (await loadRuns(cloud.world, campaign)).at(-1);

describe('a broadcast at nine in each customer’s zone', () => {
  it('reaches each at her own nine o’clock, once, and closes its equation', async () => {
    const cloud = await runShop([news()]);
    await cloud.advanceTo(noon + 3 * day);
    expect(mailsOf(cloud)).toEqual(['11-03T00:01 kei', '11-03T09:01 ann', '11-03T14:01 bob']);
    expect(await runOf(cloud)).toMatchObject({
      occurrence: '2026-11-03T09:00',
      number: 1,
      status: 'closed',
      targeted: 3,
      tally: { sent: 3 },
    });
    expect(await loadOpenRuns(cloud.world)).toEqual([]);
    expect(await enrollments(cloud)).toEqual([]);
  });

  it('does so also when every batch and every tick comes twice', async () => {
    const cloud = await runShop([news()], { repeat: 2 });
    await cloud.advanceTo(noon + 3 * day);
    expect(mailsOf(cloud)).toHaveLength(3);
    expect(await runOf(cloud)).toMatchObject({ status: 'closed', targeted: 3, tally: { sent: 3, suppressed: {}, failed: {} } });
  });

  it('is kept from the control group and refused by those who said no, and the reasons are counted', async () => {
    const cloud = await runShop([news({ entry: { trigger: nine, holdout: '50%' } })], {
      others: Array.from({ length: 20 }, (_, index) => `c${index}`),
    });
    await cloud.world.table.write([
      { update: { table: 'relations', pk: cidOf('ann'), sk: 'CONTACT' }, set: [[['cons', 'email', 'offers'], -1]], add: [[['v'], 1]] },
    ]);
    await cloud.advanceTo(noon + 3 * day);
    const run = await runOf(cloud);
    expect(run).toMatchObject({ status: 'closed', targeted: 23 });
    const { sent = 0, suppressed = {} } = run?.tally ?? {};
    expect(mailsOf(cloud)).toHaveLength(sent);
    expect(sent + (suppressed['held-out'] ?? 0) + (suppressed['no-consent'] ?? 0)).toBe(23);
    expect(suppressed['held-out']).toBeGreaterThan(3);
  });

  it('asks the audience, with consent where it asks for that', async () => {
    const audience = { field: 'consent.email.offers', is: true };
    const cloud = await runShop([news({ entry: { trigger: nine, audience } })]);
    await cloud.world.table.write([{ delete: { table: 'relations', pk: cidOf('bob'), sk: 'CONTACT' } }]);
    await cloud.advanceTo(noon + 3 * day);
    expect(await runOf(cloud)).toMatchObject({ status: 'closed', targeted: 2, tally: { sent: 2 } });
  });

  it('counts a customer whose record cannot be read as failed, and sends to the others', async () => {
    const cloud = await runShop([news({ entry: { trigger: nine, audience: { field: 'metrics.orders', atMost: 9 } } })]);
    await cloud.world.table.write([{ put: { table: 'customers', pk: cidOf('bob'), sk: '-', v: 1, profile: 'torn' } }]);
    await cloud.advanceTo(noon + 3 * day);
    expect(await runOf(cloud)).toMatchObject({ status: 'closed', targeted: 3, tally: { sent: 2, failed: { 'cannot-select': 1 } } });
  });
});

describe('a schedule', () => {
  it('begins when it is published: what was due before is not made up for', async () => {
    const daily = news({ entry: { trigger: { every: 'day', at: '09:00' } } });
    const cloud = await runShop([daily]);
    // Noon in London: nine has passed in Tokyo and London, and is still to come in New York.
    await cloud.advanceTo(noon + 10 * hour);
    expect(mailsOf(cloud)).toEqual(['11-02T14:01 bob']);
    const [first] = await loadRuns(cloud.world, 'news');
    expect(first).toMatchObject({ occurrence: '2026-11-02T09:00', tally: { suppressed: { 'before-live': 2 } } });
    await cloud.advanceTo(noon + 2 * day);
    expect(mailsOf(cloud)).toHaveLength(6);
  });

  it('makes up for an outage while it is valid where a customer is, and says what was missed', async () => {
    const weekly = { ...inLondon };
    const cloud = await runShop([
      news({ entry: { trigger: nine } }),
      news({ id: 'brief', entry: { trigger: weekly }, steps: [{ send: 'offer', validFor: '1 hour' }] }),
    ]);
    // Down until 15:30 on the third: for kei more than a day has not passed, the hour of the other is over.
    cloud.now = london + 6.5 * hour;
    await cloud.advanceTo(noon + 3 * day);
    expect(mailsOf(cloud)).toEqual(['11-03T15:50 ann', '11-03T15:50 bob', '11-03T15:50 kei']);
    expect(await runOf(cloud, 'brief')).toMatchObject({ status: 'missed', reason: 'too-late', number: 0, targeted: 0 });
    expect(await runOf(cloud)).toMatchObject({ status: 'closed', tally: { sent: 3 } });
  });

  it('that was published a moment ago is not taken for one that is gone', async () => {
    const daily = (id: string) => news({ id, entry: { trigger: { every: 'day', at: '09:00' } } });
    const cloud = await runShop([daily('news')]);
    const tick = runCampaigns(cloud.limited('run-campaigns').world);
    await tick({}, context);
    await publishCatalogue(cloud.world, { ...publication(), campaigns: [daily('news'), daily('brief')] }, noon);
    await armSchedules(cloud.world);
    cloud.now += 1000;
    await tick({}, context);
    expect((await loadPointers(cloud.world)).map(({ campaign }) => campaign)).toEqual(['brief', 'news']);
  });

  it('that comes back into force begins anew, and repeats nothing', async () => {
    const cloud = await runShop([news({ entry: { trigger: { every: 'day', at: '09:00', zone: 'UTC' } } })]);
    const publish = (status: 'live' | 'draft') =>
      publishCatalogue(
        cloud.world,
        { ...publication(), campaigns: [news({ status, entry: { trigger: { every: 'day', at: '09:00', zone: 'UTC' } } })] },
        noon,
      );
    await cloud.advanceTo(noon + day);
    await publish('draft');
    await cloud.advanceTo(noon + 3 * day);
    await publish('live');
    await cloud.advanceTo(noon + 4 * day);
    expect((await loadRuns(cloud.world, 'news')).map(({ occurrence }) => occurrence)).toEqual(['2026-11-03T09:00', '2026-11-06T09:00']);
  });
});

describe('orders of a person', () => {
  it('pause: nothing starts and nothing is released until it is resumed', async () => {
    const cloud = await runShop([news()]);
    await cloud.advanceTo(noon + 8 * hour);
    await orderCampaign(cloud.world, { campaign: 'news', order: 'pause' });
    await cloud.advanceTo(london + hour);
    expect(mailsOf(cloud)).toEqual([]);
    await orderCampaign(cloud.world, { campaign: 'news', order: 'resume' });
    await cloud.advanceTo(noon + 3 * day);
    expect(mailsOf(cloud).map((mail) => mail.split(' ')[1])).toEqual(
      ['ann', 'kei', 'bob'].sort((a, b) => (a === 'bob' ? 1 : b === 'bob' ? -1 : a < b ? -1 : 1)),
    );
  });

  it('cancel: those who are still to come get a reason, and the run closes', async () => {
    const cloud = await runShop([news()]);
    await cloud.advanceTo(noon + 15 * hour);
    await orderCampaign(cloud.world, { campaign: 'news', order: 'cancel' });
    await cloud.advanceTo(noon + 3 * day);
    expect(mailsOf(cloud)).toEqual(['11-03T00:01 kei']);
    expect(await runOf(cloud)).toMatchObject({ status: 'closed', targeted: 3, tally: { sent: 1, suppressed: { cancelled: 2 } } });
  });
});

describe('an order to cancel that the release did not see', () => {
  const again = [{ wait: '1 hour' as const }, { send: 'hello', id: 'again', validFor: '1 day' as const }];

  it.each([
    ['a broadcast', []],
    ['a run that enters', again],
  ])('drops %s that began before it, though it is due after it', async (_, more) => {
    const cloud = await runShop([news({ steps: [{ send: 'hello', validFor: '1 day' }, ...more] })]);
    await cloud.advanceTo(london - 10_000);
    await loadCatalogue(cloud.world);
    const tick = runCampaigns(cloud.limited('run-campaigns').world);
    await loadCatalogue(cloud.limited('run-campaigns').world);
    cloud.now = london - 5000;
    await orderCampaign(cloud.world, { campaign: 'news', order: 'cancel' });
    cloud.now = london;
    await tick({}, context);
    cloud.now = london + 5 * minute;
    await cloud.settle();
    await cloud.advanceTo(london + 9 * hour);
    expect(mailsOf(cloud).filter((mail) => !mail.endsWith('kei'))).toEqual([]);
  });
});

describe('a run whose item cannot be read', () => {
  it('fails its tick, and keeps no other run from being sent and closed', async () => {
    const cloud = await runShop(['torn', 'news'].map((id) => news({ id, entry: { trigger: inLondon } })));
    const tick = runCampaigns(cloud.limited('run-campaigns').world);
    cloud.now = london;
    await tick({}, context);
    await cloud.settle();
    await cloud.world.table.write([
      { update: runKeys.run({ campaign: 'torn', occurrence: '2026-11-03T09:00' }), set: [[['tally'], null]] },
    ]);
    for (; cloud.now < london + hour; cloud.now += minute) {
      await tick({}, context).catch(() => undefined);
      await cloud.settle();
    }
    await expect(tick({}, context)).rejects.toThrow();
    expect(await runOf(cloud)).toMatchObject({ status: 'closed', tally: { sent: 3 } });
  });
});

describe('the release', () => {
  it('keeps to two minutes of the rate, and lets the higher priority go first', async () => {
    const others = Array.from({ length: 7 }, (_, index) => `c${index}`);
    const low = news({ id: 'low', entry: { trigger: inLondon }, limits: { priority: 10 } });
    const cloud = await runShop([low, news({ entry: { trigger: inLondon }, limits: { priority: 90 } })], { others });
    cloud.world.quota.perSecond = 0.11;
    const released = releases(cloud);
    await cloud.advanceTo(london);
    await cloud.advanceTo(london + minute);
    expect(released).toEqual([...Array(10).fill('news'), 'low', 'low']);
    await cloud.advanceTo(london + 2 * day);
    expect(released).toHaveLength(20);
    for (const campaign of ['news', 'low']) expect(await runOf(cloud, campaign)).toMatchObject({ status: 'closed', targeted: 10 });
  });
});

/** The campaigns of the recipients that are released, in their order. */
function releases(cloud: Cloud): unknown[] {
  const released: unknown[] = [];
  const { world } = cloud.limited('run-campaigns');
  const { enqueue } = world;
  world.enqueue = async (queue, tasks) => {
    for (const { body } of queue === 'bulk' ? tasks : []) {
      const { campaign, cids } = chunkSchema.parse(body);
      released.push(...cids.map(() => campaign));
    }
    return enqueue(queue, tasks);
  };
  return released;
}

describe('a scheduled campaign with more than one step', () => {
  const journey = (over: Partial<CampaignInput> = {}) =>
    news({ steps: [{ send: 'hello', validFor: '1 day' }, { wait: '1 day' }, { send: 'hello', id: 'again', validFor: '1 day' }], ...over });

  it('enters each at her own time, and closes when each has entered or was refused', async () => {
    const cloud = await runShop([journey()], { repeat: 2 });
    await cloud.advanceTo(noon + 4 * day);
    expect(mailsOf(cloud)).toHaveLength(6);
    expect(await outcomes(cloud)).toEqual(['sent', 'sent']);
    const [enrollment] = await enrollments(cloud);
    expect(enrollment?.enrollment).toMatchObject({
      run: '2026-11-03T09:00',
      place: expect.stringMatching(/^1\.\d\.0\.0$/),
      enteredAt: london,
    });
    expect(await runOf(cloud)).toMatchObject({ status: 'closed', targeted: 3, tally: { entered: 3 } });
  });

  it('says why somebody was not entered', async () => {
    const cloud = await runShop([journey({ entry: { trigger: { every: 'day', at: '09:00', zone: 'UTC' }, reentry: 'never' } })]);
    await cloud.advanceTo(noon + 3 * day);
    const [first, second] = await loadRuns(cloud.world, 'news');
    expect(first).toMatchObject({ status: 'closed', tally: { entered: 3 } });
    expect(second).toMatchObject({ status: 'closed', tally: { entered: 0, suppressed: { reentry: 3 } } });
  });
});
