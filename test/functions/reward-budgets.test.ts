import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { campaignSchema } from '../../lib/core/definition/campaign.ts';
import { couponPoolSchema } from '../../lib/core/definition/loyalty-program.ts';
import { loadBudget } from '../../lib/store/budgets.ts';
import { publishCatalogue } from '../../lib/store/catalogue.ts';
import { applyActivities } from '../../lib/usecases/apply-activities.ts';
import { recordActivity } from '../../lib/usecases/record-activity.ts';
import { saveCustomer } from '../../lib/usecases/save-customer.ts';
import { type Cloud, openCloud } from './cloud.ts';
import { circle, memberData, summaryOf } from './member-shop.ts';
import { publication } from './publication.ts';
import { cidOf, day, enrollments, noon, outcomes, place, thanks } from './shop.ts';

const customers = ['ann', 'bob', 'cyd'];
const pound = 1_000_000;
const text = 'Your code {{ steps.gift.code }}';
const voucher = { id: 'voucher', defaultLanguage: 'en', languages: { en: { subject: 'Yours', html: `<p>${text}</p>`, text } } };
const gifts = (over: object = {}) => couponPoolSchema.parse({ id: 'gifts', name: 'Gifts', codes: 'generated', cost: '4 GBP', ...over });
const visited = { trigger: { activity: 'customer.visited' }, reentry: 'always' };
const coupon = { id: 'gift', reward: { coupon: 'gifts', validFor: '14 days' } };
const points = { id: 'gift', reward: { points: 200 } };

function visitCampaign(over: object): Parameters<typeof campaignSchema.parse>[0] {
  return { ...thanks({ id: 'visit', program: 'circle', entry: visited, limits: { budget: '10 GBP' } }), kind: 'database', ...over };
}

/** Three customers, e-mails for nothing that counts, and one campaign. */
async function open(over: object, { pointCost = '0.01 GBP', pool = gifts() } = {}): Promise<Cloud> {
  const cloud = await openCloud({ now: noon });
  const { templates, settings } = publication();
  await publishCatalogue(
    cloud.world,
    {
      ...publication(),
      settings: { ...settings, unitCosts: { email: '0.000001 GBP' }, rates: { base: 'GBP', toBase: { EUR: 0.5 } } },
      data: memberData,
      campaigns: [campaignSchema.parse(visitCampaign(over))],
      templates: [...templates, voucher],
      programs: [circle(pointCost === '' ? {} : { pointCost })],
      pools: [pool],
    },
    noon,
  );
  for (const customer of customers)
    await saveCustomer(cloud.world, {
      customer,
      attributes: { zone: 'Europe/London' },
      email: `${customer}@private.example`,
      at: noon,
    });
  await cloud.settle();
  return cloud;
}

async function visit(cloud: Cloud, ...who: string[]): Promise<void> {
  for (const customer of who)
    await place(cloud, { id: `v-${customer}-${cloud.now}`, type: 'customer.visited', customer, occurredAt: cloud.now, data: {} });
  await cloud.settle();
}
const available = (cloud: Cloud) =>
  Promise.all(customers.map(async (customer) => (await summaryOf(cloud, { cid: cidOf(customer) }))?.available ?? 0));
const left = async (cloud: Cloud, period = 'life') => (await loadBudget(cloud.world, 'visit', period))?.left;
const messagesOf = (cloud: Cloud) => Promise.all(customers.map((customer) => outcomes(cloud, cidOf(customer))));

beforeEach(() => {
  for (const stream of [process.stdout, process.stderr]) vi.spyOn(stream, 'write').mockReturnValue(true);
});
afterEach(() => vi.restoreAllMocks());

