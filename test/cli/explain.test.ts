import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { giveOrder } from '../../lib/cli/campaign-orders.ts';
import { showExplanation } from '../../lib/cli/explain.ts';
import { showTimeline } from '../../lib/cli/explain-timeline.ts';
import { beginOf } from '../../lib/cli/since-day.ts';
import { withBuiltIns } from '../../lib/core/definition/built-in.ts';
import { dataSchema } from '../../lib/core/definition/data.ts';
import { segmentSchema } from '../../lib/core/definition/segment.ts';
import type { Wanted } from '../../lib/core/explanation-timeline.ts';
import { putActivity } from '../../lib/store/activities.ts';
import { publishCatalogue } from '../../lib/store/catalogue.ts';
import { eraseCustomer } from '../../lib/usecases/erase-customer.ts';
import { explainCustomer } from '../../lib/usecases/explain-customer.ts';
import { findOneCustomer } from '../../lib/usecases/find-customer.ts';
import { publishCampaigns } from '../../lib/usecases/publish-campaigns.ts';
import type { Cloud } from '../functions/cloud.ts';
import { publication } from '../functions/publication.ts';
import { ann, day, hour, noon, order, place, shop, thanks } from '../functions/shop.ts';

const again = thanks({
  id: 'again',
  kind: 'database',
  topic: 'offers',
  entry: {
    trigger: { activity: 'order.placed', where: { field: 'activity.total', atLeast: '100 GBP' } },
    audience: {
      all: [
        { field: 'metrics.orders', atLeast: 2 },
        { field: 'consent.sms.offers', is: true },
      ],
    },
  },
  steps: [{ send: 'offer', by: ['sms'] }],
});
const twoSteps = thanks({ steps: [{ send: 'thanks' }, { wait: '3 days' }, { send: 'hello' }] });

beforeEach(() => {
  for (const stream of [process.stdout, process.stderr]) vi.spyOn(stream, 'write').mockImplementation(() => true);
});
afterEach(() => vi.restoreAllMocks());

async function explained(cloud: Cloud, wanted: Partial<Wanted> = {}) {
  return explainCustomer(cloud.world, await findOneCustomer(cloud.world, 'ann'), { most: 60, ...wanted });
}

async function explain(cloud: Cloud, campaign?: string): Promise<string> {
  return showExplanation(await explained(cloud, { campaign }));
}

async function timeline(cloud: Cloud, wanted: Partial<Wanted> = {}): Promise<string[]> {
  return showTimeline((await explained(cloud, wanted)).timeline).slice(1);
}

/** The lines below a heading. */
function below(text: string, heading: string): string[] {
  const lines = text.split('\n');
  return lines.slice(lines.indexOf(heading) + 1);
}

