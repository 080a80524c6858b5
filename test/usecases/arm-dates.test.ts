import { expect, it } from 'vitest';
import { campaignSchema } from '../../lib/core/definition/campaign.ts';
import { publishCatalogue } from '../../lib/store/catalogue.ts';
import { customerKey, keys } from '../../lib/store/keys.ts';
import { armDates } from '../../lib/usecases/arm-dates.ts';
import { saveCustomer } from '../../lib/usecases/save-customer.ts';
import { openCloud } from '../functions/cloud.ts';
import { publication } from '../functions/publication.ts';

const now = Date.UTC(2026, 10, 2, 12);
const day = 86_400_000;
const birthday = campaignSchema.parse({
  id: 'birthday',
  kind: 'database',
  name: 'Birthday',
  owner: 'anna@linden.example',
  status: 'live',
  topic: 'service',
  entry: { trigger: { date: 'customer.birthday', every: 'year', before: '3 days', at: '09:00' } },
  steps: [{ send: 'birthday' }],
});

it('a date campaign that is published later finds the customers who were there before, once', async () => {
  const cloud = await openCloud({ now });
  const details = { customer: 'ann', attributes: { birthday: '1980-11-10', zone: 'Europe/London' }, email: 'ann@private.example', at: now };
  await saveCustomer(cloud.world, details);
  await saveCustomer(cloud.world, { ...details, customer: 'bob', attributes: {} });
  await cloud.settle();

  const before = publication();
  const template = { id: 'birthday', defaultLanguage: 'en', languages: { en: { subject: 'Soon', html: '<p>Soon</p>', text: 'Soon' } } };
  const published = await publishCatalogue(
    cloud.world,
    { ...before, campaigns: [...before.campaigns, birthday], templates: [...before.templates, template] },
    now,
  );
  expect(published.map(({ campaign, changed }) => [campaign, changed])).toEqual([
    ['thank-you', false],
    ['journey', false],
    ['offer', false],
    ['birthday', true],
  ]);
  expect(await armDates(cloud.world, ['thank-you', 'birthday'])).toBe(1);
  expect(await armDates(cloud.world, ['birthday'])).toBe(1);
  expect(await cloud.world.table.get(keys.hint(customerKey('p'.repeat(40), 'ann'), 'birthday'))).toMatchObject({
    dueAt: Date.UTC(2026, 10, 7, 9),
  });

  await cloud.advanceTo(now + 9 * day);
  expect(cloud.world.emails.map(({ message }) => message.to)).toEqual(['ann@private.example']);
});
