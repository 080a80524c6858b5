import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { campaignSchema } from '../../lib/core/definition/campaign.ts';
import { loyaltyProgramSchema } from '../../lib/core/definition/loyalty-program.ts';
import { publishCatalogue } from '../../lib/store/catalogue.ts';
import { poolFigures } from '../../lib/store/coupon-stock.ts';
import { saveCustomer } from '../../lib/usecases/save-customer.ts';
import { type Cloud, openCloud } from './cloud.ts';
import { call, club, loadCodes, pools } from './club.ts';
import { publication } from './publication.ts';
import { ann, cidOf, day, hour, noon, order, outcomes, place, showActivities } from './shop.ts';

const text = 'Your code {{ steps.c1.code }} until {{ steps.c1.expiresAt | date }}';
const voucher = { id: 'voucher', defaultLanguage: 'en', languages: { en: { subject: 'Yours', html: `<p>${text}</p>`, text } } };
let cloud: Cloud;

/** Ann and bob are given a code of a pool when they visit, and are written to twice about it. */
async function open(coupon: string, over: object = {}): Promise<void> {
  const campaign = campaignSchema.parse({
    ...{ id: 'visit', kind: 'database', name: 'Visit', owner: 'anna@linden.example', status: 'live', topic: 'offers' },
    entry: { trigger: { activity: 'customer.visited' } },
    steps: [
      { id: 'c1', reward: { coupon, validFor: '14 days' } },
      { send: 'voucher', validFor: '2 days' },
      { wait: '3 days' },
      { send: 'voucher', id: 'reminder', validFor: '2 days' },
    ],
    ...over,
  });
  cloud = await openCloud({ now: noon });
  const { templates } = publication();
  const programs = [loyaltyProgramSchema.parse(club)];
  await publishCatalogue(
    cloud.world,
    { ...publication(), campaigns: [campaign], templates: [...templates, voucher], programs, pools },
    noon,
  );
  for (const customer of ['ann', 'bob'])
    await saveCustomer(cloud.world, {
      customer,
      attributes: { zone: 'Europe/London' },
      email: `${customer}@private.example`,
      consent: { email: { offers: true } },
      evidence: { source: 'api' },
      at: noon,
    });
  await cloud.settle();
}

async function visit(...customers: string[]): Promise<void> {
  for (const customer of customers)
    await place(cloud, { id: `v-${customer}`, type: 'customer.visited', customer, occurredAt: cloud.now, data: {} });
  await cloud.settle();
}
/** The codes that a customer was written. */
function codes(customer: string): string[] {
  return cloud.world.emails
    .filter(({ message, result }) => message.to.startsWith(`${customer}@`) && result.outcome === 'sent')
    .flatMap(({ message }) => /Your code (\S+) until Nov 16, 2026/.exec(Buffer.from(message.raw).toString('utf8'))?.[1] ?? 'none');
}
const toOwner = () => cloud.world.emails.filter(({ message }) => message.to === 'anna@linden.example');
const pay = (id: string, coupon: string, over: object = {}) =>
  place(cloud, order(id, { occurredAt: cloud.now, data: { coupon }, ...over }));
const answers = async (cid = ann) =>
  (await cloud.world.table.query({ table: 'activities', pk: cid, prefix: 'campaign.responded#' })).items.map(({ activity }) => activity);
const figures = (pool: number) => poolFigures(cloud.world, Object(pools[pool]));

beforeEach(() => {
  for (const stream of [process.stdout, process.stderr]) vi.spyOn(stream, 'write').mockReturnValue(true);
});
afterEach(() => vi.restoreAllMocks());

