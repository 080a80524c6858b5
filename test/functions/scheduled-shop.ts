import type { Campaign, CampaignInput } from '../../lib/core/definition/campaign.ts';
import { publishCatalogue } from '../../lib/store/catalogue.ts';
import { saveCustomer } from '../../lib/usecases/save-customer.ts';
import { armSchedules } from '../../lib/usecases/start-runs.ts';
import { type Cloud, openCloud } from './cloud.ts';
import { publication } from './publication.ts';
import { noon, thanks } from './shop.ts';

/** Where the customers are; others are in London. */
const zones: Record<string, string> = { ann: 'Europe/London', bob: 'America/New_York', kei: 'Asia/Tokyo' };

/** One offer to everybody, at nine in the morning of the day after, in each customer's zone. */
export function news(over: Partial<CampaignInput> = {}): Campaign {
  return thanks({
    id: 'news',
    kind: 'database',
    topic: 'offers',
    entry: { trigger: { once: '2026-11-03 09:00' } },
    steps: [{ send: 'hello', validFor: '1 day' }],
    ...over,
  });
}

/** ann, bob and kei, one in each zone, and whoever else is named, all of whom want offers; their schedules begin at noon. */
export async function runShop(
  campaigns: Campaign[],
  { others = [], repeat = 1 }: { others?: string[]; repeat?: number } = {},
): Promise<Cloud> {
  const cloud = await openCloud({ now: noon, repeat });
  const { settings, ...rest } = publication();
  // The offers of this shop go at any hour: what is asked here is when a run does.
  await publishCatalogue(cloud.world, { ...rest, settings: { ...settings, quietHours: { countries: {} } }, campaigns }, noon);
  await armSchedules(cloud.world);
  for (const customer of ['ann', 'bob', 'kei', ...others]) {
    const attributes = { country: 'GB', zone: zones[customer] ?? 'Europe/London' };
    await saveCustomer(cloud.world, {
      customer,
      attributes,
      email: `${customer}@private.example`,
      consent: { email: { offers: true } },
      evidence: { source: 'api' },
      at: noon,
    });
  }
  await cloud.settle();
  cloud.now += 60_000;
  return cloud;
}

/** When each customer was sent something, in UTC, and who it was. */
export function mailsOf(cloud: Cloud): string[] {
  const mails = cloud.world.emails.filter(({ message }) => message.to.endsWith('@private.example'));
  return mails.map(({ at, message }) => `${new Date(at).toISOString().slice(5, 16)} ${message.to.split('@')[0]}`).sort();
}
