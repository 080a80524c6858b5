import { expect, it } from 'vitest';
import { brandSchema } from '../../lib/core/definition/settings.ts';
import { senderOf } from '../../lib/core/sender.ts';

const brand = brandSchema.parse({
  id: 'linden',
  name: 'Linden',
  sender: { email: 'hello@linden.example', name: 'Linden & Pine' },
  footer: { en: 'Linden Ltd' },
  zone: 'Europe/London',
  languages: ['en'],
  currency: 'GBP',
});
const settings = { brands: [brand], teams: { vips: { emails: ['carla@partner.example'] } } };

it.each([
  [undefined, { address: 'hello@linden.example' }],
  ['anna@linden.example', { address: 'anna@linden.example' }],
  ['carla@partner.example', { address: 'hello@linden.example', replyTo: 'carla@partner.example' }],
  ['eve@stranger.example', { address: 'hello@linden.example' }],
  ['anna', { address: 'hello@linden.example' }],
])('a message in the name of %s comes from %j', (asked, from) => {
  expect(senderOf(asked, brand, settings)).toEqual({ name: 'Linden & Pine', ...from });
});
