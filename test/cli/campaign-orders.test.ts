import { describe, expect, it } from 'vitest';
import { giveOrder } from '../../lib/cli/campaign-orders.ts';
import { loadCatalogue } from '../../lib/store/catalogue.ts';
import { openCloud } from '../functions/cloud.ts';
import { noon } from '../functions/shop.ts';

const standing = async (cloud: Awaited<ReturnType<typeof openCloud>>, campaign: string) => {
  cloud.now += 15_000;
  return (await loadCatalogue(cloud.world)).orders(campaign);
};

describe('orders for a campaign', () => {
  it('are known to every function 15 seconds later; pausing again keeps the first instant', async () => {
    const cloud = await openCloud({ now: noon });
    const [line] = await giveOrder(cloud.world, { campaign: 'offer', order: 'pause' });
    expect(line).toContain('offer is paused since 2026-11-02 12:00 UTC: messages and runs wait');
    expect(await standing(cloud, 'offer')).toEqual({ pausedAt: noon });
    expect(await standing(cloud, 'journey')).toEqual({});
    await giveOrder(cloud.world, { campaign: 'offer', order: 'pause' });
    await giveOrder(cloud.world, { campaign: 'offer', order: 'cancel' });
    expect(await standing(cloud, 'offer')).toEqual({ pausedAt: noon, cancelledAt: noon + 30_000 });
    await giveOrder(cloud.world, { campaign: 'offer', order: 'resume' });
    expect(await standing(cloud, 'offer')).toEqual({ cancelledAt: noon + 30_000 });
  });

  it('for all and for one stand beside each other, and the answer says so', async () => {
    const cloud = await openCloud({ now: noon });
    await giveOrder(cloud.world, { campaign: '*', order: 'pause' });
    await giveOrder(cloud.world, { campaign: 'offer', order: 'pause' });
    expect(await giveOrder(cloud.world, { campaign: 'journey', order: 'resume' })).toContain(
      'all campaigns are paused, so it waits: "npm run rapport -- resume --all" lifts that',
    );
    expect(await giveOrder(cloud.world, { campaign: '*', order: 'resume' })).toContain('paused by itself, and still so: offer');
    expect(await standing(cloud, 'offer')).toHaveProperty('pausedAt');
    expect(await standing(cloud, 'journey')).not.toHaveProperty('pausedAt');
  });

  it('to resume what was never paused says so', async () => {
    const cloud = await openCloud({ now: noon });
    for (const campaign of ['offer', '*']) {
      expect((await giveOrder(cloud.world, { campaign, order: 'resume' }))[0]).toMatch(/ was not paused: nothing changed$/);
      await giveOrder(cloud.world, { campaign, order: 'pause' });
      expect((await giveOrder(cloud.world, { campaign, order: 'resume' }))[0]).toMatch(/ goes on; /);
    }
  });

  it('for a campaign that is not there name those that are', async () => {
    const { world } = await openCloud({ now: noon });
    await expect(giveOrder(world, { campaign: 'ofer', order: 'pause' })).rejects.toThrow(
      'no campaign "ofer" is in force; in force are journey, offer, thank-you; did you mean "offer"?',
    );
  });
});
