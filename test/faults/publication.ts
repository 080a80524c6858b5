import { withBuiltIns } from '../../lib/core/definition/built-in.ts';
import { type Campaign, type CampaignInput, campaignSchema } from '../../lib/core/definition/campaign.ts';
import { dataSchema } from '../../lib/core/definition/data.ts';
import { couponPoolSchema, loyaltyProgramSchema } from '../../lib/core/definition/loyalty-program.ts';
import { type SettingsInput, settingsSchema } from '../../lib/core/definition/settings.ts';
import type { Instant } from '../../lib/core/time.ts';
import type { Publication } from '../../lib/store/catalogue.ts';

/** What a shop of the simulation may have. A seed draws some of it. */
export const parts = ['thanks', 'basket', 'news', 'texts', 'paid', 'club', 'told', 'news-journey', 'letters'] as const;
export type Part = (typeof parts)[number];

export interface Shop {
  parts: Part[];
  /** How much one customer gets at most. */
  capped: boolean;
  /** Whether that counts for longer than claims are kept. */
  long?: boolean;
  /** Whether its news may cost no more than a few messages. */
  poor: boolean;
  /** Whether lost messages are looked for each night. */
  watched: boolean;
  /** The second edition of the same campaigns. */
  edition: 1 | 2;
}

const day = 86_400_000;

/** Everything that a shop has in force; `from` is when the simulation begins. */
export function publicationOf(shop: Shop, from: Instant): Publication {
  const has = (part: Part) => shop.parts.includes(part);
  return {
    settings: settingsSchema.parse(settingsOf(shop)),
    data: withBuiltIns(
      dataSchema.parse({
        activities: {
          'basket.updated': { properties: { basketId: { type: 'text', required: true } } },
          'basket.emptied': { properties: { basketId: { type: 'text', required: true } } },
          'customer.visited': { properties: {} },
        },
      }),
    ),
    segments: [],
    campaigns: parts.filter(has).flatMap((part) => campaigns[part](shop, from)),
    programs: has('club') ? [club] : [],
    pools: has('club') ? [couponPoolSchema.parse({ id: 'five', name: 'Five pounds', codes: 'generated', prefix: 'FIVE' })] : [],
    templates: ['thanks', 'hello', 'offer', 'gift'].map((id) => ({
      id,
      defaultLanguage: 'en',
      languages: {
        en: {
          subject: `${id} ${shop.edition}`,
          html: `<p>${id}</p>`,
          text: id === 'gift' ? 'You have {{ points.club.available }} points' : id,
          sms: `${id}. STOP to end`,
        },
      },
    })),
  };
}

function settingsOf({ capped, long }: Shop): SettingsInput {
  return {
    brands: [
      {
        id: 'linden',
        name: 'Linden',
        sender: { email: 'hello@linden.example', name: 'Linden' },
        footer: { en: 'Linden Ltd, 1 Pine Street, London' },
        zone: 'Europe/London',
        languages: ['en'],
        currency: 'GBP',
        sms: { sender: 'LINDEN' },
      },
    ],
    topics: {
      service: { class: 'service', basis: 'contract' },
      offers: { class: 'marketing', basis: 'consent' },
      letters: { class: 'marketing', basis: 'consent', confirm: true },
    },
    quietHours: { default: { from: '21:00', to: '08:00' }, countries: { JP: { from: '20:00', to: '09:00' } } },
    unitCosts: { email: '0.01 GBP', sms: { default: '0.05 GBP' } },
    ...(capped && {
      caps: [
        { class: 'marketing', atMost: 2, per: long ? '7 days' : '1 day' },
        { channel: 'sms', atMost: 2, per: '5 days' },
      ],
    }),
  };
}

const campaign = (over: Partial<CampaignInput> & Pick<CampaignInput, 'id' | 'entry' | 'steps'>): Campaign =>
  campaignSchema.parse({ kind: 'database', name: over.id, owner: 'anna@linden.example', status: 'live', topic: 'offers', ...over });

const ordered = { trigger: { activity: 'order.placed' } };

