import { expect, it } from 'vitest';
import { campaignSchema } from '../../lib/core/definition/campaign.ts';
import { publishCatalogue } from '../../lib/store/catalogue.ts';
import { saveCustomer } from '../../lib/usecases/save-customer.ts';
import { type Cloud, openCloud } from './cloud.ts';
import { publication } from './publication.ts';
import { cidOf, hour, noon, order, outcomes, place } from './shop.ts';

const letter = (id: string) => ({
  id,
  defaultLanguage: 'en',
  languages: { en: { subject: `Letter ${id}`, html: '<p>Hi</p>', text: 'Hi' } },
});

/** Sends the letter of the week after each order; `weeks` are published. Noon is Monday of week 45. */
async function publish(cloud: Cloud, ...weeks: string[]): Promise<void> {
  const campaign = campaignSchema.parse({
    id: 'letters',
    kind: 'database',
    name: 'The weekly letter',
    owner: 'olga@linden.example',
    status: 'live',
    topic: 'service',
    entry: { trigger: { activity: 'order.placed' } },
    steps: [{ wait: '7 days' }, { send: 'news', edition: 'week', sender: 'customer.manager' }],
  });
  await publishCatalogue(
    cloud.world,
    { ...publication(), campaigns: [campaign], templates: weeks.map((week) => letter(`news/${week}`)) },
    noon,
  );
}

/** Sends everybody the letter of the week at three in the afternoon. */
async function publishWeekly(cloud: Cloud, ...weeks: string[]): Promise<void> {
  const campaign = campaignSchema.parse({
    id: 'weekly',
    kind: 'database',
    name: 'The weekly letter',
    owner: 'olga@linden.example',
    status: 'live',
    topic: 'service',
    entry: {
      trigger: { every: 'week', on: ['monday'], at: '15:00', zone: 'Europe/London' },
      audience: { field: 'customer.zone', exists: true },
    },
    steps: [{ send: 'news', edition: 'week' }],
  });
  await publishCatalogue(
    cloud.world,
    { ...publication(), campaigns: [campaign], templates: weeks.map((one) => letter(`news/${one}`)) },
    noon,
  );
}

async function shopOf(...customers: string[]): Promise<Cloud> {
  const cloud = await openCloud({ now: noon, repeat: 2 });
  await publish(cloud, '2026-W45');
  for (const customer of customers) {
    const attributes = { zone: 'Europe/London', manager: 'mia@linden.example' };
    await saveCustomer(cloud.world, { customer, attributes, email: `${customer}@private.example`, at: noon });
  }
  await place(cloud, ...customers.map((customer) => order(`o-${customer}`, { customer })));
  await cloud.settle();
  return cloud;
}

const week = 7 * 24 * 3_600_000;
const mails = (cloud: Cloud) => cloud.world.emails.map(({ message }) => `${message.from} to ${message.to}`);

it('an edition that came out while she waited is sent, in the name of her account manager', async () => {
  const cloud = await shopOf('ann');
  await publish(cloud, '2026-W45', '2026-W46');
  await cloud.advanceTo(noon + week + 60_000);
  expect(mails(cloud)).toEqual(['mia@linden.example to ann@private.example']);
  expect(Buffer.from(cloud.world.emails[0]?.message.raw ?? []).toString()).toContain('Subject: Letter news/2026-W46');
});

it('an edition that was not published is sent to nobody, each non-send says so, and the owner is told once', async () => {
  const cloud = await shopOf('ann', 'bob');
  await cloud.advanceTo(noon + week + 60_000);
  for (const customer of ['ann', 'bob']) expect(await outcomes(cloud, cidOf(customer))).toEqual(['suppressed no-edition']);
  expect(mails(cloud)).toEqual(['hello@linden.example to olga@linden.example']);
  expect(Buffer.from(cloud.world.emails[0]?.message.raw ?? []).toString()).toContain('news/2026-W46');
});

it('the owner of a scheduled campaign is told at its start, and once when its edition is missing', async () => {
  const cloud = await openCloud({ now: noon, repeat: 2 });
  const subjects = () =>
    cloud.world.emails.map(({ message }) => `${message.to}: ${/^Subject: (.*)$/m.exec(Buffer.from(message.raw).toString())?.[1]?.trim()}`);
  for (const customer of ['ann', 'bob'])
    await saveCustomer(cloud.world, { customer, attributes: { zone: 'Europe/London' }, email: `${customer}@private.example`, at: noon });
  await publishWeekly(cloud, '2026-W45');
  await cloud.advanceTo(noon + 4 * hour);
  expect(subjects().sort()).toEqual([
    'ann@private.example: Letter news/2026-W45',
    'bob@private.example: Letter news/2026-W45',
    expect.stringMatching(/^olga@linden.example: /),
  ]);
  await cloud.advanceTo(noon + week + 4 * hour);
  expect(
    subjects()
      .slice(3)
      .map((subject) => subject.split(':')[0]),
  ).toEqual(['olga@linden.example', 'olga@linden.example']);
  for (const customer of ['ann', 'bob']) expect(await outcomes(cloud, cidOf(customer))).toEqual(['sent', 'suppressed no-edition']);
});
