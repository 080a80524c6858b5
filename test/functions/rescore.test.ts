import { describe, expect, it } from 'vitest';
import { type Campaign, campaignSchema } from '../../lib/core/definition/campaign.ts';
import { type Segment, segmentSchema } from '../../lib/core/definition/segment.ts';
import { keys } from '../../lib/store/keys.ts';
import { publishCampaigns } from '../../lib/usecases/publish-campaigns.ts';
import type { Cloud } from './cloud.ts';
import { publication } from './publication.ts';
import { cidOf, day, enrollments, hour, noon, order, place, shop } from './shop.ts';

const segment = (id: string, rule: object): Segment => segmentSchema.parse({ id, name: id, rule });
const onEnter = (id: string): Campaign =>
  campaignSchema.parse({
    id,
    kind: 'database',
    name: id,
    owner: 'anna@linden.example',
    status: 'live',
    topic: 'service',
    entry: { trigger: { segment: id, on: 'enter' } },
    steps: [{ send: 'hello' }],
  });
const publish = (cloud: Cloud, segments: Segment[]) =>
  publishCampaigns(
    cloud.world,
    { ...publication(), segments, campaigns: segments.map(({ id }) => onEnter(id)) },
    { liveFrom: noon, fresh: { pepper: 'p'.repeat(40), tokens: [{ kid: '1', secret: 's'.repeat(40) }] } },
  );
const bought = (customer: string, ago: number, pounds: number) =>
  order(`o-${customer}-${ago}`, {
    customer,
    occurredAt: noon - ago * day,
    data: { orderId: `o-${customer}-${ago}`, total: { amount: pounds * 100, currency: 'GBP' } },
  });
const entered = async (cloud: Cloud, customer: string) => (await enrollments(cloud, cidOf(customer))).map(({ sk }) => sk);

/** Ten customers: the later in the alphabet, the longer ago and the less she bought. */
async function tenCustomers(): Promise<Cloud> {
  const cloud = await shop({ campaigns: [] });
  for (const [index, customer] of [...'abcdefghij'].entries()) await place(cloud, bought(customer, 10 + index * 20, 200 - index * 19));
  await cloud.settle();
  return cloud;
}

// The shop has ann besides, who never bought.
describe('the nightly rescoring', () => {
  it('counts the shop after the first publish, and enters nobody who stood there before it was counted', async () => {
    const cloud = await tenCustomers();
    await publish(cloud, [segment('best', { field: 'score.valueClass', is: 'A' })]);
    await cloud.advanceTo(noon + hour);
    expect(await cloud.world.table.get(keys.shopFigures)).toMatchObject({ figures: { customers: 11, buyers: 10, repeatBuyers: 0 } });
    for (const customer of 'abcdefghij') expect(await entered(cloud, customer)).toEqual([]);
  });

  it('enters whom an order lifts into a class at once, and whom time alone moves by night, once', async () => {
    const cloud = await tenCustomers();
    await publish(cloud, [segment('best', { field: 'score.valueClass', is: 'A' }), segment('quiet', { field: 'score.r', atMost: 1 })]);
    await cloud.advanceTo(noon + hour);
    await place(
      cloud,
      order('big', { customer: 'j', occurredAt: noon + hour, data: { orderId: 'big', total: { amount: 90_000, currency: 'GBP' } } }),
    );
    await cloud.settle();
    expect(await entered(cloud, 'j')).toEqual(['ENR#best']);
    // Three others buy again: who has not is now among the longest silent.
    for (const customer of 'ghi') await place(cloud, order(`again-${customer}`, { customer, occurredAt: noon + hour }));
    await cloud.advanceTo(noon + 3 * day);
    expect(await entered(cloud, 'f')).toEqual(['ENR#quiet']);
    expect(await entered(cloud, 'a')).toEqual([]);
    const before = await cloud.world.table.get(keys.profile(cidOf('a')));
    await cloud.advanceTo(noon + 5 * day);
    expect(await cloud.world.table.get(keys.profile(cidOf('a')))).toEqual(before);
    expect(await entered(cloud, 'f')).toEqual(['ENR#quiet']);
  });
});