describe('a message that shows a coupon', () => {
  it('has a code of its customer, the same in each message', async () => {
    await open('five');
    await visit('ann', 'bob');
    await cloud.advanceTo(noon + 4 * day);
    expect(codes('ann')).toEqual([expect.stringMatching(/^FIVE-/), codes('ann')[0]]);
    expect(codes('bob')).toHaveLength(2);
    expect(codes('bob')[0]).not.toBe(codes('ann')[0]);
    expect(await figures(0)).toMatchObject({ drawn: 2 });
  });

  it('keeps its code through tries that fail', async () => {
    await open('cinema');
    await loadCodes(cloud.world, 'AB-1', 'AB-2', 'AB-3');
    let tries = 0;
    cloud.world.outcomes.email = () =>
      ++tries < 4 ? { outcome: 'throttled', reason: 'busy' } : { outcome: 'sent', providerId: `m${tries}` };
    await visit('ann');
    await cloud.advanceTo(noon + 2 * hour);
    expect(tries).toBe(4);
    expect(codes('ann')).toEqual([expect.stringMatching(/^AB-/)]);
    expect(await figures(1)).toMatchObject({ free: 2, drawn: 1 });
  });

  it('draws nothing while it may not be sent', async () => {
    await open('cinema', { topic: 'offers' });
    await loadCodes(cloud.world, 'AB-1');
    await saveCustomer(cloud.world, {
      customer: 'ann',
      attributes: {},
      consent: { email: { offers: false } },
      evidence: { source: 'api' },
      at: noon + 1,
    });
    await visit('ann');
    expect(await outcomes(cloud)).toEqual(['suppressed no-consent']);
    expect(await figures(1)).toMatchObject({ free: 1, drawn: 0 });
  });

  it('waits while the pool is empty, an hour at a time, and tells the owner once a day', async () => {
    await open('cinema');
    await visit('ann', 'bob');
    expect(await outcomes(cloud)).toEqual(['held pool-empty']);
    await cloud.advanceTo(noon + 5 * hour);
    expect(toOwner()).toHaveLength(1);
    expect(Buffer.from(toOwner()[0]?.message.raw ?? '').toString()).toContain('rapport coupons import cinema FILE');
    await loadCodes(cloud.world, 'AB-1', 'AB-2');
    await cloud.advanceTo(noon + 7 * hour);
    expect(await outcomes(cloud)).toEqual(['sent']);
    expect([...codes('ann'), ...codes('bob')].sort()).toEqual(['AB-1', 'AB-2']);
  });

  it('is not sent when no code comes while it is valid', async () => {
    await open('cinema');
    await visit('ann');
    await cloud.advanceTo(noon + 2 * day - 60_000);
    expect(await outcomes(cloud)).toEqual(['suppressed pool-empty']);
    expect(toOwner()).toHaveLength(3);
    expect(codes('ann')).toEqual([]);
  });

  it('has no code of a road that she did not take', async () => {
    const split = {
      id: 's',
      split: [
        { arm: 'a', share: '100%', then: [] },
        { arm: 'b', share: '0%', then: [{ id: 'c1', reward: { coupon: 'five' } }] },
      ],
    };
    await open('five', { steps: [split, { send: 'voucher' }] });
    await visit('ann');
    expect(await outcomes(cloud)).toEqual(['failed template-error']);
    expect(await figures(0)).toMatchObject({ drawn: 0 });
  });
});

describe('a drawn code at the checkout', () => {
  beforeEach(async () => {
    await open('five');
    await visit('ann');
  });

  it('answers the campaign that gave it, whoever pays, and is redeemed by the first order only', async () => {
    const [code = ''] = codes('ann');
    await pay('o1', code.toLowerCase().replaceAll('-', ' '), { customer: 'eve' });
    await cloud.settle();
    expect(await answers()).toMatchObject([
      { customer: 'ann', data: { campaign: 'visit', occurrence: 'v-ann', step: 'voucher', by: 'code', code } },
    ]);
    await pay('o2', code);
    await cloud.settle();
    await showActivities(cloud);
    await cloud.settle();
    expect(await answers()).toHaveLength(1);
    expect(await answers(cidOf('eve'))).toEqual([]);
    expect(await figures(0)).toEqual({ free: null, drawn: 1, redeemed: 1, again: 1 });
  });

  it('does not count after its time, nor when it was made up', async () => {
    const [code = ''] = codes('ann');
    await pay('o1', 'FIVE-0000-0000-0000');
    await cloud.advanceTo(noon + 14 * day);
    await pay('o2', code);
    await cloud.settle();
    expect(await answers()).toEqual([]);
    expect(await figures(0)).toMatchObject({ redeemed: 0 });
    expect(await call(cloud, 'POST /responses', { body: { code } })).toMatchObject({
      status: 422,
      body: { detail: 'this code counted until 2026-11-16 12:00 UTC' },
    });
  });

  it('can be told by a colleague too', async () => {
    const [code = ''] = codes('ann');
    const told = { campaign: 'visit', occurrence: 'v-ann', customer: 'ann' };
    expect(await call(cloud, 'POST /responses', { body: { code } })).toMatchObject({ status: 200, body: { ...told, again: false } });
    await pay('o1', code);
    await cloud.settle();
    expect(await answers()).toHaveLength(1);
    expect(await figures(0)).toMatchObject({ redeemed: 1 });
  });
});

describe('a code that was bought with points', () => {
  it('is redeemed by an order and answers no campaign', async () => {
    await open('five');
    await place(cloud, order('o1'));
    await cloud.settle();
    const body = { program: 'club', customer: 'ann', reward: 'five-off', key: 'k1', confirm: true };
    const { code } = (await call(cloud, 'POST /redemptions', { body })).body;
    await pay('o2', String(code));
    await cloud.settle();
    expect(await figures(0)).toMatchObject({ drawn: 1, redeemed: 1 });
    expect(await answers()).toEqual([]);
    expect(await call(cloud, 'POST /responses', { body: { code } })).toMatchObject({
      status: 422,
      body: { detail: 'this code was bought with points, so it answers no campaign' },
    });
  });
});
