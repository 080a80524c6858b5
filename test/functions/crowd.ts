import type { Context, SQSBatchResponse } from 'aws-lambda';
import { create as sendBroadcasts } from '../../functions/send-broadcasts.ts';
import { emptyProfile } from '../../lib/core/customer.ts';
import { type CampaignInput, campaignSchema } from '../../lib/core/definition/campaign.ts';
import { type SettingsInput, settingsSchema } from '../../lib/core/definition/settings.ts';
import { queueEvent } from '../../lib/memory/lambda-event.ts';
import { loadCatalogue, publishCatalogue } from '../../lib/store/catalogue.ts';
import { saveContact } from '../../lib/store/contacts.ts';
import { toJson } from '../../lib/store/json.ts';
import { keys } from '../../lib/store/keys.ts';
import type { Value } from '../../lib/world.ts';
import { type Cloud, openCloud } from './cloud.ts';
import { publication } from './publication.ts';
import { cidOf, noon } from './shop.ts';

export const run = { campaign: 'news', occurrence: '2026-11-02T12:00', dueAt: noon };

/** A run of a broadcast to so many customers, of whom some do not want it. */
export interface Crowd {
  cloud: Cloud;
  cids: string[];
  /** The bodies of the queue `bulk`, as many as these recipients need. */
  chunks(cids?: string[]): { [name: string]: Value }[];
  enqueue(bodies: { [name: string]: Value }[]): Promise<void>;
}

export async function gather(
  count: number,
  {
    campaign = {},
    settings = {},
    wants = () => true,
  }: { campaign?: Partial<CampaignInput>; settings?: Partial<SettingsInput>; wants?: (index: number) => boolean } = {},
): Promise<Crowd> {
  const cloud = await openCloud({ now: noon });
  const before = publication();
  const news = campaignSchema.parse({
    id: 'news',
    kind: 'database',
    name: 'News',
    owner: 'anna@linden.example',
    status: 'live',
    topic: 'offers',
    entry: { trigger: { once: '2026-11-02 12:00', zone: 'Europe/London' } },
    steps: [{ send: 'hello', validFor: '1 day' }],
    ...campaign,
  });
  await publishCatalogue(
    cloud.world,
    { ...before, campaigns: [news], settings: settingsSchema.parse({ ...before.settings, ...settings }) },
    noon - 1,
  );
  const names = Array.from({ length: count }, (_, index) => `c${index}`);
  for (const [index, customer] of names.entries()) {
    const profile = { ...emptyProfile(customer), attributes: { country: 'GB', zone: 'Europe/London' } };
    await cloud.world.table.write([{ put: { ...keys.profile(cidOf(customer)), v: 1, profile: toJson(profile) } }]);
    const email = `${customer}@private.example`;
    await saveContact(cloud.world, cidOf(customer), {
      email,
      consent: { email: { offers: wants(index) } },
      evidence: { source: 'api' },
      at: noon,
    });
  }
  const [live] = (await loadCatalogue(cloud.world)).live;
  const all = names.map(cidOf);
  return {
    cloud,
    cids: all,
    chunks: (cids = all) =>
      Array.from({ length: Math.ceil(cids.length / 25) }, (_, page) => ({
        ...run,
        version: live?.version ?? '',
        place: `1.0.${page}`,
        first: 0,
        cids: cids.slice(page * 25, (page + 1) * 25),
      })),
    enqueue: async (bodies) => {
      const rejected = await cloud.world.enqueue(
        'bulk',
        bodies.map((body, index) => ({ id: `${index}`, body })),
      );
      if (rejected.length > 0) throw new Error('the queue refused a chunk');
    },
  };
}

let invocations = 0;
export const invocation = () => ({ awsRequestId: `${++invocations}`.padStart(12, '0'), functionName: 'test' }) as Context;

/**
 * Works on the queue `bulk` until it is empty or `until` has come, each batch in the moment when it is visible. What fails is
 * shown again a minute later; `run` may show a batch more often, or kill it.
 */
export async function work(
  { cloud }: Crowd,
  {
    until = Infinity,
    show = (go: () => Promise<SQSBatchResponse>): Promise<SQSBatchResponse | undefined> => go(),
  }: { until?: number; show?: (go: () => Promise<SQSBatchResponse>) => Promise<SQSBatchResponse | undefined> } = {},
): Promise<void> {
  const send = sendBroadcasts(cloud.limited('send-broadcasts').world);
  const { queues } = cloud.world;
  for (let next = queues.nextAt('bulk'); next !== undefined && next < until; next = queues.nextAt('bulk')) {
    cloud.now = Math.max(cloud.now, next);
    const tasks = queues.receive('bulk', 4, cloud.now);
    const answer = await show(() => send(queueEvent('bulk', tasks), invocation()));
    const failed = new Set(answer?.batchItemFailures.map(({ itemIdentifier }) => itemIdentifier));
    for (const { messageId, receipt } of tasks) {
      if (!answer || failed.has(messageId)) queues.return(receipt, cloud.now + 3 * 60_000);
      else queues.delete(receipt);
    }
  }
}

/** How many of the recipients came to each state and reason. */
export async function tally({ cloud, cids }: Crowd): Promise<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (const cid of cids) {
    const { items } = await cloud.world.table.query({ table: 'relations', pk: cid, prefix: 'MSG#' });
    for (const { state, reason } of items) {
      const name = [state, reason].filter((part) => part !== undefined).join(' ');
      counts[name] = (counts[name] ?? 0) + 1;
    }
    if (items.length !== 1) counts[`${items.length} records`] = (counts[`${items.length} records`] ?? 0) + 1;
  }
  return counts;
}
