import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { create as countEvents } from '../../functions/count-events.ts';
import { create as onDeliveryEvent } from '../../functions/on-delivery-event.ts';
import { recountText } from '../../lib/cli/recount.ts';
import { type Campaign, campaignSchema } from '../../lib/core/definition/campaign.ts';
import { plusCounts } from '../../lib/core/measurement/counts.ts';
import type { Change } from '../../lib/memory/change-feed.ts';
import { streamEvent } from '../../lib/memory/lambda-event.ts';
import { publishCatalogue } from '../../lib/store/catalogue.ts';
import { counterKeys, loadCounts } from '../../lib/store/counters.ts';
import { closeFigures } from '../../lib/usecases/close-figures.ts';
import { eraseCustomer } from '../../lib/usecases/erase-customer.ts';
import { foldCounters } from '../../lib/usecases/fold-counters.ts';
import { recordActivity } from '../../lib/usecases/record-activity.ts';
import { recount } from '../../lib/usecases/recount.ts';
import { repairCounters } from '../../lib/usecases/repair-counters.ts';
import { saveCustomer } from '../../lib/usecases/save-customer.ts';
import type { World } from '../../lib/world.ts';
import { type Cloud, openCloud } from './cloud.ts';
import { publication } from './publication.ts';
import { byEventBridge, click, complaint, open, softBounce } from './ses-events.ts';
import { cidOf, context, day, hour, noon } from './shop.ts';

const live = (one: object): Campaign =>
  campaignSchema.parse({ kind: 'database', name: 'one', owner: 'anna@linden.example', status: 'live', topic: 'service', ...one });

/** Entered again and again in the same item, restarted, split, with a control group, by a run, and for each order. */
const campaigns = [
  live({
    id: 'again',
    entry: { trigger: { activity: 'basket.updated' }, reentry: 'always', holdout: '30%' },
    goal: { activity: 'order.placed', within: '2 days' },
    steps: [
      {
        id: 'half',
        split: [
          { arm: 'plain', share: '50%', then: [{ send: 'hello' }] },
          { arm: 'none', share: '50%', then: [{ wait: '1 hour' }] },
        ],
      },
      { wait: '5 hours' },
      { send: 'hello', id: 'later' },
    ],
  }),
  live({
    id: 'thanks',
    kind: 'thank-you',
    entry: { trigger: { activity: 'order.placed' } },
    steps: [{ send: 'thanks', validFor: '2 days' }],
  }),
  live({
    id: 'news',
    kind: 'direct',
    entry: { trigger: { once: '2026-11-02 16:00', zone: 'UTC' }, holdout: '30%' },
    steps: [{ send: 'hello', validFor: '9 days' }],
  }),
];

const people = ['ann', 'bob', 'cyd', 'dan'];

async function openShop(): Promise<Cloud> {
  const cloud = await openCloud({ now: noon });
  const { settings, ...rest } = publication();
  await publishCatalogue(cloud.world, { ...rest, settings: { ...settings, unitCosts: { email: '0.0001 GBP' } }, campaigns }, noon);
  for (const customer of people)
    await saveCustomer(cloud.world, {
      customer,
      attributes: { country: 'GB', zone: 'Europe/London' },
      email: `${customer}@private.example`,
      consent: { email: { offers: true } },
      evidence: { source: 'api' },
      at: noon,
    });
  return cloud;
}

type Doing =
  | { what: 'order' | 'refund' | 'basket'; who: number; ago: number; amount: number; foreign: boolean }
  | { what: 'erase'; who: number }
  | { what: 'pass'; hours: number }
  | { what: 'open' | 'click' | 'bounce' | 'complain'; message: number };

