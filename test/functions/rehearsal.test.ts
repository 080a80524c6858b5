import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { type CampaignInput, campaignSchema } from '../../lib/core/definition/campaign.ts';
import { oneScenarioSchema, type Scenario } from '../../lib/core/definition/scenario.ts';
import { segmentSchema } from '../../lib/core/definition/segment.ts';
import { rehearse } from '../../lib/core/rehearsal/rehearse.ts';
import { lifeOf } from '../../lib/core/rehearsal/scenario-life.ts';
import { keys } from '../../lib/store/keys.ts';
import { askForPasses } from '../../lib/usecases/begin-pass.ts';
import { publishCampaigns } from '../../lib/usecases/publish-campaigns.ts';
import { saveCustomer } from '../../lib/usecases/save-customer.ts';
import { armSchedules } from '../../lib/usecases/start-runs.ts';
import { openCloud } from './cloud.ts';
import { circle } from './member-shop.ts';
import { publication } from './publication.ts';
import { ann, noon, place } from './shop.ts';

beforeEach(() => {
  for (const stream of [process.stdout, process.stderr]) vi.spyOn(stream, 'write').mockReturnValue(true);
});
afterEach(() => vi.restoreAllMocks());

const minute = 60_000;
const busy = segmentSchema.parse({
  id: 'busy',
  name: 'Two orders in a week',
  rule: { field: 'metrics.orders', within: '7 days', atLeast: 2 },
});

function campaign(id: string, trigger: object, more: Partial<CampaignInput> & { audience?: object } = {}) {
  const { audience, ...rest } = more;
  return campaignSchema.parse({
    id,
    kind: 'database',
    name: id,
    owner: 'anna@linden.example',
    status: 'live',
    topic: 'offers',
    entry: { trigger, ...(audience && { audience }) },
    steps: [{ send: 'hello', validFor: '1 day' }],
    ...rest,
  });
}

const campaigns = [
  campaign(
    'thanks',
    { activity: 'order.placed' },
    {
      kind: 'thank-you',
      topic: 'service',
      exit: [{ activity: 'order.refunded', same: 'orderId' }],
      steps: [{ wait: '2 hours' }, { send: 'thanks', validFor: '2 days' }],
    },
  ),
  campaign(
    'basket',
    { activity: 'basket.updated' },
    {
      goal: { activity: 'order.placed', within: '7 days' },
      steps: [
        { wait: '1 hour' },
        { send: 'hello' },
        { wait: '1 day' },
        { send: 'hello', id: 'again' },
        { wait: '3 days' },
        { send: 'hello', id: 'last' },
      ],
    },
  ),
  campaign('visit', { activity: 'customer.visited' }, { steps: [{ pauseMarketing: '2 days' }, { send: 'hello', topic: 'service' }] }),
  campaign('birthday', { date: 'customer.birthday', every: 'year', before: '3 days' }),
  campaign('news', { every: 'week', on: ['tuesday'], at: '09:00' }, { audience: { field: 'metrics.orders', atLeast: 1 } }),
  campaign(
    'daily',
    { every: 'day', at: '18:00', zone: 'Europe/London' },
    {
      audience: { segment: 'busy' },
      entry: { trigger: { every: 'day', at: '18:00', zone: 'Europe/London' }, reentry: '5 days' },
      steps: [{ wait: '1 hour' }, { send: 'hello' }],
    },
  ),
  campaign('busy', { segment: 'busy', on: 'enter' }, { topic: 'service' }),
  campaign('calm', { segment: 'busy', on: 'leave' }, { topic: 'service' }),
  campaign('gift', { activity: 'customer.visited' }, { program: 'circle', steps: [{ id: 'gift', reward: { points: 5 } }] }),
  campaign(
    'risen',
    { activity: 'tier.changed' },
    { program: 'circle', topic: 'service', entry: { trigger: { activity: 'tier.changed' }, reentry: 'always' } },
  ),
  campaign(
    'soon',
    { activity: 'points.expiring' },
    { program: 'circle', topic: 'service', entry: { trigger: { activity: 'points.expiring' }, reentry: 'always' } },
  ),
  campaign(
    'gone',
    { activity: 'points.expired' },
    { program: 'circle', topic: 'service', entry: { trigger: { activity: 'points.expired' }, reentry: 'always' } },
  ),
  campaign('lapsed', { lapse: '12 days' }, { kind: 'win-back', goal: { activity: 'order.placed', within: '20 days' }, topic: 'service' }),
];

const settings = { ...publication().settings, caps: [{ class: 'marketing' as const, atMost: 1, per: '2 days' }] };
const programs = [circle({ pending: '2 days', expiry: { after: '20 days' }, remind: ['7 days'] })];
const published = { ...publication(), settings, segments: [busy], campaigns, programs };
const shop = { ...published, templates: new Set(['hello', 'thanks']) };

const order = (at: string, orderId: string) => ({ at, activity: 'order.placed', data: { orderId, total: '30 GBP' } });

function scenario(more: object): Scenario {
  return oneScenarioSchema.parse({
    campaign: 'thanks',
    with: campaigns.map(({ id }) => id).filter((id) => id !== 'thanks'),
    customer: {
      id: 'ann',
      attributes: { country: 'GB', zone: 'Europe/London', birthday: '1990-11-20' },
      consent: { email: ['offers'] },
    },
    from: '2026-11-02 12:00',
    until: '2026-12-10 00:00',
    ...more,
  });
}