const campaigns: Record<Part, (shop: Shop, from: Instant) => Campaign[]> = {
  thanks: ({ edition }) => [
    campaign({
      id: 'thanks',
      kind: 'thank-you',
      topic: 'service',
      entry: ordered,
      exit: [{ activity: 'order.refunded', same: 'orderId' }],
      steps: [{ wait: edition === 1 ? '20 minutes' : '5 minutes' }, { send: 'thanks', by: ['email', 'sms'], validFor: '8 hours' }],
    }),
  ],
  basket: () => [
    campaign({
      id: 'basket',
      entry: { trigger: { activity: 'basket.updated' }, key: 'basketId', restart: true },
      goal: { activity: 'order.placed', within: '7 days' },
      exit: [{ activity: 'basket.emptied', same: 'basketId' }],
      steps: [
        { wait: '1 hour' },
        { send: 'offer', validFor: '8 hours' },
        { wait: '12 hours' },
        { send: 'hello', id: 'again', validFor: '8 hours' },
      ],
    }),
  ],
  news: ({ poor }, from) => [
    campaign({
      id: 'news',
      entry: { trigger: { once: `${dateOf(from + day)} 09:00` }, holdout: '20%' },
      ...(poor && { limits: { budget: '0.02 GBP' } }),
      steps: [{ send: 'hello', by: ['email', 'sms'], validFor: '8 hours' }],
    }),
  ],
  'news-journey': (_, from) => [
    campaign({
      id: 'news-journey',
      entry: { trigger: { once: `${dateOf(from + day)} 11:00`, zone: 'Europe/London' } },
      steps: [{ send: 'offer', validFor: '12 hours' }, { wait: '4 hours' }, { send: 'hello', id: 'second', validFor: '8 hours' }],
    }),
  ],
  texts: () => [
    campaign({
      id: 'texts',
      entry: { trigger: { activity: 'customer.visited' }, reentry: '5 minutes' },
      steps: [{ wait: '10 minutes' }, { send: 'hello', by: ['sms'], validFor: '1 hour' }],
    }),
  ],
  paid: () => [
    campaign({
      id: 'paid',
      kind: 'win-back',
      entry: { trigger: { activity: 'customer.visited' }, reentry: '1 hour' },
      goal: { activity: 'order.placed', within: '2 days' },
      limits: { budget: '0.03 GBP', timesPerCustomer: 4 },
      steps: [{ send: 'offer', validFor: '1 hour' }],
    }),
  ],
  club: () => [
    campaign({
      id: 'gifts',
      kind: 'loyalty',
      program: 'club',
      topic: 'service',
      entry: ordered,
      steps: [{ wait: '30 minutes' }, { id: 'gift', reward: { points: 7 } }, { send: 'thanks', validFor: '8 hours' }],
    }),
    campaign({
      id: 'upgrade',
      kind: 'loyalty',
      program: 'club',
      topic: 'service',
      entry: {
        trigger: { activity: 'tier.changed', where: { field: 'activity.direction', is: 'up' } },
        reentry: 'always',
      },
      steps: [{ id: 'present', reward: { points: 100 } }],
    }),
  ],
  letters: () => [
    campaign({
      id: 'letters',
      topic: 'letters',
      entry: { trigger: { activity: 'customer.visited' }, reentry: '1 hour' },
      steps: [{ send: 'hello', by: ['email'], validFor: '8 hours' }],
    }),
  ],
  told: () => [campaign({ id: 'told', kind: 'thank-you', topic: 'service', entry: ordered, steps: [{ emit: 'gift.due' }] })],
};

const club = loyaltyProgramSchema.parse({
  id: 'club',
  name: 'Linden Club',
  owner: 'anna@linden.example',
  status: 'live',
  earn: [{ id: 'orders', activity: 'order.placed', points: 1, per: '1 GBP' }],
  pending: '1 day',
  expiry: { after: '3 days' },
  tiers: {
    by: 'points',
    over: '12 months',
    levels: [
      { id: 'basic', name: 'Basic', from: 0 },
      { id: 'gold', name: 'Gold', from: 60 },
    ],
  },
  rewards: [
    { id: 'mug', name: 'A mug', kind: 'gift', points: 10 },
    { id: 'five-off', name: '5 GBP off', points: 20, coupon: 'five', validFor: '30 days' },
    { id: 'poster', name: 'A poster', kind: 'gift', points: 1, perCustomer: { atMost: 1 } },
  ],
  pointCost: '0.01 GBP',
});

const dateOf = (at: Instant) => new Date(at).toISOString().slice(0, 10);
