import type { Context, DynamoDBBatchResponse } from 'aws-lambda';
import { create as onActivity } from '../../functions/on-activity.ts';
import type { Activity } from '../../lib/core/activity.ts';
import { type Campaign, type CampaignInput, campaignSchema } from '../../lib/core/definition/campaign.ts';
import { streamEvent } from '../../lib/memory/lambda-event.ts';
import { publishCatalogue } from '../../lib/store/catalogue.ts';
import { customerKey } from '../../lib/store/keys.ts';
import { recordActivity } from '../../lib/usecases/record-activity.ts';
import { type CustomerDetails, saveCustomer } from '../../lib/usecases/save-customer.ts';
import { type Cloud, openCloud } from './cloud.ts';
import { publication } from './publication.ts';

export const noon = Date.UTC(2026, 10, 2, 12);
export const hour = 3_600_000;
export const day = 24 * hour;
export const cidOf = (customer: string): string => customerKey('p'.repeat(40), customer);
export const ann = cidOf('ann');
export const context = { awsRequestId: 'invocation', functionName: 'test' } as Context;

/** An order of 49.90 GBP by ann. */
export function order(id: string, { data, ...over }: Partial<Activity> = {}): Activity {
  return {
    id,
    type: 'order.placed',
    customer: 'ann',
    occurredAt: noon,
    ...over,
    data: { orderId: id, total: { amount: 4990, currency: 'GBP' }, ...data },
  };
}

/** Says thanks for each order at once, unless told otherwise. */
export function thanks(over: Partial<CampaignInput> = {}): Campaign {
  return campaignSchema.parse({
    id: 'thanks',
    kind: 'thank-you',
    name: 'Thanks',
    owner: 'anna@linden.example',
    status: 'live',
    topic: 'service',
    entry: { trigger: { activity: 'order.placed' } },
    steps: [{ send: 'thanks', validFor: '2 days' }],
    ...over,
  });
}

/** A shop with these campaigns, or those of `publication`, and ann, who wants offers by e-mail. */
export async function shop({
  campaigns,
  details,
  liveFrom = noon,
}: {
  campaigns?: Campaign[];
  details?: Partial<CustomerDetails>;
  liveFrom?: number;
} = {}): Promise<Cloud> {
  const cloud = await openCloud({ now: noon, liveFrom });
  if (campaigns) await publishCatalogue(cloud.world, { ...publication(), campaigns }, liveFrom);
  await saveCustomer(cloud.world, {
    customer: 'ann',
    attributes: { firstName: 'Ann', country: 'GB', zone: 'Europe/London' },
    email: 'ann@private.example',
    consent: { email: { offers: true } },
    evidence: { source: 'api' },
    at: noon,
    ...details,
  });
  await cloud.settle();
  return cloud;
}

export async function place(cloud: Cloud, ...orders: Activity[]): Promise<void> {
  for (const each of orders) await recordActivity(cloud.world, each);
}

/** Shows on-activity everything that was ever recorded, in one batch; resolves to its answer. */
export function showActivities(cloud: Cloud): Promise<DynamoDBBatchResponse> {
  const changes = cloud.world.feed
    .read('activities', 0)
    .filter(({ eventName, newImage }) => eventName === 'INSERT' && newImage?.kind === 'activity');
  return onActivity(cloud.limited('on-activity').world)(streamEvent('activities', changes), context);
}

/** What became of each message of a customer, such as `sent` or `suppressed too-late`, in the order in which they were planned. */
export async function outcomes(cloud: Cloud, cid = ann): Promise<string[]> {
  const { items } = await cloud.world.table.query({ table: 'relations', pk: cid, prefix: 'MSG#' });
  return items.map(({ state, reason }) => [state, reason].filter((part) => part !== undefined).join(' '));
}

/** Every enrollment of a customer, as it is stored. */
export async function enrollments(cloud: Cloud, cid = ann) {
  return (await cloud.world.table.query({ table: 'relations', pk: cid, prefix: 'ENR#' })).items;
}

/** How many orders the profile of a customer counts. */
export async function ordersOf(cloud: Cloud, cid = ann): Promise<unknown> {
  const item = await cloud.world.table.get({ table: 'customers', pk: cid, sk: '-' });
  const { orders } = (item?.profile ?? {}) as { orders?: { count: number } };
  return orders?.count;
}