/** What became of every message, by what the rehearsal tells. */
function rehearsed(tried: Scenario): { at: number; text: string }[] {
  return rehearse(lifeOf(tried, shop)).flatMap((told) => {
    if (told.what !== 'sent' && told.what !== 'dropped') return [];
    const { at, campaign: id, occurrence, step } = told;
    const outcome = told.what === 'sent' ? 'sent' : `suppressed ${told.reason}`;
    return [{ at, text: `${id}#${occurrence}#${step} ${outcome}` }];
  });
}

/** The same of the functions, in their own time. */
async function performed(tried: Scenario): Promise<{ at: number; text: string }[]> {
  const life = lifeOf(tried, shop);
  const cloud = await openCloud({ now: noon });
  const { customer } = tried;
  await publishCampaigns(cloud.world, published, {
    liveFrom: noon,
    fresh: { pepper: 'p'.repeat(40), tokens: [{ kid: '1', secret: 's'.repeat(40) }] },
  });
  await armSchedules(cloud.world);
  await askForPasses(cloud.world);
  await saveCustomer(cloud.world, {
    customer: 'ann',
    attributes: { country: 'GB', zone: 'Europe/London', birthday: '1990-11-20' },
    email: 'ann@private.example',
    consent: { email: Object.fromEntries((customer.consent?.email ?? []).map((topic) => [topic, true])) },
    evidence: { source: 'api' },
    at: noon - minute,
  });
  for (const { activity } of life.deeds.toSorted((one, other) => one.activity.occurredAt - other.activity.occurredAt)) {
    await cloud.advanceTo(activity.occurredAt);
    await place(cloud, activity);
    await cloud.settle();
  }
  await cloud.advanceTo(life.until);
  const { items } = await cloud.world.table.query({ table: 'relations', pk: keys.contact(ann).pk, prefix: 'MSG#' });
  return items
    .filter(({ state }) => state !== 'held')
    .map(({ sk, state, reason, at }) => ({
      at: Number(at),
      text: `${sk.split('#').slice(2).join('#')} ${[state, reason].filter((part) => part !== undefined).join(' ')}`,
    }))
    .sort((one, other) => one.at - other.at);
}

describe('the rehearsal decides as the functions do', () => {
  it.each([
    [
      'orders, a refund, a visit that pauses marketing, baskets at night',
      {
        given: [
          order('2026-11-02 13:00', 'o-1'),
          { at: '2026-11-02 14:00', activity: 'order.refunded', data: { orderId: 'o-1', amount: '30 GBP' } },
          order('2026-11-04 10:10', 'o-2'),
          { at: '2026-11-05 22:00', activity: 'basket.updated', data: {} },
          order('2026-11-05 22:30', 'o-3'),
          { at: '2026-11-07 20:20', activity: 'basket.updated', data: {} },
          { at: '2026-11-14 10:00', activity: 'customer.visited', data: {} },
          { at: '2026-11-14 10:30', activity: 'basket.updated', data: {} },
        ],
      },
    ],
    [
      'somebody who agreed to nothing',
      {
        customer: { id: 'ann', attributes: { country: 'GB', zone: 'Europe/London', birthday: '1990-11-20' } },
        given: [order('2026-11-02 13:00', 'o-1'), { at: '2026-11-03 10:00', activity: 'basket.updated', data: {} }],
      },
    ],
    [
      'points that are earned, taken back, given and gone',
      {
        given: [
          { ...order('2026-11-03 08:00', 'o-1'), data: { orderId: 'o-1', total: '45 GBP' } },
          { at: '2026-11-03 09:00', activity: 'customer.visited', data: {} },
          order('2026-11-06 08:00', 'o-2'),
          { at: '2026-11-08 14:00', activity: 'order.refunded', data: { orderId: 'o-2', amount: '15 GBP' } },
        ],
      },
    ],
    ['one order, and then nothing', { given: [order('2026-11-03 08:00', 'o-1')] }],
  ])('%s', async (_what, more) => {
    const tried = scenario(more);
    const [ours, theirs] = [rehearsed(tried), await performed(tried)];
    expect(ours.map(({ text }) => text).sort()).toEqual(theirs.map(({ text }) => text).sort());
    expect(ours.length).toBeGreaterThan(4);
    // The test cloud looks around every ten minutes, and a night takes three looks: it counts, makes the figures, and passes over all.
    for (const { at, text } of ours) {
      const late = (theirs.find((one) => one.text === text)?.at ?? Infinity) - at;
      expect({ text, late: late >= 0 && late <= 30 * minute }).toEqual({ text, late: true });
    }
  });

  it('of points too: a tier that is reached, a reminder, the end', () => {
    const told = rehearsed(scenario({ given: [{ ...order('2026-11-03 08:00', 'o-1'), data: { orderId: 'o-1', total: '45 GBP' } }] }));
    const campaignsTold = new Set(told.filter(({ text }) => text.endsWith('sent')).map(({ text }) => text.slice(0, text.indexOf('#'))));
    for (const id of ['risen', 'soon', 'gone']) expect(campaignsTold).toContain(id);
  });
});
