import { withBuiltIns } from '../../lib/core/definition/built-in.ts';
import { campaignSchema } from '../../lib/core/definition/campaign.ts';
import { dataSchema } from '../../lib/core/definition/data.ts';
import { settingsSchema } from '../../lib/core/definition/settings.ts';
import type { Publication } from '../../lib/store/catalogue.ts';

/** A shop with one thank-you (two hours after an order, by e-mail or SMS, until two days after) and one offer. */
export function publication(): Publication {
  const settings = settingsSchema.parse({
    brands: [
      {
        id: 'linden',
        name: 'Linden',
        sender: { email: 'hello@linden.example', name: 'Linden' },
        footer: { en: 'Linden Ltd, 1 Pine Street, London' },
        zone: 'Europe/London',
        languages: ['en', 'de'],
        currency: 'GBP',
        sms: { sender: 'LINDEN' },
      },
    ],
    topics: { service: { class: 'service', basis: 'contract' }, offers: { class: 'marketing', basis: 'consent' } },
    quietHours: { default: { from: '21:00', to: '08:00' } },
  });
  const campaign = (over: object) =>
    campaignSchema.parse({ kind: 'thank-you', name: 'Thanks', owner: 'anna@linden.example', status: 'live', topic: 'service', ...over });
  return {
    settings,
    data: withBuiltIns(
      dataSchema.parse({ attributes: {}, activities: { 'basket.updated': { properties: {} }, 'customer.visited': { properties: {} } } }),
    ),
    segments: [],
    campaigns: [
      campaign({
        id: 'thank-you',
        entry: { trigger: { activity: 'order.placed' } },
        exit: [{ activity: 'order.refunded', same: 'orderId' }],
        steps: [{ wait: '2 hours' }, { send: 'thanks', by: ['email', 'sms'], validFor: '2 days' }],
      }),
      campaign({
        id: 'journey',
        kind: 'database',
        entry: { trigger: { activity: 'customer.visited' } },
        steps: [{ wait: '1 hour' }, { send: 'hello' }, { wait: '2 days' }, { send: 'hello', id: 'again' }],
      }),
      campaign({
        id: 'offer',
        kind: 'database',
        topic: 'offers',
        entry: { trigger: { activity: 'basket.updated' } },
        steps: [{ send: 'offer', validFor: '1 day' }],
      }),
    ],
    templates: [
      {
        id: 'thanks',
        defaultLanguage: 'en',
        languages: {
          en: {
            subject: 'Thank you, {{ customer.firstName | default: "friend" }}',
            html: '<p>Order {{ trigger.orderId }} came to {{ trigger.total | money }}. <a href="{{ unsubscribeUrl }}">Stop</a></p>',
            text: 'Order {{ trigger.orderId }}: {{ trigger.total | money }}',
            sms: 'Thanks, {{ customer.firstName | default: "friend" }}!',
          },
          de: { subject: 'Danke', html: '<p>{{ trigger.total | money }}</p>', text: '{{ trigger.total | money }}', sms: 'Danke!' },
        },
      },
      { id: 'hello', defaultLanguage: 'en', languages: { en: { subject: 'Hello', html: '<p>Hello</p>', text: 'Hello' } } },
      {
        id: 'offer',
        defaultLanguage: 'en',
        languages: { en: { subject: 'Offer', html: '<p>Offer {{ trigger.missing }}</p>', text: 'Offer' } },
      },
    ],
  };
}