describe('the budget of a campaign', () => {
  it('bounds the codes that it gives: who gets none is not written of one, and goes on', async () => {
    const cloud = await open({ steps: [coupon, { send: 'voucher', validFor: '2 days' }, { send: 'hello', validFor: '2 days' }] });
    await visit(cloud, ...customers);
    const told = await messagesOf(cloud);
    expect(told.map((one) => one.toSorted())).toEqual([
      ['sent', 'sent'],
      ['sent', 'sent'],
      ['sent', 'suppressed budget'],
    ]);
    expect(await left(cloud)).toBe(2 * pound - 5);
    const [third] = await enrollments(cloud, cidOf('cyd'));
    expect(third?.enrollment).toMatchObject({ status: 'ended', steps: { gift: { refused: 'budget' } } });
  });

  it('bounds the points that it gives at once, each customer whole or not at all', async () => {
    const cloud = await open({ limits: { budget: '5 GBP' }, steps: [points] });
    await visit(cloud, ...customers);
    expect(await available(cloud)).toEqual([200, 200, 0]);
    expect(await left(cloud)).toBe(pound);
  });

  it('is never overdrawn, also where all come at the same moment', async () => {
    const cloud = await open({ limits: { budget: '5 GBP' }, steps: [points] });
    const visits = customers.map((customer) => ({ id: 'v', type: 'customer.visited', customer, occurredAt: noon, data: {} }));
    for (const activity of visits) await recordActivity(cloud.world, activity);
    await Promise.all(visits.map((activity) => applyActivities(cloud.world, cidOf(activity.customer), [activity])));
    expect((await available(cloud)).toSorted()).toEqual([0, 200, 200]);
    expect(await left(cloud)).toBe(pound);
  });

  it('bounds the points that follow a wait, in the currency of the budget', async () => {
    // 200 points are 2 GBP, which are 4 EUR.
    const cloud = await open({ limits: { budget: '9 EUR' }, steps: [{ wait: '1 day' }, points] });
    await visit(cloud, ...customers);
    await cloud.advanceTo(noon + 2 * day);
    expect((await available(cloud)).toSorted()).toEqual([0, 200, 200]);
    expect(await left(cloud)).toBe(pound);
  });

  it('is asked by a branch, which goes another road', async () => {
    const has = { if: { field: 'steps.gift.points', exists: true }, then: [{ send: 'hello', validFor: '2 days' }] };
    const cloud = await open({ limits: { budget: '3 GBP' }, steps: [points, { branch: [has] }] });
    await visit(cloud, 'ann', 'bob');
    expect((await messagesOf(cloud)).slice(0, 2)).toEqual([['sent'], []]);
  });

  it('is one for each month', async () => {
    const cloud = await open({ limits: { budget: '2 GBP', per: 'month' }, steps: [points] });
    await visit(cloud, 'ann', 'bob');
    await cloud.advanceTo(noon + 31 * day);
    await visit(cloud, 'bob');
    expect(await available(cloud)).toEqual([200, 200, 0]);
    expect([await left(cloud, '2026-11'), await left(cloud, '2026-12')]).toEqual([0, 0]);
  });

  it('is that of the version in force, also where it was raised', async () => {
    const cloud = await open({ limits: { budget: '2 GBP' }, steps: [points] });
    await visit(cloud, 'ann', 'bob');
    const { settings } = publication();
    const raised = campaignSchema.parse(visitCampaign({ limits: { budget: '4 GBP' }, steps: [points] }));
    const programs = [circle({ pointCost: '0.01 GBP' })];
    await publishCatalogue(cloud.world, { ...publication(), settings, data: memberData, campaigns: [raised], programs }, noon);
    cloud.now += 20_000;
    await visit(cloud, 'bob', 'cyd');
    expect(await available(cloud)).toEqual([200, 200, 0]);
  });

  it('does not bound what nobody said the cost of', async () => {
    const cloud = await open(
      { limits: { budget: '1 GBP' }, steps: [points, { ...coupon, id: 'code' }] },
      { pointCost: '', pool: gifts({ cost: undefined }) },
    );
    await visit(cloud, ...customers);
    expect(await available(cloud)).toEqual([200, 200, 200]);
    expect(await left(cloud)).toBeUndefined();
  });

  it('grants nothing whose cost it cannot count, for want of a rate', async () => {
    const cloud = await open({ steps: [points] }, { pointCost: '0.01 CHF' });
    await visit(cloud, 'ann');
    expect(await available(cloud)).toEqual([0, 0, 0]);
  });

  it('holds for customers whom others name', async () => {
    const named = { trigger: { activity: 'friend.joined', for: 'referrerId' }, reentry: 'always' };
    const cloud = await open({ limits: { budget: '2 GBP' }, entry: named, steps: [points] });
    for (const referrerId of ['ann', 'bob'])
      await place(cloud, { id: `f-${referrerId}`, type: 'friend.joined', customer: 'cyd', occurredAt: cloud.now, data: { referrerId } });
    await cloud.settle();
    expect(await available(cloud)).toEqual([200, 0, 0]);
  });
});
