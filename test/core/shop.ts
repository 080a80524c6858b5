import type { Activity } from '../../lib/core/activity.ts';
import type { Contact } from '../../lib/core/contact.ts';
import { emptyProfile } from '../../lib/core/customer.ts';
import { type CampaignInput, campaignSchema } from '../../lib/core/definition/campaign.ts';
import { dataSchema } from '../../lib/core/definition/data.ts';
import { type Segment, segmentSchema } from '../../lib/core/definition/segment.ts';
import { type SettingsInput, settingsSchema } from '../../lib/core/definition/settings.ts';
import type { Json } from '../../lib/core/enrollment/enrollment.ts';
import { compileCampaign, type LiveCampaign } from '../../lib/core/enrollment/program.ts';
import type { Situation } from '../../lib/core/enrollment/situation.ts';

/** A small shop for the tests of the core: London, pounds, two topics. */
export const settingsInput: SettingsInput = {
  brands: [
    {
      id: 'linden',
      name: 'Linden & Pine',
      sender: { email: 'hello@linden.example', name: 'Linden & Pine' },
      footer: { en: 'Linden & Pine' },
      zone: 'Europe/London',
      languages: ['en'],
      currency: 'GBP',
    },
  ],
  topics: { service: { class: 'service', basis: 'contract' }, offers: { class: 'marketing', basis: 'consent' } },
  rates: { base: 'GBP', toBase: { EUR: 0.8, JPY: 0.005 } },
};

export const settings = settingsSchema.parse(settingsInput);
export const data = dataSchema.parse({});

export const vip: Segment = segmentSchema.parse({ id: 'vip', name: 'Best customers', rule: { field: 'metrics.orders', atLeast: 2 } });

export const thankYou: CampaignInput = {
  id: 'thank-you',
  kind: 'thank-you',
  name: 'Thank you',
  owner: 'anna@linden.example',
  status: 'live',
  topic: 'service',
  entry: { trigger: { activity: 'order.placed' } },
  steps: [{ wait: '1 day' }, { send: 'thanks', validFor: '2 days' }],
};

export const basket: CampaignInput = {
  id: 'abandoned-basket',
  kind: 'database',
  name: 'You left something',
  owner: 'anna@linden.example',
  status: 'live',
  topic: 'offers',
  entry: { trigger: { activity: 'basket.updated', where: { field: 'activity.total', atLeast: '20 GBP' } }, key: 'basketId', restart: true },
  goal: { activity: 'order.placed', same: 'basketId', within: '7 days' },
  exit: [{ activity: 'basket.emptied', same: 'basketId' }],
  steps: [
    { wait: '1 hour' },
    { send: 'basket-reminder' },
    { wait: '1 day' },
    { send: 'basket-help' },
    { wait: '2 days' },
    { send: 'basket-last-call', by: ['sms', 'email'] },
  ],
};

/** The same campaign with other parts. */
export function campaign(base: CampaignInput, change: Partial<CampaignInput> = {}, with_ = settings): LiveCampaign {
  return compileCampaign(campaignSchema.parse({ ...base, ...change }), 'v1', { segments: [vip], settings: with_, data });
}

/** A campaign among segments of its own. */
export function compiled(input: CampaignInput, segments: object[]): LiveCampaign {
  return compileCampaign(campaignSchema.parse(input), 'v1', { segments: segments.map((one) => segmentSchema.parse(one)), settings, data });
}

export function situationWith(live: LiveCampaign[], more: Partial<Situation> = {}): Situation {
  return {
    profile: emptyProfile('c-1'),
    contact: undefined,
    enrollments: [],
    live,
    version: (id, version) => live.find((one) => one.id === id && one.version === version),
    settings,
    ...more,
  };
}

export function at(text: string): number {
  return Date.parse(text);
}

let serial = 0;
export function activity(type: string, when: string, values: { [property: string]: Json } = {}): Activity & { live: boolean } {
  serial += 1;
  return { id: `a-${serial}`, type, customer: 'c-1', occurredAt: at(when), data: values, live: true };
}

export function order(when: string, pounds = 30, id = 'o-1'): Activity & { live: boolean } {
  return { ...activity('order.placed', when, { orderId: id, total: { amount: pounds * 100, currency: 'GBP' } }), id };
}

export const contact: Contact = {
  v: 1,
  email: 'eve@example.org',
  phone: '+447700900123',
  country: 'GB',
  zone: 'Europe/London',
  consent: { email: { offers: true, service: true }, sms: { offers: true } },
  suppressed: {},
  claims: {},
  days: {},
};