describe('an explanation', () => {
  it('of a campaign that others enter her into judges her alone, not what she did herself', async () => {
    const referred = (atLeast: number) =>
      thanks({
        id: 'referral',
        kind: 'database',
        entry: {
          trigger: { activity: 'friend.joined', for: 'referrerId', where: { field: 'activity.referrerId', is: 'somebody' } },
          audience: { field: 'metrics.orders', atLeast },
        },
      });
    for (const [atLeast, said] of [
      [
        1,
        'nothing enters her now: somebody\'s friend.joined that names her in "referrerId" has not come; if it came now, the other rules would let her in',
      ],
      [5, 'she would not enter now: '],
    ] as const) {
      const cloud = await shop();
      const data = withBuiltIns(dataSchema.parse({ activities: { 'friend.joined': { properties: { referrerId: { type: 'text' } } } } }));
      await publishCatalogue(cloud.world, { ...publication(), data, campaigns: [referred(atLeast)] }, noon);
      cloud.now += 20_000;
      await place(cloud, order('o1'));
      await cloud.settle();
      const text = await explain(cloud, 'referral');
      expect(text).toContain(said);
      expect(text).toContain('entered by somebody\'s friend.joined that names her in "referrerId"');
      expect(text).not.toContain('she never did');
    }
  });

  it('says for each leaf what was found and what would have to change, and shows no address and no name', async () => {
    const cloud = await shop({ campaigns: [again, twoSteps] });
    await place(cloud, order('o1'));
    await cloud.settle();
    const text = await explain(cloud, 'again');
    expect(text.split('\n').slice(0, 3)).toEqual(['ann at 2026-11-02 12:00 UTC', '  reachable by email', '']);
    expect(below(text, 'as it stands now')).toEqual([
      '',
      expect.stringMatching(/^again \(version .{22}\): never inside$/),
      '  entered by order.placed',
      '    ✗ activity.total atLeast "100 GBP": found 49.90 GBP → 50.10 GBP more',
      '  audience',
      '    ✗ all of',
      '      ✗ metrics.orders atLeast 2: found 1 → 1 more',
      '      ? consent.sms.offers is true: found never asked → she must opt in to offers by text message',
      '  she would not enter now: the last order.placed is not one that enters',
      '  messages if she entered now',
      '    offer (offers) would not be sent: no address of hers is known for its channels (no-address)',
    ]);
    expect(await explain(cloud)).not.toMatch(/private\.example|Ann/);
  });

  it('says where she is, what became of her messages, and why', async () => {
    const cloud = await shop({ campaigns: [twoSteps] });
    await place(cloud, order('o1'));
    await cloud.advanceTo(noon + hour);
    await giveOrder(cloud.world, { campaign: 'thanks', order: 'pause' });
    await cloud.advanceTo(noon + 3 * day + hour);
    const lines = (await explain(cloud)).split('\n');
    expect(lines).toContainEqual(expect.stringMatching(/^thanks .* was inside, paused since 2026-11-02 13:00 UTC$/));
    expect(lines).toContainEqual(expect.stringContaining('ended 2026-11-05 12:00 UTC (completed: every step is done)'));
    expect(lines).toContain('  message thanks planned 2026-11-02 12:00 UTC: sent by email 2026-11-02 12:00 UTC');
    expect(lines).toContainEqual(
      expect.stringMatching(/message hello planned .*: held .*: the campaign is paused \(campaign-paused\); next look/),
    );
    expect(lines).toContainEqual(expect.stringContaining('hello (service) would wait until'));
  });

  it('of messages that do not lie before her says why not, and of none of them that it would be sent', async () => {
    const ways = thanks({
      steps: [
        { send: 'thanks' },
        {
          split: [
            { arm: 'a', share: '50%', then: [{ send: 'arm-a' }] },
            { arm: 'b', share: '50%', then: [{ send: 'arm-b' }] },
          ],
        },
        { wait: '3 days' },
        {
          id: 'spent',
          branch: [{ if: { field: 'metrics.spend', atLeast: '100 GBP' }, then: [{ send: 'much' }] }],
          otherwise: [{ send: 'little' }],
        },
        { send: 'hello' },
      ],
    });
    const cloud = await shop({ campaigns: [ways] });
    await place(cloud, order('o1'));
    await cloud.advanceTo(noon + hour);
    const lines = below(await explain(cloud, 'thanks'), '  messages from where she is');
    expect(lines).toEqual([
      '    thanks (service) is not for her: she has passed it',
      '    arm-b (service) is not for her: it is in arm "b" of steps.1, and hers is "a"',
      '    arm-a (service) is not for her: she has passed it',
      '    little (service) would be sent by email',
      '    much (service) is not for her: as she is now, spent sends her the way of "otherwise"',
      '    hello (service) would be sent by email',
    ]);
  });

  it('of a step behind which a road rejoins says nothing but what is true of her, whichever step she waits at', async () => {
    const until = thanks({
      steps: [
        { id: 'soon', wait: '1 day', for: { activity: 'survey.answered' }, then: [{ send: 'answered' }], otherwise: [{ send: 'silent' }] },
        { wait: '2 days' },
        { send: 'hello' },
      ],
    });
    const cloud = await shop({ campaigns: [until] });
    await place(cloud, order('o1'));
    await cloud.advanceTo(noon + hour);
    const steps = async () =>
      below(await explain(cloud, 'thanks'), '  messages from where she is')
        .map((line) => line.trim())
        .sort();
    const sent = (step: string) => `${step} (service) would be sent by email`;
    expect(await steps()).toEqual(['answered', 'hello', 'silent'].map(sent));
    await cloud.advanceTo(noon + 2 * day);
    expect(await steps()).toEqual([
      'answered (service) is not for her: she has passed it, or has gone another way',
      sent('hello'),
      'silent (service) is not for her: she has passed it',
    ]);
  });

  it('of one of the control group never says that a message would be sent to her', async () => {
    const cloud = await shop({ campaigns: [thanks({ entry: { trigger: { activity: 'order.placed' }, holdout: '99%' } })] });
    const text = await explain(cloud, 'thanks');
    expect(below(text, '  messages if she entered now')).toEqual([
      '    thanks (service) would not be sent: she is in the control group (held-out)',
    ]);
  });

  it('of a recipient of runs says that she is one, and which they were', async () => {
    const news = thanks({
      id: 'news',
      kind: 'direct',
      topic: 'offers',
      entry: { trigger: { every: 'day', at: '09:00' }, holdout: '0%' },
      steps: [{ send: 'offer' }],
    });
    const cloud = await shop({ campaigns: [news] });
    expect(await explain(cloud, 'news')).toMatch(/^news \(version .*\): no recipient yet$/m);
    await cloud.advanceTo(noon + day);
    expect(await explain(cloud, 'news')).toMatch(/^news \(version .*\): recipient of the run 2026-11-03T09:00$/m);
    await cloud.advanceTo(noon + 3 * day);
    expect(await explain(cloud, 'news')).toMatch(/^news \(version .*\): recipient of 3 runs, the last 2026-11-05T09:00$/m);
    await publishCatalogue(
      cloud.world,
      { ...publication(), campaigns: [{ ...news, id: 'gone', entry: { ...news.entry, holdout: '99%' } }] },
      noon,
    );
    cloud.now += 20_000;
    expect(await explain(cloud, 'gone')).toMatch(/^gone \(version .*\): control group$/m);
  });

  it('writes money and instants out in every reason', async () => {
    const asked = thanks({
      entry: { trigger: { activity: 'order.placed' }, audience: { field: 'metrics.lastOrderAt', newerThan: '30 days' } },
      steps: [
        {
          id: 'spent',
          branch: [{ if: { field: 'metrics.spend', atLeast: '100 GBP' }, then: [{ send: 'much' }] }],
          otherwise: [{ wait: '3 days' }],
        },
        { id: 'silent', branch: [{ if: { field: 'metrics.lastOrderAt', olderThan: '2 days' }, then: [{ send: 'hello' }] }] },
      ],
    });
    const cloud = await shop({ campaigns: [asked] });
    await place(cloud, order('o1'));
    await cloud.advanceTo(noon + 4 * day);
    const text = (await timeline(cloud)).join('\n');
    expect(text).toContain('branched spent: case 1: metrics.spend atLeast "100 GBP": false (found 49.90 GBP)');
    expect(text).toContain('metrics.lastOrderAt olderThan "2 days": true (found 2026-11-02 12:00 Europe/London)');
  });

  it('from a day that has not come is refused with what to do', () => {
    const asked = { now: noon, without: 'the latest 60 lines' };
    expect(beginOf('2026-11-02', asked)).toBe(noon - 12 * hour);
    expect(() => beginOf('2026-11-03', asked)).toThrow(
      '--since 2026-11-03 is in the future, it is 2026-11-02 12:00 UTC: give a day that has come, or leave --since out for the latest 60 lines',
    );
  });

  it('from a day after which nothing came says what there is before it', async () => {
    const cloud = await shop({ campaigns: [twoSteps] });
    await place(cloud, order('o1'));
    await cloud.advanceTo(noon + 9 * day);
    expect(await timeline(cloud, { since: noon + 8 * day })).toEqual([
      '  8 lines before that are not shown: nothing has come since; an earlier --since shows them',
    ]);
  });

  it('tells her scores with a sentence each, and what is not known of her yet', async () => {
    const cloud = await shop({ campaigns: [twoSteps] });
    await place(cloud, order('o1'));
    await cloud.settle();
    const lines = (await explain(cloud)).split('\n');
    expect(lines).toContain('  stage friend: 1 order; she needs thanks, and a good second time');
    expect(lines).toContain('  frequencyClass new: 1 order day in the last 182 days; heavy begins at 26, medium at 6');
    expect(lines).toContainEqual(expect.stringMatching(/^ {2}not known: r, f, .*: the shop was not counted yet; it is each night$/));
    expect(await explain(cloud, 'thanks')).not.toContain('scores');
  });

  it('of a lapse says since when she has been silent, and what the occurrence is, in her zone', async () => {
    const back = thanks({
      id: 'back',
      kind: 'database',
      entry: { trigger: { lapse: '2 days' } },
      steps: [{ wait: '9 days' }, { send: 'offer' }],
    });
    const cloud = await shop({ campaigns: [back] });
    expect(await explain(cloud, 'back')).toContain('she would not enter now: she has no order yet, so she cannot lapse');
    await place(cloud, order('o1'));
    await cloud.advanceTo(noon + 3 * day);
    const text = await explain(cloud, 'back');
    expect(text).toContain('back: enters: 2 days without an order since 2026-11-02, at 2026-11-04 12:00 UTC');
    expect(text).toContain('entered 2026-11-04 12:00 UTC (occurrence 2026-11-02 12:00 Europe/London, version ');
    expect(text).not.toContain('000Z');
  });

  it('given a lapse that came before its campaign, when it is asked why she is not in, then says when, and what it waits for', async () => {
    const cloud = await shop();
    await publishCatalogue(cloud.world, publication(), noon);
    cloud.now += 20_000;
    await place(cloud, order('o1'));
    await cloud.advanceTo(noon + 30 * day);
    const back = thanks({ id: 'back', kind: 'database', entry: { trigger: { lapse: '9 days' } } });
    await publishCatalogue(cloud.world, { ...publication(), campaigns: [back] }, cloud.now);
    await cloud.advanceTo(noon + 31 * day);
    expect(await explain(cloud)).toMatch(
      /nothing enters her now: she has lapsed already, on 2026-11-11 \d\d:\d\d UTC, and who has is waited for again only after her next order; at her next lapse the other rules, as they stand, would let her in\n/,
    );
  });

  it('given a trigger that has not come, when it would let her in, then says so, and not that she enters now', async () => {
    const back = thanks({ id: 'back', kind: 'database', entry: { trigger: { lapse: '9 days' } } });
    const silent = thanks({ id: 'silent', kind: 'database', entry: { trigger: { segment: 'many', on: 'enter' } } });
    const each = thanks({ id: 'each', kind: 'database', entry: { trigger: { activity: 'order.placed' }, reentry: '1 hour' } });
    const many = segmentSchema.parse({ id: 'many', name: 'Many', rule: { field: 'metrics.orders', atLeast: 5 } });
    const cloud = await shop();
    await publishCatalogue(cloud.world, { ...publication(), segments: [many], campaigns: [back, silent, each] }, noon);
    cloud.now += 20_000;
    await place(cloud, order('o1'));
    await cloud.advanceTo(noon + 3 * day);
    const lines = (await explain(cloud)).split('\n');
    expect(lines.filter((line) => line.startsWith('  nothing enters her now'))).toEqual([
      expect.stringMatching(
        /: a lapse has not come \(as things stand it does on 2026-11-11 \d\d:\d\d UTC\); if it came now, the other rules would let her in$/,
      ),
      '  nothing enters her now: another order.placed has not come; if one like the last came now, the other rules would let her in',
      '  nothing enters her now: coming into segment many has not come; if it came now, the other rules would let her in',
    ]);
    expect(lines).not.toContainEqual(expect.stringContaining('would enter now'));
  });

  it('of a campaign by a date that is not known of her says so, and nothing of one that came now', async () => {
    const birthday = thanks({ id: 'birthday', kind: 'database', entry: { trigger: { date: 'customer.birthday', every: 'year' } } });
    const cloud = await shop({ campaigns: [birthday] });
    const text = await explain(cloud, 'birthday');
    expect(text).toContain('she would not enter now: no date of hers is known (customer.birthday)');
    expect(text).not.toContain('came now');
  });

  it('of a campaign that is not there names those that are', async () => {
    const cloud = await shop({ campaigns: [twoSteps] });
    await expect(explain(cloud, 'thank')).rejects.toThrow('no campaign "thank" is in force; in force are thanks');
  });

  it('tells in order of time what was decided, why she did not enter by what was found then, and what would have changed it', async () => {
    const cloud = await shop({ campaigns: [again, twoSteps] });
    await place(cloud, order('o1'));
    await cloud.advanceTo(noon + 4 * day);
    expect(await timeline(cloud)).toEqual([
      '  2026-11-02 12:00 UTC  she agreed to offers by email (api)',
      '  2026-11-02 12:00 UTC  what is known of her changes',
      '  2026-11-02 12:00 UTC  she did order.placed o1, 49.90 GBP',
      expect.stringMatching(/^ {2}2026-11-02 12:00 UTC {2}thanks: enters: order.placed o1, at 2026-11-02 12:00 UTC \(version .{8}\)$/),
      expect.stringMatching(/^~ 2026-11-02 12:00 UTC {2}again: order.placed o1: not entered, it is not one that enters \(version .{8}\)$/),
      '      ✗ activity.total atLeast "100 GBP": found 49.90 GBP → 50.10 GBP more',
      expect.stringContaining('thanks: waits steps.1: until 2026-11-05 12:00 Europe/London'),
      expect.stringContaining('thanks: message thanks is sent by email'),
      expect.stringContaining('2026-11-05 12:00 UTC  thanks: message hello is sent by email'),
      expect.stringContaining('2026-11-05 12:00 UTC  thanks: is through: every step is done'),
      expect.stringContaining('~ not recorded, but decided again now'),
    ]);
    expect(await timeline(cloud, { campaign: 'thanks' })).not.toContainEqual(expect.stringContaining('again:'));
    expect((await timeline(cloud, { since: noon + 3 * day }))[0]).toContain('7 lines before that are not shown');
    expect(showTimeline({ lines: [], notes: [], earlier: 1 })[1]).toContain('  1 line before that is not shown: ');
  });

  it('tells the same refusal in a row once, and what an order that was the second one lacked', async () => {
    const second = thanks({
      id: 'second',
      entry: { trigger: { activity: 'order.placed' }, audience: { field: 'metrics.orders', atLeast: 4 } },
    });
    const cloud = await shop({ campaigns: [second] });
    for (const n of [1, 2, 3]) {
      await place(cloud, order(`o${n}`, { occurredAt: noon + n * day }));
      await cloud.advanceTo(noon + n * day + hour);
    }
    expect(await timeline(cloud, { campaign: 'second' })).toEqual(
      expect.arrayContaining([
        expect.stringMatching(
          /~ .* second: order.placed o3: not entered, not in the audience \(version .{8}\); 3 times since 2026-11-03 12:00 UTC$/,
        ),
        '      ✗ metrics.orders atLeast 4: found 3 → 1 more',
      ]),
    );
  });

  it('decides by the version that was in force then, and knows since when there is another', async () => {
    const cloud = await shop({ campaigns: [again] });
    await place(cloud, order('o1'));
    await cloud.advanceTo(noon + day);
    const open = { ...again, entry: { trigger: { activity: 'order.placed' } }, steps: again.steps };
    await publishCatalogue(cloud.world, { ...publication(), campaigns: [open] }, noon);
    await cloud.advanceTo(noon + 2 * day);
    await place(cloud, order('o2', { occurredAt: noon + 2 * day }));
    await cloud.advanceTo(noon + 3 * day);
    const lines = (await explained(cloud)).timeline.lines.filter(({ campaign }) => campaign === 'again');
    expect(lines.map(({ what, source, said }) => `${what} ${source} ${said}`)).toEqual([
      'not-entered replayed order.placed o1: not entered, it is not one that enters',
      'published recorded this version is in force',
      'entered recorded enters: order.placed o2, at 2026-11-04 12:00 UTC',
      expect.stringMatching(/^message recorded message offer is not sent: no address of hers/),
      'ended recorded is through: every step is done',
    ]);
    expect(new Set(lines.map(({ version }) => version)).size).toBe(2);
    expect(lines.find(({ what }) => what === 'message')?.needs).toContain('an address');
  });

  it('believes the record where today would decide otherwise, and says so', async () => {
    const cloud = await shop({
      campaigns: [thanks({ entry: { trigger: { activity: 'order.placed' }, audience: { field: 'customer.country', is: 'GB' } } })],
    });
    await place(cloud, order('o1'));
    await cloud.advanceTo(noon + hour);
    const moved = { type: 'customer.updated', id: 'moved', data: { country: 'FR' }, occurredAt: noon + hour };
    await place(cloud, order('moved', moved));
    await cloud.settle();
    const { items } = await cloud.world.table.query({ table: 'activities', pk: ann, prefix: 'customer.updated#' });
    for (const { sk } of items) await cloud.world.table.write([{ delete: { table: 'activities', pk: ann, sk } }]);
    const [entered] = (await explained(cloud)).timeline.lines.filter(({ what }) => what === 'entered');
    expect(entered).toMatchObject({ source: 'recorded', campaign: 'thanks' });
    expect(entered?.said).toMatch(
      /^enters\. This is recorded; a replay on today's data says otherwise: order.placed o1: not in the audience/,
    );
  });

  it('lets the recorded time of an entry lead: what a replay finds held at another time is not told', async () => {
    const silent = segmentSchema.parse({ id: 'silent', name: 'Silent', rule: { field: 'metrics.lastOrderAt', olderThan: '3 days' } });
    const comeBack = thanks({
      id: 'come-back',
      kind: 'database',
      topic: 'offers',
      entry: { trigger: { segment: 'silent', on: 'enter' } },
      steps: [{ send: 'hello', validFor: '2 days' }, { wait: '1 day' }, { send: 'hello', id: 'again', validFor: '2 days' }],
    });
    const cloud = await shop();
    const fresh = { pepper: 'p'.repeat(40), tokens: [{ kid: '1', secret: 's'.repeat(40) }] };
    await publishCampaigns(cloud.world, { ...publication(), segments: [silent], campaigns: [comeBack] }, { liveFrom: noon, fresh });
    await cloud.advanceTo(noon + 10 * hour);
    await place(cloud, order('o1', { occurredAt: noon + 10 * hour }));
    // Nothing ran in the night on which she came in.
    await cloud.advanceTo(noon + 3 * day + 11 * hour);
    cloud.now = noon + 4 * day + 2 * hour;
    await cloud.advanceTo(noon + 7 * day);
    const lines = (await timeline(cloud, { campaign: 'come-back' })).filter((line) => line.includes('come-back:'));
    expect(lines).toEqual([
      expect.stringMatching(/^ {2}2026-11-06 14:30 UTC {2}come-back: enters: segment silent \(enter\) \(version/),
      expect.stringMatching(/^ {2}2026-11-06 14:30 UTC {2}come-back: message hello is sent by email/),
      expect.stringMatching(/^ {2}2026-11-07 14:30 UTC {2}come-back: message again is sent by email/),
      expect.stringMatching(/^ {2}2026-11-07 14:30 UTC {2}come-back: is through/),
    ]);
  });

  it('says of a message that went out late what held it from when it was planned, by what was sent to her before', async () => {
    const base = publication();
    const settings = { ...base.settings, caps: [{ atMost: 1, per: '1 day', class: 'marketing' as const }] };
    const offer = (id: string) => thanks({ id, kind: 'database', topic: 'offers', steps: [{ send: 'hello', validFor: '5 days' }] });
    const cloud = await shop();
    await publishCatalogue(cloud.world, { ...base, settings, campaigns: [offer('first'), offer('second')] }, noon);
    await cloud.advanceTo(noon + 10 * hour);
    await place(cloud, order('o1', { occurredAt: noon + 10 * hour }));
    await cloud.advanceTo(noon + 4 * day);
    const lines = (await timeline(cloud)).filter((line) => line.includes('"hello" is held') || line.includes('is sent'));
    expect(lines).toEqual([
      expect.stringMatching(/^~ 2026-11-02 22:00 UTC {2}first: "hello" is held until 2026-11-03 08:00 UTC: .* \(quiet-hours\)/),
      expect.stringMatching(/^~ 2026-11-02 22:00 UTC {2}second: "hello" is held until 2026-11-03 08:00 UTC: .* \(quiet-hours\)/),
      expect.stringMatching(/^ {2}2026-11-03 08:00 UTC {2}first: message hello is sent by email/),
      expect.stringMatching(/^~ 2026-11-03 08:00 UTC {2}second: "hello" is held until 2026-11-04 08:00 UTC: .* \(capped\)/),
      expect.stringMatching(/^ {2}2026-11-04 08:00 UTC {2}second: message hello is sent by email/),
    ]);
  });

  it('tells for a run why she was not in it, for all the runs in a row at once', async () => {
    const news = thanks({
      id: 'news',
      kind: 'direct',
      topic: 'offers',
      entry: { trigger: { every: 'day', at: '09:00' }, audience: { field: 'metrics.orders', atLeast: 1 } },
      steps: [{ send: 'offer' }],
    });
    const cloud = await shop({ campaigns: [news] });
    await cloud.advanceTo(noon + 5 * day);
    const [line, more] = (await timeline(cloud, { campaign: 'news' })).filter((text) => /news:|orders/.test(text));
    expect(line).toMatch(/news: not in the run of 2026-11-07T09:00: she is not in the audience .*; 6 times since 2026-11-02 12:00 UTC/);
    expect(more).toBe('      ✗ metrics.orders atLeast 1: found 0 → 1 more');
  });

  it('given ten thousand orders, when she is explained, then the latest are told with the number of those that are not, and what is not decided again', async () => {
    const cloud = await shop({ campaigns: [again], liveFrom: noon - 20_000 * hour });
    const orders = Array.from({ length: 10_000 }, (_, n) => order(`o${n}`, { occurredAt: noon - (10_000 - n) * hour }));
    for (const one of orders) await putActivity(cloud.world, one);
    const { timeline: told } = await explained(cloud);
    expect(told.lines).toHaveLength(60);
    expect(told.earlier).toBeGreaterThan(9_000);
    const text = showTimeline(told);
    expect(text[1]).toBe(`  ${told.earlier.toLocaleString('en')} lines before that are not shown: --since DATE shows them`);
    expect(text.at(-1)).toMatch(/budgets, daily numbers of entries and pauses are not decided again$/);
  });

  it('of a campaign that is over tells what was, and of her who was erased nothing but that', async () => {
    const cloud = await shop({ campaigns: [twoSteps] });
    await place(cloud, order('o1'));
    await cloud.advanceTo(noon + hour);
    await publishCatalogue(cloud.world, { ...publication(), campaigns: [again] }, noon);
    await cloud.advanceTo(noon + 4 * day);
    const said = (await explained(cloud, { campaign: 'thanks' })).timeline.lines.map((line) => line.said);
    expect(said).toContainEqual(expect.stringMatching(/^leaves: the campaign is no longer in force$/));
    await eraseCustomer(cloud.world, { cid: ann });
    const { timeline: nothing, campaigns, contact } = await explained(cloud);
    expect({ nothing, campaigns, channels: contact?.channels }).toEqual({
      nothing: { lines: [], earlier: 0, notes: [] },
      campaigns: [],
      channels: [],
    });
  });
});
