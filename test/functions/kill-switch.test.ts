import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { create as runCampaigns } from '../../functions/run-campaigns.ts';
import { create as sweepDue } from '../../functions/sweep-due.ts';
import { giveOrder } from '../../lib/cli/campaign-orders.ts';
import { listRuns, showStop } from '../../lib/cli/runs.ts';
import { keys } from '../../lib/store/keys.ts';
import { allCampaigns, loadOrders, stopBulkMail } from '../../lib/store/standing-orders.ts';
import type { Cloud } from './cloud.ts';
import { invocation } from './crowd.ts';
import { news, runShop } from './scheduled-shop.ts';
import { order, place, thanks } from './shop.ts';

beforeEach(() => {
  for (const stream of [process.stdout, process.stderr]) vi.spyOn(stream, 'write').mockReturnValue(true);
});
afterEach(() => vi.restoreAllMocks());

const due = Date.UTC(2026, 10, 3, 9);
const people = 300;
const others = Array.from({ length: people }, (_, index) => `x${index}`);
const utc = news({ entry: { trigger: { once: '2026-11-03 09:00', zone: 'UTC' } }, steps: [{ send: 'hello', validFor: '8 hours' }] });

/** A broadcast to 300, of whom two are sent to in a second. */
async function underWay(): Promise<Cloud> {
  const cloud = await runShop([utc, thanks({ steps: [{ send: 'thanks', validFor: '2 days' }] })], { others });
  cloud.world.quota.perSecond = 1;
  cloud.now = due;
  await minutely(cloud, 2);
  return cloud;
}

async function tick(cloud: Cloud): Promise<unknown> {
  await sweepDue(cloud.limited('sweep-due').world)({}, invocation());
  return runCampaigns(cloud.limited('run-campaigns').world)({}, invocation()).catch((error: unknown) => error);
}

async function minutely(cloud: Cloud, minutes: number): Promise<void> {
  for (const until = cloud.now + minutes * 60_000; cloud.now < until; ) {
    await tick(cloud);
    for (let time = 0; time < 12; time++, cloud.now += 5_000) await cloud.settle();
  }
}

const mailsOf = ({ world }: Cloud, campaign: string) =>
  world.emails.filter(({ message }) => message.tags['rapport-campaign'] === campaign).length;
const toOwners = ({ world }: Cloud) => world.emails.filter(({ message }) => message.tags['rapport-notice'] !== undefined).slice(1);
const bounces = (cloud: Cloud) => cloud.world.statistics.push({ at: cloud.now - 1000, attempts: 100, bounces: 40, complaints: 0 });

