import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Enrollment, PlannedMessage } from '../../lib/core/enrollment/enrollment.ts';
import { publishCatalogue } from '../../lib/store/catalogue.ts';
import { toJson } from '../../lib/store/json.ts';
import { claimKey, keys } from '../../lib/store/keys.ts';
import { recordMessage } from '../../lib/store/messages.ts';
import { orderCampaign } from '../../lib/usecases/order-campaign.ts';
import { sendMessage } from '../../lib/usecases/send-message.ts';
import type { Table, World } from '../../lib/world.ts';
import type { Cloud } from '../functions/cloud.ts';
import { publication } from '../functions/publication.ts';
import { ann, day, hour, noon, shop, thanks } from '../functions/shop.ts';

const minute = 60_000;
beforeEach(() => {
  for (const stream of [process.stdout, process.stderr]) vi.spyOn(stream, 'write').mockImplementation(() => true);
});
afterEach(() => vi.restoreAllMocks());

interface Intent {
  cid: string;
  enrollment: string;
  message: PlannedMessage;
}
interface Planned {
  priority: number;
  minutesAgo: number;
  topic?: 'service' | 'offers';
  validFor?: number;
}

/** A shop in which one message of each campaign is planned to ann, none of them under way. */
async function planned(messages: Planned[], caps: object[]): Promise<{ cloud: Cloud; intents: Intent[] }> {
  const cloud = await shop();
  const before = publication();
  const settings = { ...before.settings, caps: caps as typeof before.settings.caps };
  const campaigns = messages.map((_, index) => thanks({ id: `c${index}`, steps: [{ send: 'hello', validFor: '2 days' }] }));
  const published = await publishCatalogue(cloud.world, { ...before, settings, campaigns }, noon);
  const intents = messages.map((each, index) => intent({ ...each, campaign: `c${index}`, version: published[index]?.version ?? '' }));
  for (const { enrollment, key } of intents) await cloud.world.table.write([{ put: { ...key, v: 1, enrollment: toJson(enrollment) } }]);
  return { cloud, intents: intents.map(({ message, key }) => ({ cid: ann, enrollment: key.sk, message })) };
}

function intent({
  campaign,
  version,
  priority,
  minutesAgo,
  topic = 'service',
  validFor = day,
}: Planned & Record<'campaign' | 'version', string>) {
  const plannedAt = noon - minutesAgo * minute;
  const message: PlannedMessage = {
    kind: 'message',
    id: `${campaign}#o1#hello`,
    step: 'hello',
    template: 'hello',
    topic,
    by: ['email'],
    priority,
    plannedAt,
    expiresAt: noon + validFor,
  };
  const enrollment: Enrollment = {
    campaign,
    version,
    occurrence: 'o1',
    keyed: true,
    forgettable: true,
    status: 'ended',
    position: null,
    enteredAt: plannedAt,
    dueAt: null,
    waiting: null,
    trigger: {},
    steps: {},
    goal: null,
    outbox: [message],
    planned: 1,
    heldOut: 0,
    entries: 1,
    ended: { at: plannedAt, because: 'completed', detail: '' },
  };
  return { message, enrollment, key: keys.enrollment(ann, enrollment) };
}

let serial = 0;
const send = (world: World, one: Intent | undefined) => {
  if (!one) throw new Error('no such message');
  serial += 1;
  return sendMessage(world, { ...one, message: { ...one.message } }, `n${serial}`);
};
const onePlace = [{ class: 'service', atMost: 1, per: '1 day' }];

