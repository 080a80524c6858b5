import { beforeEach, describe, expect, it } from 'vitest';
import type { Activity } from '../../lib/core/activity.ts';
import { withBuiltIns } from '../../lib/core/definition/built-in.ts';
import { dataSchema } from '../../lib/core/definition/data.ts';
import { publishCatalogue } from '../../lib/store/catalogue.ts';
import { enterNamedCustomers } from '../../lib/usecases/enter-named-customers.ts';
import { saveCustomer } from '../../lib/usecases/save-customer.ts';
import type { Cloud } from './cloud.ts';
import { publication } from './publication.ts';
import { ann, cidOf, enrollments, noon, outcomes, place, shop, showActivities, thanks } from './shop.ts';

const both = [
  thanks({
    id: 'referral-thanks',
    entry: { trigger: { activity: 'friend.joined', for: 'referrerId' } },
    steps: [{ send: 'hello', validFor: '2 days' }],
  }),
  thanks({ id: 'referral-welcome', entry: { trigger: { activity: 'friend.joined' } }, steps: [{ send: 'hello', validFor: '2 days' }] }),
];
const joined = (over: Partial<Activity> = {}): Activity => ({
  id: 'join-1',
  type: 'friend.joined',
  customer: 'fay',
  occurredAt: noon,
  data: { referrerId: 'ann' },
  ...over,
});

let cloud: Cloud;
beforeEach(async () => {
  cloud = await shop();
  const data = withBuiltIns(dataSchema.parse({ activities: { 'friend.joined': { properties: { referrerId: { type: 'text' } } } } }));
  await publishCatalogue(cloud.world, { ...publication(), data, campaigns: both }, noon);
  // Every function sees it by then.
  cloud.now += 20_000;
  await saveCustomer(cloud.world, { customer: 'fay', attributes: {}, email: 'fay@private.example', at: noon });
  await cloud.settle();
});

describe('a friend who joins', () => {
  it('has both sides thanked, each once, however often the activity is shown', async () => {
    await place(cloud, joined());
    await cloud.settle();
    await showActivities(cloud);
    await cloud.settle();
    expect(await outcomes(cloud, ann)).toEqual(['sent']);
    expect(await outcomes(cloud, cidOf('fay'))).toEqual(['sent']);
    expect((await enrollments(cloud, ann)).map(({ enrollment }) => enrollment)).toMatchObject([
      { campaign: 'referral-thanks', trigger: { by: 'fay' } },
    ]);
  });

  it('has the other side thanked although the function died after it applied the activity', async () => {
    await place(cloud, joined());
    await cloud.world.table.write([
      { update: { table: 'activities', pk: cidOf('fay'), sk: 'friend.joined#join-1' }, set: [[['appliedAt'], noon]] },
    ]);
    await cloud.settle();
    expect(await outcomes(cloud, ann)).toEqual(['sent']);
  });

  it.each([
    ['nobody knows', { referrerId: 'stranger' }, 'whom nobody knows'],
    ['she is herself', { referrerId: 'fay' }, 'names the one who did it'],
  ])('enters nobody whom %s', async (_, data, because) => {
    await place(cloud, joined({ data }));
    await cloud.settle();
    expect(await outcomes(cloud, ann)).toEqual([]);
    expect(await enrollments(cloud, cidOf('stranger'))).toEqual([]);
    expect(await enterNamedCustomers(cloud.world, joined({ data }))).toMatchObject([
      { campaign: 'referral-thanks', because: expect.stringContaining(because) },
    ]);
  });
});
