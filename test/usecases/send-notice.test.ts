import { describe, expect, it } from 'vitest';
import { campaignSchema } from '../../lib/core/definition/campaign.ts';
import type { MemoryWorld } from '../../lib/memory/world.ts';
import { publishCatalogue } from '../../lib/store/catalogue.ts';
import { triggeredTaskSchema } from '../../lib/store/notices.ts';
import { saveCustomer } from '../../lib/usecases/save-customer.ts';
import { sendNotice } from '../../lib/usecases/send-notice.ts';
import type { World } from '../../lib/world.ts';
import { openCloud } from '../functions/cloud.ts';
import { publication } from '../functions/publication.ts';
import { day, noon, order, place } from '../functions/shop.ts';

/** A World that dies at its n-th call: before it, or after it was done. */
function mortal(world: MemoryWorld, { call, after }: { call: number; after: boolean }): World {
  let calls = 0;
  const dying = async <T>(run: () => Promise<T>): Promise<T> => {
    calls += 1;
    if (calls > call || (calls === call && !after)) throw new Error('killed');
    const done = await run();
    if (calls === call) throw new Error('killed');
    return done;
  };
  return {
    ...world,
    table: {
      ...world.table,
      get: (key) => dying(() => world.table.get(key)),
      query: (range) => dying(() => world.table.query(range)),
      write: (operations) => dying(() => world.table.write(operations)),
    },
    sendEmail: (email) => dying(() => world.sendEmail(email)),
  };
}

/** A notice of a customer's order, as it stands in the queue. */
async function noticed(digest: boolean) {
  const cloud = await openCloud({ now: noon });
  const before = publication();
  const campaign = campaignSchema.parse({
    id: 'calls',
    kind: 'thank-you',
    name: 'Calls',
    owner: 'olga@linden.example',
    status: 'live',
    entry: { trigger: { activity: 'order.placed' } },
    steps: [{ notify: 'hello', to: 'care', ...(digest && { digest: 'daily' }) }],
  });
  const teams = { care: { emails: ['one@linden.example', 'two@linden.example'] } };
  await publishCatalogue(cloud.world, { ...before, settings: { ...before.settings, teams }, campaigns: [campaign] }, noon);
  await saveCustomer(cloud.world, { customer: 'ann', attributes: {}, at: noon });
  await place(cloud, order('o1'));
  let body: unknown;
  const { enqueue } = cloud.world;
  cloud.world.enqueue = async (queue, tasks) => {
    if (queue === 'triggered') body = tasks[0]?.body;
    return queue === 'triggered' ? [] : enqueue(queue, tasks);
  };
  await cloud.settle();
  cloud.world.enqueue = enqueue;
  const task = triggeredTaskSchema.parse(body);
  if (!('notice' in task)) throw new Error('no notice');
  return { cloud, notice: task.notice };
}

const deaths = Array.from({ length: 24 }, (_, index) => ({ call: 1 + Math.floor(index / 2), after: index % 2 === 1 }));

describe('a notice whose attempt dies at any call', () => {
  it.each(deaths)('goes to each colleague when it is tried again: %j', async (death) => {
    const { cloud, notice } = await noticed(false);
    await sendNotice(mortal(cloud.world, death), notice).catch(() => undefined);
    cloud.now += 3 * 60_000;
    await sendNotice(cloud.world, notice);
    await sendNotice(cloud.world, notice);
    const to = cloud.world.emails.map(({ message }) => message.to);
    expect(new Set(to)).toEqual(new Set(['one@linden.example', 'two@linden.example']));
    // Only where it died between the call and its record it may come twice.
    expect(to.length).toBeLessThanOrEqual(3);
  });

  it.each(deaths)('stands in the digest once, and the digest goes to each: %j', async (death) => {
    const { cloud, notice } = await noticed(true);
    await sendNotice(mortal(cloud.world, death), notice).catch(() => undefined);
    await sendNotice(cloud.world, notice);
    await sendNotice(cloud.world, notice);
    const digest = { about: 'digest', digest: 'care#2026-11-03' } as const;
    cloud.now = noon + day;
    await sendNotice(mortal(cloud.world, death), digest).catch(() => undefined);
    cloud.now += 3 * 60_000;
    await sendNotice(cloud.world, digest);
    await sendNotice(cloud.world, digest);
    const mails = cloud.world.emails.map(({ message }) => ({ to: message.to, text: Buffer.from(message.raw).toString() }));
    expect(new Set(mails.map(({ to }) => to))).toEqual(new Set(['one@linden.example', 'two@linden.example']));
    expect(mails.length).toBeLessThanOrEqual(3);
    for (const { text } of mails) expect(text).toContain('Subject: 1 task for you');
  });
});