describe('of messages that are due now', () => {
  it('the higher goes first; the lower waits for it, and for its place', async () => {
    const { cloud, intents } = await planned(
      [
        { priority: 40, minutesAgo: 9 },
        { priority: 70, minutesAgo: 1 },
      ],
      onePlace,
    );
    expect(await send(cloud.world, intents[0])).toEqual({ state: 'held', reason: 'outranked', detail: 'by c1' });
    expect(await send(cloud.world, intents[1])).toEqual({ state: 'sent' });
    await cloud.advanceTo(noon + 10 * minute);
    const rows = (await cloud.world.table.query({ table: 'relations', pk: ann, prefix: 'MSG#' })).items;
    expect(rows.map(({ state, reason }) => [state, reason])).toEqual([
      ['suppressed', 'capped'],
      ['sent', undefined],
    ]);
  });

  it('of one priority the earlier goes first, and where no cap holds them each goes at once', async () => {
    const equals = [
      { priority: 50, minutesAgo: 1 },
      { priority: 50, minutesAgo: 2 },
    ];
    const tie = await planned(equals, onePlace);
    expect(await send(tie.cloud.world, tie.intents[0])).toMatchObject({ reason: 'outranked' });
    const free = await planned(equals, []);
    expect(await send(free.cloud.world, free.intents[0])).toEqual({ state: 'sent' });
  });

  it('waits for none that cannot go: claimed, settled, paused, without consent, or under another cap', async () => {
    const low = { priority: 40, minutesAgo: 1 };
    const high = { priority: 70, minutesAgo: 1 };
    const settled = await planned([low, high], onePlace);
    await recordMessage(settled.cloud.world, settled.intents[1] as Intent, { state: 'failed', reason: 'rejected', at: noon });
    expect(await send(settled.cloud.world, settled.intents[0])).toEqual({ state: 'sent' });
    const paused = await planned([low, high], onePlace);
    await orderCampaign(paused.cloud.world, { campaign: 'c1', order: 'pause' });
    paused.cloud.now += minute;
    expect(await send(paused.cloud.world, paused.intents[0])).toEqual({ state: 'sent' });
    const elsewhere = await planned([low, { ...high, topic: 'offers' }], [...onePlace, { topic: 'offers', atMost: 1, per: '1 day' }]);
    expect(await send(elsewhere.cloud.world, elsewhere.intents[0])).toEqual({ state: 'sent' });
  });

  it('is dropped as capped when it is no longer valid', async () => {
    const { cloud, intents } = await planned(
      [
        { priority: 40, minutesAgo: 1, validFor: 30_000 },
        { priority: 70, minutesAgo: 1 },
      ],
      onePlace,
    );
    expect(await send(cloud.world, intents[0])).toEqual({ state: 'suppressed', reason: 'capped', detail: 'by c1' });
  });

  it('also waits for a held one that has no enrollment', async () => {
    const { cloud, intents } = await planned([{ priority: 40, minutesAgo: 1 }], onePlace);
    const message = { ...(intents[0] as Intent).message, id: 'news#2026-11-02T12:00#hello', priority: 80 };
    await recordMessage(cloud.world, { cid: ann, enrollment: '-', message }, { state: 'held', reason: 'throttled', at: noon, dueAt: noon });
    expect(await send(cloud.world, intents[0])).toMatchObject({ reason: 'outranked', detail: 'by news' });
    cloud.now += 3 * hour;
  });

  it('no lower one is claimed while a higher one is left without a place, however many workers run', async () => {
    const message = fc.record({
      priority: fc.constantFrom(30, 50, 70),
      minutesAgo: fc.integer({ min: 0, max: 3 }),
      topic: fc.constantFrom('service' as const, 'offers' as const),
    });
    const cap = fc.record({
      topic: fc.constantFrom('service', 'offers'),
      atMost: fc.integer({ min: 1, max: 2 }),
      per: fc.constant('1 day'),
    });
    await fc.assert(
      fc.asyncProperty(
        fc.scheduler(),
        fc.array(message, { minLength: 2, maxLength: 5 }),
        fc.array(cap, { minLength: 1, maxLength: 2 }),
        async (s, all, caps) => {
          const { cloud, intents } = await planned(all, caps);
          const world = { ...cloud.world, now: () => cloud.world.now(), table: interleaved(cloud.world.table, s) };
          const working = Promise.allSettled(intents.map((one) => send(world, one)));
          await s.waitFor(working);
          const contact = await cloud.world.table.get(keys.contact(ann));
          const claims = contact?.c as object;
          const isClaimed = ({ message: { id } }: Intent) => Object.hasOwn(claims, claimKey(id));
          for (const topic of ['service', 'offers']) {
            const limits = caps.filter((one) => one.topic === topic).map(({ atMost }) => atMost);
            const mine = intents.filter((one) => one.message.topic === topic).sort(byRank);
            const most = Math.min(mine.length, ...limits);
            expect(mine.map(isClaimed)).toEqual(mine.map((_, rank) => rank < most));
          }
        },
      ),
      { numRuns: 40 },
    );
  });
});

function byRank({ message: one }: Intent, { message: other }: Intent): number {
  return other.priority - one.priority || one.plannedAt - other.plannedAt || (one.id < other.id ? -1 : 1);
}

/** Each read and write waits for its turn, in an order that the test chooses. */
function interleaved(table: Table, s: fc.Scheduler): Table {
  return {
    get: s.scheduleFunction((key) => table.get(key)),
    query: s.scheduleFunction((range) => table.query(range)),
    due: (...asked) => table.due(...asked),
    scan: (...asked) => table.scan(...asked),
    write: s.scheduleFunction((operations) => table.write(operations)),
  };
}
