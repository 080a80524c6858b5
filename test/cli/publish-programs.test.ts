import { beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest';
import { publishAloud } from '../../lib/cli/publish.ts';
import { emptyProfile } from '../../lib/core/customer.ts';
import { type LoyaltyProgram, loyaltyProgramSchema } from '../../lib/core/definition/loyalty-program.ts';
import { loadCatalogue } from '../../lib/store/catalogue.ts';
import { freshSecrets } from '../../lib/store/fresh-secrets.ts';
import { markLoaded } from '../../lib/store/loaded-marks.ts';
import { publishCampaigns } from '../../lib/usecases/publish-campaigns.ts';
import type { Cloud } from '../functions/cloud.ts';
import { publication } from '../functions/publication.ts';
import { day, noon, shop, thanks } from '../functions/shop.ts';

const circle = (over: object = {}): LoyaltyProgram =>
  loyaltyProgramSchema.parse({
    id: 'circle',
    name: 'The Circle',
    owner: 'anna@linden.example',
    status: 'live',
    earn: [{ id: 'orders', activity: 'order.placed', points: 1, per: '1 GBP' }],
    ...over,
  });

beforeEach(() => {
  for (const stream of [process.stdout, process.stderr]) vi.spyOn(stream, 'write').mockImplementation(() => true);
  onTestFinished(() => {
    vi.restoreAllMocks();
  });
});

/** What publishing these programs says of them. */
async function say(cloud: Cloud, ...programs: LoyaltyProgram[]): Promise<string[]> {
  const said: string[] = [];
  const talk = { answer: async () => 'no', say: (text: string) => said.push(text) };
  await publishAloud(cloud.world, { ...publication(), programs }, talk);
  return said.filter((line) => line.includes('loyalty program'));
}

async function open(): Promise<Cloud> {
  const cloud = await shop();
  await markLoaded(cloud.world, 'consents');
  return cloud;
}

describe('publishing loyalty programs', () => {
  it('tells each change in a line, and nothing of what stays as it is', async () => {
    const cloud = await open();
    expect(await say(cloud, circle({ status: 'draft' }))).toEqual([]);
    expect(await say(cloud, circle())).toEqual(['the loyalty program circle goes live: from now on it counts what customers do']);
    expect(await say(cloud, circle())).toEqual([]);
    expect(await say(cloud, circle({ pending: '14 days' }))).toEqual(['the loyalty program circle changes: for all members, from now on']);
    expect(await say(cloud, circle({ status: 'ended' }))).toEqual([
      'the loyalty program circle ends: nothing more is earned, what there is can be spent',
    ]);
  });

  it.each<[string, object, object, string]>([
    ['expiry', { expiry: { idle: '6 months' } }, { expiry: { after: '12 months' } }, 'would go from "idle" to "after"'],
    ['expiry', { expiry: { each: '12-31' } }, { expiry: { idle: '6 months' } }, 'would go from "each" to "idle"'],
    [
      'tiers',
      { tiers: { by: 'spend', over: '12 months', levels: [{ id: 'gold', name: 'Gold', from: '500 GBP' }] } },
      { tiers: { by: 'points', over: '12 months', levels: [{ id: 'gold', name: 'Gold', from: 500 }] } },
      'would go by points and not by spend',
    ],
  ])('refuses a change of %s by which accounts would be misread: %j to %j', async (_, before, after, sentence) => {
    const cloud = await open();
    await say(cloud, circle(before));
    await expect(say(cloud, circle(after))).rejects.toThrow(sentence);
    await expect(say(cloud, circle(after))).rejects.toThrow('end "circle" by "status": "ended"');
    cloud.now += day;
    expect((await loadCatalogue(cloud.world)).programs[0]?.definition).toMatchObject(before);
  });

  it('says what of a change members do not see at once', async () => {
    const cloud = await open();
    await say(cloud, circle({ expiry: { after: '12 months' } }));
    const said: string[] = [];
    const programs = [circle({ expiry: { after: '6 months' } })];
    await publishAloud(cloud.world, { ...publication(), programs }, { answer: async () => 'no', say: (text) => said.push(text) });
    expect(said).toContain('  mind: points that members have keep the end that they were given with');
  });

  it('refuses that one with accounts vanishes or is a draft again, and then writes nothing', async () => {
    const cloud = await open();
    const publish = (...programs: LoyaltyProgram[]) =>
      publishCampaigns(cloud.world, { ...publication(), campaigns: [], programs }, { liveFrom: noon, fresh: freshSecrets() });
    await say(cloud, circle());
    for (const [programs, why] of [
      [[], 'is no longer in the folder'],
      [[circle({ id: 'ring' })], 'is no longer in the folder'],
      [[circle({ status: 'draft' })], 'would be a draft again'],
    ] as const) {
      const sentence = `nothing was published: the loyalty program "circle" ${why}, but accounts of customers stand under it. To end it keep its file and set its "status" to ended`;
      await expect(publish(...programs)).rejects.toThrow(sentence);
      await expect(say(cloud, ...programs)).rejects.toThrow(sentence);
    }
    cloud.now += day;
    expect((await loadCatalogue(cloud.world)).live.length).toBeGreaterThan(0);
    await publish(circle({ status: 'ended' }));
    await expect(publish()).rejects.toThrow('keep its file');
  });

  it('a draft may be taken away', async () => {
    const cloud = await open();
    await say(cloud, circle({ status: 'draft' }));
    expect(await say(cloud)).toEqual([]);
  });
});

it('a change of a program reaches those inside a campaign, which stays in its version', async () => {
  const cloud = await open();
  const tiers = (name: string) => ({ tiers: { by: 'points', over: '12 months', levels: [{ id: 'top', name, from: 100 }] } });
  const entry = { trigger: { activity: 'order.placed' }, audience: { field: 'points.tierName', is: 'Sun' } };
  const campaigns = [thanks({ program: 'circle', entry, steps: [{ wait: '2 days' }, { send: 'thanks', validFor: '2 days' }] })];
  const summary = {
    joinedAt: noon,
    memberUntil: null,
    available: 0,
    pending: 0,
    owed: 0,
    tier: 'top',
    tierUntil: null,
    qualifying: [],
    limited: [],
    zone: 'Europe/London',
    expiring: null,
    spent: 0,
  };
  const profile = { ...emptyProfile('ann'), points: { circle: summary } };
  const publish = async (program: LoyaltyProgram) => {
    const publishing = publishCampaigns(
      cloud.world,
      { ...publication(), campaigns, programs: [program] },
      { liveFrom: noon, fresh: freshSecrets() },
    );
    const [version = ''] = (await publishing).map((each) => each.version);
    cloud.now += day;
    const { campaign } = await (await loadCatalogue(cloud.world)).version('thanks', version);
    return { version, enters: campaign.entry.audience?.({ profile, contact: undefined, zone: 'Europe/London' }, cloud.now) };
  };
  const before = await publish(circle(tiers('Gold')));
  expect(before.enters).toBe(false);
  expect(await publish(circle(tiers('Sun')))).toEqual({ version: before.version, enters: true });
});