const who = fc.nat({ max: people.length - 1 });
const doing: fc.Arbitrary<Doing> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({
      what: fc.constantFrom('order', 'refund', 'basket', 'basket'),
      who,
      ago: fc.nat({ max: 3 * hour }),
      amount: fc.integer({ min: 1, max: 99_999 }),
      foreign: fc.boolean(),
    }) as fc.Arbitrary<Doing>,
  },
  { weight: 4, arbitrary: fc.record({ what: fc.constant('pass'), hours: fc.integer({ min: 1, max: 40 }) }) as fc.Arbitrary<Doing> },
  {
    weight: 3,
    arbitrary: fc.record({
      what: fc.constantFrom('open', 'click', 'bounce', 'complain'),
      message: fc.nat({ max: 99 }),
    }) as fc.Arbitrary<Doing>,
  },
  { weight: 1, arbitrary: fc.record({ what: fc.constant('erase'), who }) as fc.Arbitrary<Doing> },
);

async function act(cloud: Cloud, one: Doing, number: number): Promise<void> {
  const { world } = cloud;
  if (one.what === 'pass') return cloud.advanceTo(cloud.now + one.hours * hour);
  if (one.what === 'erase') {
    await eraseCustomer(world, { cid: cidOf(people[one.who] ?? '') });
    return cloud.advanceTo(cloud.now + hour);
  }
  if ('message' in one) {
    const tags = world.emails[one.message % Math.max(1, world.emails.length)]?.message.tags;
    if (!tags) return;
    const hear = onDeliveryEvent(cloud.limited('on-delivery-event').world);
    const made = {
      open,
      click: (of: typeof tags) => click(of, 'https://shop.example.org/sale'),
      bounce: (of: typeof tags) => softBounce(of, { at: cloud.now }),
      complain: complaint,
    };
    await hear(byEventBridge(made[one.what](tags)), context);
    return cloud.advanceTo(cloud.now + 2 * 60_000);
  }
  const total = { amount: one.amount, currency: one.foreign ? 'EUR' : 'GBP' };
  const types = { order: 'order.placed', refund: 'order.refunded', basket: 'basket.updated' };
  const data = { order: { orderId: `o${number}`, total }, refund: { orderId: `o${number - 1}`, amount: total }, basket: {} };
  await recordActivity(world, {
    id: `a${number}`,
    type: types[one.what],
    customer: people[one.who] ?? '',
    occurredAt: cloud.now - one.ago,
    data: data[one.what],
  });
  await cloud.settle();
}

const wanted = ({ keys: { sk } }: Change) => /^(ENR|MSG)#/.test(sk);
const shardOf = ({ keys: { pk } }: Change) => `shard-${pk.charCodeAt(0) % 3}`;

/** Shows the whole stream to a World that counted nothing yet: shards side by side, batches of any size, again and again, some failing. */
async function showAgain(world: World, changes: Change[], seed: number): Promise<void> {
  let state = seed;
  const below = (n: number) => {
    state = (state * 48_271 + 11) % 2_147_483_647;
    return state % n;
  };
  const flaky: World = {
    ...world,
    table: {
      ...world.table,
      write: async (operations) => {
        if (below(5) === 0) throw new Error('refused');
        const conflict = await world.table.write(operations);
        if (below(5) === 0) throw new Error('the reply was lost');
        return conflict;
      },
    },
  };
  const handler = countEvents(flaky);
  const shards = [...Map.groupBy(changes.filter(wanted), shardOf)].map(([shardId, waiting]) => ({ shardId, waiting, done: 0 }));
  for (let open = shards; open.length > 0; open = shards.filter(({ waiting, done }) => done < waiting.length)) {
    const shard = open[below(open.length)];
    if (!shard) return;
    // Sometimes from some way back.
    const from = Math.max(0, shard.done - (below(3) === 0 ? below(9) : 0));
    const batch = shard.waiting.slice(from, shard.done + 1 + below(9));
    const { batchItemFailures } = await handler({ ...streamEvent('relations', batch), shardId: shard.shardId }, context);
    const failed = batchItemFailures.map(({ itemIdentifier }) => Number(itemIdentifier));
    const reached = failed.length === 0 ? batch.length : batch.findIndex(({ sequence }) => sequence >= Math.min(...failed));
    shard.done = Math.max(shard.done, from + reached);
  }
}

