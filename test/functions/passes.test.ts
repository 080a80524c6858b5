import { describe, expect, it } from 'vitest';
import { type Campaign, type CampaignInput, campaignSchema } from '../../lib/core/definition/campaign.ts';
import { segmentSchema } from '../../lib/core/definition/segment.ts';
import { publishCatalogue } from '../../lib/store/catalogue.ts';
import { keys, passKeys } from '../../lib/store/keys.ts';
import { askForPasses } from '../../lib/usecases/begin-pass.ts';
import { publishCampaigns } from '../../lib/usecases/publish-campaigns.ts';
import { saveCustomer } from '../../lib/usecases/save-customer.ts';
import { type Cloud, openCloud } from './cloud.ts';
import { publication } from './publication.ts';
import { ann, cidOf, day, enrollments, hour, noon, order, outcomes, place, shop } from './shop.ts';

const minute = 60_000;
const busy = segmentSchema.parse({
  id: 'busy',
  name: 'Two orders in a month',
  rule: { field: 'metrics.orders', within: '30 days', atLeast: 2 },
});
const waiting = (id: string, entry: CampaignInput['entry'], more: Partial<CampaignInput> = {}): Campaign =>
  campaignSchema.parse({
    id,
    kind: 'database',
    name: id,
    owner: 'anna@linden.example',
    status: 'live',
    topic: 'service',
    entry,
    steps: [{ send: 'hello', validFor: '2 days' }],
    ...more,
  });
const onBusy = (on: 'enter' | 'leave', more: Partial<CampaignInput['entry']> = {}, rest: Partial<CampaignInput> = {}) =>
  waiting(`busy-${on}`, { trigger: { segment: 'busy', on }, ...more }, rest);
const lapse = (more: Partial<CampaignInput['entry']> = {}, rest: Partial<CampaignInput> = {}) =>
  waiting('lapse', { trigger: { lapse: '10 days' }, ...more }, rest);

const publish = (cloud: Cloud, campaigns: Campaign[]) =>
  publishCampaigns(
    cloud.world,
    { ...publication(), campaigns, segments: [busy] },
    { liveFrom: noon, fresh: { pepper: 'p'.repeat(40), tokens: [{ kid: '1', secret: 's'.repeat(40) }] } },
  );
const occurrences = async (cloud: Cloud, cid = ann) =>
  (await enrollments(cloud, cid)).map(({ sk, enrollment }) => `${sk} ${(enrollment as { occurrence: string }).occurrence}`);
const hint = async (cloud: Cloud, campaign: string, cid = ann) => (await cloud.world.table.get(keys.hint(cid, campaign)))?.dueAt;
const ordered = (id: string, occurredAt: number, customer = 'ann') => order(id, { occurredAt, customer });

describe('a segment as a trigger', () => {
  it('enters with the activity, within the same settle, and by night when time alone changes it', async () => {
    const cloud = await shop({ campaigns: [] });
    await publish(cloud, [onBusy('enter'), onBusy('leave')]);
    await cloud.advanceTo(noon + hour);
    await place(cloud, ordered('o-1', noon + hour), ordered('o-2', noon + hour));
    await cloud.settle();
    expect(await occurrences(cloud)).toEqual(['ENR#busy-enter 1']);
    await cloud.advanceTo(noon + 30 * day);
    expect(await occurrences(cloud)).toEqual(['ENR#busy-enter 1']);
    await cloud.advanceTo(noon + 31 * day);
    expect(await occurrences(cloud)).toEqual(['ENR#busy-enter 1', 'ENR#busy-leave 2']);
    expect(await outcomes(cloud)).toEqual(['sent', 'sent']);
  });

  it('that is published enters nobody who stands there, and with includeExisting so many a day', async () => {
    const customers = ['ann', 'bob', 'cleo', 'dan', 'eve'];
    for (const includeExisting of [false, true]) {
      const cloud = await shop({ campaigns: [] });
      for (const customer of customers) {
        await saveCustomer(cloud.world, {
          customer,
          attributes: { zone: 'Europe/London', country: 'GB' },
          email: `${customer}@private.example`,
          at: noon,
        });
        await place(cloud, ordered(`1-${customer}`, noon, customer), ordered(`2-${customer}`, noon, customer));
      }
      await publish(cloud, [onBusy('enter', { includeExisting }, { limits: { entriesPerDay: 2 } })]);
      const sent: number[] = [];
      for (const days of includeExisting ? [1, 2] : [1]) {
        await cloud.advanceTo(noon + days * day);
        sent.push(cloud.world.emails.length);
      }
      expect(sent).toEqual(includeExisting ? [4, 5] : [0]);
      if (includeExisting) expect(await occurrences(cloud, cidOf('eve'))).toEqual(['ENR#busy-enter 0']);
    }
  });
});