describe('the kill switch', () => {
  it('stops a broadcast that bounces within a minute, what stands in the queue too, and thank-yous go on', async () => {
    const cloud = await underWay();
    expect(mailsOf(cloud, 'news')).toBeGreaterThan(10);
    bounces(cloud);
    await tick(cloud);
    cloud.now += 16_000;
    const before = mailsOf(cloud, 'news');
    await place(cloud, order('o1', { occurredAt: cloud.now }));
    await minutely(cloud, 30);
    expect([mailsOf(cloud, 'news') - before, mailsOf(cloud, 'thanks')]).toEqual([0, 1]);
    const [run] = await listRuns(cloud.world, 'news');
    expect(run?.status).toBe('sending');
  });

  it('tells the owner once, and whoever asks, why', async () => {
    const cloud = await underWay();
    bounces(cloud);
    await minutely(cloud, 10);
    const mails = toOwners(cloud).map(({ message }) => Buffer.from(message.raw).toString());
    expect(mails).toHaveLength(1);
    expect(mails[0]).toContain('40 of 100 bounced');
    expect(await showStop(cloud.world)).toMatch(/stopped by itself on 2026-11-03 09:02 UTC: .* 40 of 100 bounced .*resume --all/);
  });

  it('goes on when a person says so, and only what is counted from then on matters', async () => {
    const cloud = await underWay();
    bounces(cloud);
    await minutely(cloud, 3);
    const before = mailsOf(cloud, 'news');
    await giveOrder(cloud.world, { campaign: allCampaigns, order: 'resume' });
    expect(await showStop(cloud.world)).toBeUndefined();
    await minutely(cloud, 4);
    expect(mailsOf(cloud, 'news')).toBeGreaterThan(before);
    bounces(cloud);
    await minutely(cloud, 1);
    expect(await showStop(cloud.world)).toBeDefined();
  });

  it('never goes on by itself, though the figures get better', async () => {
    const cloud = await underWay();
    bounces(cloud);
    await minutely(cloud, 1);
    cloud.world.statistics.length = 0;
    await minutely(cloud, 5);
    expect(await showStop(cloud.world)).toBeDefined();
  });

  it('is not lifted for one campaign alone, and says so', async () => {
    const cloud = await underWay();
    bounces(cloud);
    await minutely(cloud, 1);
    const told = await giveOrder(cloud.world, { campaign: 'news', order: 'resume' });
    expect(told[1]).toContain('bulk mail has stopped by itself');
    expect(await showStop(cloud.world)).toBeDefined();
  });

  it('drops what is no longer valid with its own reason', async () => {
    const cloud = await underWay();
    bounces(cloud);
    await minutely(cloud, 1);
    cloud.now = due + 9 * 3_600_000;
    await minutely(cloud, 20);
    const [run] = await listRuns(cloud.world, 'news');
    expect(run?.status).toBe('closed');
    expect(run?.tally.suppressed['bulk-paused']).toBeGreaterThan(100);
  });

  it('when the provider tells nothing, lets everything be as it is, and the failure is heard of', async () => {
    const cloud = await underWay();
    const { world } = cloud.limited('run-campaigns');
    world.emailStatistics = async () => {
      throw new Error('Throttling');
    };
    const before = mailsOf(cloud, 'news');
    expect(await tick(cloud)).toMatchObject({ message: 'Throttling' });
    await minutely(cloud, 1);
    expect(mailsOf(cloud, 'news')).toBeGreaterThan(before);
    await stopBulkMail(cloud.world, { orders: {}, because: 'of bounces', at: cloud.now });
    cloud.now += 16_000;
    const stopped = mailsOf(cloud, 'news');
    expect(await tick(cloud)).toBeUndefined();
    await minutely(cloud, 2);
    expect(mailsOf(cloud, 'news')).toBe(stopped);
  });

  it('stops the mails of a journey after a wait, though its run is closed, and tells its owner once', async () => {
    const steps = [{ wait: '2 hours' }, { send: 'hello', validFor: '8 hours' }];
    const cloud = await runShop([news({ entry: { trigger: { once: '2026-11-03 09:00', zone: 'UTC' } }, steps })], {
      others: others.slice(0, 120),
    });
    cloud.world.quota.perSecond = 1;
    cloud.now = due;
    await minutely(cloud, 121);
    expect((await listRuns(cloud.world, 'news')).map(({ status }) => status)).toEqual(['closed']);
    const before = mailsOf(cloud, 'news');
    expect(before).toBeGreaterThan(5);
    bounces(cloud);
    await tick(cloud);
    cloud.now += 16_000;
    const stopped = mailsOf(cloud, 'news');
    await minutely(cloud, 10);
    expect([mailsOf(cloud, 'news'), toOwners(cloud).length]).toEqual([stopped, 1]);
    expect(stopped).toBeLessThan(120);
    expect(await showStop(cloud.world)).toBeDefined();
  });

  it('asks nobody while no run is under way', async () => {
    const cloud = await runShop([utc]);
    cloud.world.emailStatistics = async () => {
      throw new Error('asked');
    };
    cloud.now = due - 120_000;
    expect(await tick(cloud)).toBeUndefined();
  });
});

describe('a stop that comes late', () => {
  it('does not undo that a person let it go on meanwhile, nor change why it stands', async () => {
    const cloud = await runShop([utc]);
    const stop = (because: string, orders = {}) => stopBulkMail(cloud.world, { orders, because, at: cloud.now });
    expect(await stop('first')).toBe(true);
    expect(await stop('second')).toBe(false);
    expect((await loadOrders(cloud.world)).get(allCampaigns)?.because).toBe('first');
    await giveOrder(cloud.world, { campaign: allCampaigns, order: 'resume' });
    expect(await stop('third')).toBe(false);
    const { resumedAt } = (await loadOrders(cloud.world)).get(allCampaigns) ?? {};
    expect(await stop('fourth', { resumedAt })).toBe(true);
    expect(await cloud.world.table.get(keys.orders(allCampaigns))).toMatchObject({ because: 'fourth' });
  });
});