async function forget(world: World): Promise<void> {
  for (const { id } of campaigns)
    for (const { pk } of [counterKeys.counter(id, '', ''), counterKeys.sum(id, '')])
      for (const { table, sk } of (await world.table.query({ table: 'control', pk })).items)
        await world.table.write([{ delete: { table, pk, sk } }]);
}

beforeAll(() => {
  for (const stream of [process.stdout, process.stderr]) vi.spyOn(stream, 'write').mockImplementation(() => true);
});
afterAll(() => vi.restoreAllMocks());

const told = async (world: World) => (await loadCounts(world)).tallied;

describe('the counters', () => {
  it('equal a recount, whatever happens, however the stream is shown, folded or not', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(doing, { minLength: 5, maxLength: 25 }), fc.nat(), async (doings, seed) => {
        const cloud = await openShop();
        for (const [number, one] of doings.entries()) await act(cloud, one, number);
        await cloud.settle();
        const { world } = cloud;
        expect((await recount(world)).differences).toEqual([]);
        const counted = await told(world);
        await forget(world);
        await showAgain(world, world.feed.read('relations', 0), seed);
        expect((await recount(world)).differences).toEqual([]);
        expect(await told(world)).toEqual(counted);
        cloud.now += 2 * day;
        await foldCounters(world);
        for (const { id } of campaigns)
          expect((await world.table.query({ table: 'control', pk: counterKeys.counter(id, '', '').pk })).items).toEqual([]);
        expect(await told(world)).toEqual(counted);
        expect((await recount(world)).differences).toEqual([]);
      }),
      { numRuns: 8 },
    );
  }, 120_000);

  it('equal the closing equation of messages while nothing is gone', async () => {
    const cloud = await openShop();
    for (const who of [0, 1, 2, 3]) await act(cloud, { what: 'order', who, ago: 0, amount: 100, foreign: false }, who);
    await act(cloud, { what: 'basket', who: 1, ago: 0, amount: 1, foreign: false }, 9);
    await cloud.advanceTo(noon + 2 * day);
    const { byCampaign } = await closeFigures(cloud.world);
    const sums: Record<string, Record<string, number>> = {};
    for (const { campaign, counts } of await told(cloud.world)) sums[campaign] = plusCounts(sums[campaign] ?? {}, counts);
    expect(Object.keys(byCampaign).sort()).toEqual(['again', 'news', 'thanks']);
    for (const [campaign, { targeted, sent, suppressed }] of Object.entries(byCampaign)) {
      const { [campaign]: counts = {} } = sums;
      expect([campaign, counts.targeted, counts['sent.email'] ?? 0, counts['suppressed.held-out'] ?? 0]).toEqual([
        campaign,
        targeted,
        sent,
        suppressed['held-out'] ?? 0,
      ]);
    }
    expect(sums.thanks).toMatchObject({ 'sent.email': 4, cost: 400 });
  });
});

describe('a recount', () => {
  it('says what differs by name, and corrects it', async () => {
    const cloud = await openShop();
    const { world } = cloud;
    expect(recountText(await recount(world), 'thanks')).toBe('nothing was ever counted of "thanks"');
    await act(cloud, { what: 'order', who: 0, ago: 0, amount: 100, foreign: false }, 0);
    expect(recountText(await recount(world, 'thanks'), 'thanks')).toBe(
      '2 entries and messages of "thanks" were counted anew: all 8 figures that are kept are the same',
    );
    const key = counterKeys.counter('thanks', '2026-11-02', 'only');
    await world.table.write([{ update: key, add: [[['n', 'entered'], 2]] }]);
    const found = await recount(world);
    expect(found.differences).toEqual([{ campaign: 'thanks', bucket: '2026-11-02', name: 'entered', counted: 3, recounted: 1 }]);
    expect(recountText(found)).toContain('thanks 2026-11-02 entered: 1, and 3 is kept');
    await repairCounters(world, found.differences);
    expect((await recount(world)).differences).toEqual([]);
    await forget(world);
    await repairCounters(world, (await recount(world)).differences);
    expect((await recount(world)).differences).toEqual([]);
  });
});