describe('a lapse', () => {
  it('fires at its own minute; an order during the silence puts it off', async () => {
    const cloud = await shop({ campaigns: [] });
    await publish(cloud, [lapse()]);
    await place(cloud, ordered('o-1', noon));
    await cloud.advanceTo(noon + 6 * day);
    expect(await hint(cloud, 'lapse')).toBe(noon + 10 * day);
    await place(cloud, ordered('o-2', noon + 6 * day));
    await cloud.advanceTo(noon + 16 * day - 10 * minute);
    expect(await outcomes(cloud)).toEqual([]);
    await cloud.advanceTo(noon + 16 * day);
    expect((await enrollments(cloud)).map(({ enrollment }) => enrollment)).toMatchObject([
      { occurrence: new Date(noon + 6 * day).toISOString(), enteredAt: noon + 16 * day, trigger: { daysSilent: 10 } },
    ]);
    expect([await outcomes(cloud), await hint(cloud, 'lapse')]).toEqual([['sent'], undefined]);
  });

  it('by her own rhythm waits for the pass that counts the shop’s', async () => {
    const cloud = await shop({ campaigns: [] });
    for (const [index, gap] of [0, 20, 40, 60].entries()) await place(cloud, ordered(`b-${index}`, noon + gap * day - 60 * day, 'bob'));
    await place(cloud, ordered('o-1', noon));
    await publish(cloud, [lapse({ trigger: { lapse: 'own rhythm' } })]);
    await cloud.advanceTo(noon + hour);
    expect((await cloud.world.table.get(keys.rhythm))?.rhythm).toEqual({ gaps: { 20: 3 } });
    expect(await hint(cloud, 'lapse')).toBeUndefined();
    await cloud.advanceTo(noon + 13 * day);
    expect(await hint(cloud, 'lapse')).toBe(noon + 20 * day);
    await cloud.advanceTo(noon + 21 * day);
    expect(await occurrences(cloud)).toEqual([`ENR#lapse ${new Date(noon).toISOString()}`]);
  });

  it('wins back in steps, until she buys', async () => {
    const cloud = await shop({ campaigns: [] });
    const winBack = lapse(
      { trigger: { lapse: 'own rhythm', sure: '90%', minimum: '9 days' }, audience: { field: 'metrics.orders', atLeast: 2 } },
      {
        kind: 'win-back',
        goal: { activity: 'order.placed', within: '45 days' },
        limits: { timesPerCustomer: 2 },
        steps: [
          { send: 'hello', id: 'miss-you' },
          { wait: '2 days' },
          {
            id: 'offer',
            split: ['points', 'coupon'].map((arm) => ({
              arm,
              share: '50%',
              then: [{ send: 'hello', id: `${arm}-offer` }, { wait: '2 days' }, { send: 'hello', id: `more-${arm}` }],
            })),
          },
          { exit: 'let go' },
        ],
      },
    );
    await publish(cloud, [winBack]);
    for (const customer of ['ann', 'bob']) {
      await saveCustomer(cloud.world, { customer, attributes: { country: 'GB' }, email: `${customer}@private.example`, at: noon });
      for (const ago of [9, 6, 3, 0]) await place(cloud, ordered(`${customer}-${ago}`, noon - ago * day, customer));
    }
    await cloud.advanceTo(noon + 9 * day - 10 * minute);
    expect(cloud.world.emails).toEqual([]);
    await cloud.advanceTo(noon + 12 * day);
    await place(cloud, ordered('ann-back', noon + 12 * day));
    await cloud.advanceTo(noon + 15 * day);
    expect([(await outcomes(cloud)).length, (await outcomes(cloud, cidOf('bob'))).length]).toEqual([2, 3]);
    expect((await enrollments(cloud)).map(({ enrollment }) => enrollment)).toMatchObject([{ ended: { because: 'goal' } }]);
  });

  it('that finds the day’s entries taken waits for the next morning', async () => {
    const cloud = await shop({ campaigns: [] });
    await publish(cloud, [lapse({}, { limits: { entriesPerDay: 1 } })]);
    await place(cloud, ordered('o-1', noon), ordered('b-1', noon, 'bob'), ordered('c-1', noon, 'cleo'));
    await cloud.advanceTo(noon + 10 * day);
    const entered = async () => (await Promise.all(['ann', 'bob', 'cleo'].map((each) => enrollments(cloud, cidOf(each))))).flat().length;
    expect(await entered()).toBe(1);
    await cloud.advanceTo(noon + 11 * day);
    expect(await entered()).toBe(2);
    await cloud.advanceTo(noon + 12 * day);
    expect(await entered()).toBe(3);
  });
});

