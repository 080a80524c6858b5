import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { orderCampaign } from '../../lib/usecases/order-campaign.ts';
import type { Cloud } from './cloud.ts';
import { ann, day, enrollments, hour, noon, order, outcomes, place, shop, showActivities, thanks } from './shop.ts';

const minute = 60_000;
const twoSteps = thanks({ steps: [{ send: 'thanks' }, { wait: '1 day' }, { send: 'hello', validFor: '2 days' }] });

beforeEach(() => {
  for (const stream of [process.stdout, process.stderr]) vi.spyOn(stream, 'write').mockImplementation(() => true);
});
afterEach(() => vi.restoreAllMocks());

/** Told, and a minute later. */
async function tell(cloud: Cloud, told: 'pause' | 'resume' | 'cancel', campaign = 'thanks') {
  await orderCampaign(cloud.world, { campaign, order: told });
  cloud.now += minute;
}

describe('a paused campaign', () => {
  it('holds what it plans, lets journeys go on, and sends each message once when it is resumed', async () => {
    const cloud = await shop({ campaigns: [twoSteps] });
    await place(cloud, order('o1'));
    await cloud.settle();
    await tell(cloud, 'pause');
    await place(cloud, order('o2', { occurredAt: cloud.now }));
    await cloud.advanceTo(noon + 2 * hour);
    expect(await outcomes(cloud)).toEqual(['sent', 'held campaign-paused']);
    await cloud.advanceTo(noon + day + 3 * hour);
    // The first words of the second order are no longer valid; both journeys have come to their second.
    expect(await outcomes(cloud)).toEqual(['sent', 'suppressed campaign-paused', 'held campaign-paused', 'held campaign-paused']);
    await tell(cloud, 'resume');
    await cloud.advanceTo(cloud.now + hour);
    expect(await outcomes(cloud)).toEqual(['sent', 'suppressed campaign-paused', 'sent', 'sent']);
    expect(cloud.world.emails).toHaveLength(3);
  });

  it('lets the others go on; all of them can be paused at once', async () => {
    const cloud = await shop({ campaigns: [twoSteps, { ...twoSteps, id: 'other' }] });
    await tell(cloud, 'pause');
    await place(cloud, order('o1', { occurredAt: cloud.now }));
    await cloud.advanceTo(noon + hour);
    expect((await outcomes(cloud)).sort()).toEqual(['held campaign-paused', 'sent']);
    await tell(cloud, 'pause', '*');
    await place(cloud, order('o2', { occurredAt: cloud.now }));
    await cloud.advanceTo(cloud.now + hour);
    expect((await outcomes(cloud)).filter((each) => each === 'sent')).toHaveLength(1);
  });
});

describe('a cancelled campaign', () => {
  it('drops what stands in the outbox, and lets no earlier order in', async () => {
    const cloud = await shop({ campaigns: [thanks()] });
    await place(cloud, order('o1'));
    await showActivities(cloud);
    await place(cloud, order('o2'));
    await tell(cloud, 'cancel');
    await cloud.advanceTo(noon + hour);
    expect(await outcomes(cloud)).toEqual(['suppressed cancelled']);
    expect(cloud.world.emails).toEqual([]);
  });

  it('drops what is held, ends who is inside, and goes on with who comes later', async () => {
    const cloud = await shop({ campaigns: [twoSteps] });
    await place(cloud, order('o1'));
    await cloud.settle();
    await tell(cloud, 'pause');
    await place(cloud, order('o2', { occurredAt: cloud.now }));
    await cloud.settle();
    await tell(cloud, 'cancel');
    await tell(cloud, 'resume');
    await place(cloud, order('o3', { occurredAt: cloud.now }));
    await cloud.advanceTo(noon + 2 * day);
    expect((await outcomes(cloud, ann)).sort()).toEqual(['sent', 'sent', 'sent', 'suppressed cancelled']);
    const how = (await enrollments(cloud)).map(({ enrollment }) => (enrollment as { ended: { because: string } }).ended.because);
    expect(how.sort()).toEqual(['cancelled', 'cancelled', 'completed']);
  });
});