describe('a pass over all customers', () => {
  const birthday = waiting('birthday', { trigger: { date: 'customer.birthday', every: 'year', before: '3 days', at: '09:00' } });

  it('finds the dates of those who were there before a campaign was published, once', async () => {
    const cloud = await shop({ campaigns: [], details: { attributes: { birthday: '1980-11-10', zone: 'Europe/London' } } });
    await publish(cloud, [birthday]);
    await publish(cloud, [birthday]);
    await cloud.advanceTo(noon + 10 * minute);
    expect(await hint(cloud, 'birthday')).toBe(Date.UTC(2026, 10, 7, 9));
    await cloud.advanceTo(noon + 9 * day);
    expect(cloud.world.emails.map(({ message }) => message.to)).toEqual(['ann@private.example']);
  });

  it('reaches also those for whom something came due between publishing and it', async () => {
    const cloud = await shop({ campaigns: [], details: { attributes: { birthday: '1980-11-13', zone: 'Europe/London' } } });
    await place(cloud, ordered('o-1', noon));
    await cloud.advanceTo(noon + 10 * day - hour);
    cloud.now = noon + 10 * day - 5000;
    const atNoon = waiting('birthday', { trigger: { date: 'customer.birthday', every: 'year', before: '1 day', at: '12:00' } });
    await publish(cloud, [lapse(), atNoon]);
    await cloud.advanceTo(noon + 11 * day);
    expect((await occurrences(cloud)).sort()).toEqual(['ENR#birthday 2026', `ENR#lapse ${new Date(noon).toISOString()}`]);
    expect(await outcomes(cloud)).toEqual(['sent', 'sent']);
  });

  it('for a mended typo enters nobody again who stands there still', async () => {
    const cloud = await shop({ campaigns: [] });
    await place(cloud, ordered('o-1', noon), ordered('o-2', noon));
    const campaign = (name: string) =>
      onBusy('enter', { includeExisting: true, reentry: 'always' }, { name, limits: { entriesPerDay: 5 } });
    await publish(cloud, [campaign('Thnaks')]);
    await cloud.advanceTo(noon + 5 * day);
    const kept = await enrollments(cloud);
    expect(kept[0]).not.toHaveProperty('ttl');
    await publish(cloud, [campaign('Thanks')]);
    await cloud.advanceTo(noon + 8 * day);
    expect(await outcomes(cloud)).toEqual(['sent']);
  });

  it('is taken up where its tasks were lost: those of the publish, and those that count the figures', async () => {
    const cloud = await shop({ campaigns: [] });
    await place(cloud, ordered('o-1', noon - 20 * day));
    await cloud.settle();
    await publish(cloud, [lapse({ includeExisting: true }, { limits: { entriesPerDay: 5 } })]);
    const { world } = cloud.limited('wake-enrollments');
    const { enqueue } = world;
    let lost = 0;
    world.enqueue = (queue, tasks) => enqueue(queue, queue === 'pages' && lost++ < 2 ? [] : tasks);
    await cloud.advanceTo(noon + 10 * minute);
    expect([lost, await hint(cloud, 'lapse')]).toEqual([2, undefined]);
    expect(await cloud.world.table.get(keys.shopFigures)).toBeUndefined();
    await cloud.advanceTo(noon + day);
    expect(await occurrences(cloud)).toHaveLength(1);
    expect(await cloud.world.table.get(passKeys.passHint('publish'))).toBeUndefined();
    expect(await cloud.world.table.get(keys.shopFigures)).toMatchObject({ figures: { customers: 1 } });
  });

  it('counts anew what a function lost that did not know yet what is counted', async () => {
    const cloud = await shop({ campaigns: [] });
    await place(cloud, ordered('o-1', noon));
    await cloud.settle();
    const did = { activity: 'order.placed' as const, where: { field: 'activity.total', atLeast: '10 GBP' } };
    await publish(cloud, [waiting('visits', { trigger: { activity: 'customer.visited' }, audience: { did, times: { atLeast: 2 } } })]);
    const counts = async () => Object.values(Object((await cloud.world.table.get(keys.profile(ann)))?.profile).counts ?? {});
    const counted = await counts();
    expect(counted).toHaveLength(1);
    await cloud.world.table.write([{ update: keys.profile(ann), remove: [['profile', 'counts']] }]);
    await cloud.advanceTo(noon + 10 * minute);
    expect(await counts()).toEqual(counted);
  });

  it('twice, or by an old page, changes nothing', async () => {
    const cloud = await openCloud({ now: noon, repeat: 2 });
    await place(cloud, ordered('o-1', noon), ordered('o-2', noon));
    await publishCatalogue(cloud.world, { ...publication(), campaigns: [onBusy('leave')], segments: [busy] }, noon);
    await askForPasses(cloud.world);
    await cloud.advanceTo(noon + 32 * day);
    expect(await occurrences(cloud)).toEqual(['ENR#busy-leave 2']);
    const before = await cloud.world.table.get(keys.profile(ann));
    await cloud.world.enqueue('pages', [{ id: 'old', body: { pass: { kind: 'night', name: '2026-11-03', segment: 0, page: 0 } } }]);
    await cloud.settle();
    expect(await cloud.world.table.get(keys.profile(ann))).toEqual(before);
  });
});
