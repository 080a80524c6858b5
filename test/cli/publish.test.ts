import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { confirmCount, publishAloud } from '../../lib/cli/publish.ts';
import { countToConfirm, showForecast } from '../../lib/cli/show-forecast.ts';
import { campaignSchema } from '../../lib/core/definition/campaign.ts';
import { liveVersions, publishCatalogue } from '../../lib/store/catalogue.ts';
import { suppress } from '../../lib/store/contacts.ts';
import { keys } from '../../lib/store/keys.ts';
import { markLoaded } from '../../lib/store/loaded-marks.ts';
import { forecastPublication } from '../../lib/usecases/forecast-publication.ts';
import { saveCustomer } from '../../lib/usecases/save-customer.ts';
import type { Cloud } from '../functions/cloud.ts';
import { publication } from '../functions/publication.ts';
import { cidOf, day, noon, order, place, shop, thanks } from '../functions/shop.ts';

const news = campaignSchema.parse({
  id: 'news',
  kind: 'database',
  name: 'News',
  owner: 'anna@linden.example',
  status: 'live',
  topic: 'offers',
  entry: { trigger: { once: '2027-03-01 09:00' }, audience: { field: 'customer.country', exists: true } },
  steps: [{ send: 'hello' }],
});
const priced = { ...publication().settings, unitCosts: { email: '0.0001 GBP' } };
const waiting = thanks({ steps: [{ send: 'thanks' }, { wait: '1 day', id: 'pause' }, { send: 'hello' }] });

beforeEach(() => {
  for (const stream of [process.stdout, process.stderr]) vi.spyOn(stream, 'write').mockImplementation(() => true);
});
afterEach(() => vi.restoreAllMocks());

async function customers(cloud: Cloud, count: number): Promise<void> {
  for (let n = 0; n < count; n++)
    await saveCustomer(cloud.world, {
      customer: `c${n}`,
      attributes: { country: 'GB' },
      ...(n % 4 !== 3 && { email: `c${n}@private.example` }),
      consent: { email: { offers: n % 4 !== 2 } },
      evidence: { source: 'api' },
      at: noon,
    });
  await cloud.settle();
}

/** What was said, and what it came to. */
async function talk(cloud: Cloud, wanted: Parameters<typeof publishAloud>[1], answer = 'no') {
  const said: string[] = [];
  const result = await publishAloud(cloud.world, wanted, { answer: async () => answer, say: (text) => said.push(text) }).catch(
    (error: Error) => error.message,
  );
  return { said: said.join('\n'), result };
}

describe('what a publication would do', () => {
  it('is shown as a funnel by channel and language, with the cost', async () => {
    const cloud = await shop();
    await customers(cloud, 8);
    await suppress(cloud.world, cidOf('c0'), { channel: 'email', reason: 'hard-bounce', at: noon });
    const forecast = await forecastPublication(cloud.world, { ...publication(), campaigns: [news], settings: priced });
    expect(showForecast(forecast).split('\n')).toEqual([
      'news is new',
      '  matching 9 → in no control group 9 → has address 7 → consented 5 → not suppressed 4 → under cap 4',
      '    email en: 4, 0.00 GBP for the first message',
      'journey is taken out of force; whoever is inside leaves it',
      'offer is taken out of force; whoever is inside leaves it',
      'thank-you is taken out of force; whoever is inside leaves it',
    ]);
    expect(forecast.campaigns[0]?.funnel?.by['email en']?.cost).toBe(400);
  });

  it('counts of a lapse who has lapsed by now, not everybody who ever ordered', async () => {
    const cloud = await shop();
    await place(cloud, order('o1'));
    await cloud.settle();
    const back = campaignSchema.parse({
      ...news,
      id: 'back',
      kind: 'win-back',
      entry: { trigger: { lapse: '90 days' }, includeExisting: true },
    });
    const matching = async () =>
      (await forecastPublication(cloud.world, { ...publication(), campaigns: [back] })).campaigns[0]?.funnel?.matching;
    expect(await matching()).toBe(0);
    cloud.now += 91 * day;
    expect(await matching()).toBe(1);
  });

  it('names who is in flight, and steps that are gone', async () => {
    const cloud = await shop({ campaigns: [waiting] });
    await place(cloud, order('o1'), order('o2'));
    await cloud.settle();
    const without = thanks({ steps: [{ send: 'thanks' }, { wait: '2 days', id: 'later' }, { send: 'hello' }] });
    const forecast = await forecastPublication(cloud.world, { ...publication(), campaigns: [without] });
    expect(showForecast(forecast)).toContain('2 are at step "pause", which the new version does not have; they finish on their version');
    expect((await forecastPublication(cloud.world, { ...publication(), campaigns: [waiting] })).campaigns).toEqual([]);
  });
});

describe('going live', () => {
  it('is refused while no consent and no suppression was ever loaded; what is in force stays', async () => {
    const cloud = await shop();
    const wanted = { ...publication(), campaigns: [...publication().campaigns, news] };
    const { said, result } = await talk(cloud, wanted);
    expect(result).toEqual(['news']);
    expect(said).toContain('not live yet: news. No consent and no suppression was ever loaded');
    expect([...(await liveVersions(cloud.world)).keys()].sort()).toEqual(['journey', 'offer', 'thank-you']);
    await markLoaded(cloud.world, 'suppressions');
    expect((await talk(cloud, wanted)).result).toEqual([]);
    expect((await liveVersions(cloud.world)).has('news')).toBe(true);
  });

  it('that comes to nothing leaves nothing that is counted for it', async () => {
    const cloud = await shop();
    await markLoaded(cloud.world, 'consents');
    const audience = { did: { activity: 'page.viewed', where: { field: 'activity.page', is: '/sale' } } };
    const wanted = { ...publication(), campaigns: [campaignSchema.parse({ ...news, entry: { ...news.entry, audience } })] };
    const counting = async () => (await cloud.world.table.get(keys.settings))?.counting;
    const before = await cloud.world.table.get(keys.settings);
    const seen: unknown[] = [];
    const say = () => {
      throw new Error('she went away');
    };
    const { write } = cloud.world.table;
    cloud.world.table.write = async (operations) => {
      const conflict = await write(operations);
      seen.push(await counting());
      return conflict;
    };
    await expect(publishAloud(cloud.world, wanted, { answer: async () => 'no', say })).rejects.toThrow('she went away');
    expect(seen.some((needs) => Array.isArray(needs) && needs.length === 1)).toBe(true);
    expect(await cloud.world.table.get(keys.settings)).toEqual(before);
  });

  it('is done by one of two at a time; the other is told', async () => {
    const cloud = await shop();
    const live = async () => [...(await liveVersions(cloud.world)).keys()].sort();
    const { get } = cloud.world.table;
    let others = 0;
    // Between the read and the write of the first, a second publishes.
    cloud.world.table.get = async (key) => {
      const item = await get(key);
      if (key.pk === keys.settings.pk && key.sk === keys.settings.sk && others++ === 0)
        await publishCatalogue(cloud.world, { ...publication(), campaigns: [thanks()] }, noon);
      return item;
    };
    await expect(publishCatalogue(cloud.world, publication(), noon)).rejects.toThrow('somebody else is publishing: try again');
    expect(await live()).toEqual(['thanks']);
    await publishCatalogue(cloud.world, publication(), noon);
    expect(await live()).toEqual(['journey', 'offer', 'thank-you']);
  });

  it('asks for the number where a campaign would select more than a thousand', async () => {
    const cloud = await shop();
    await markLoaded(cloud.world, 'consents');
    await customers(cloud, 6);
    const forecast = await forecastPublication(cloud.world, { ...publication(), campaigns: [news] });
    const [first] = forecast.campaigns;
    if (!first?.funnel) throw new Error('nothing was forecast');
    expect(countToConfirm(forecast)).toBe(0);
    const large = { ...forecast, campaigns: [{ ...first, funnel: { ...first.funnel, recipients: 1_001 } }] };
    expect(countToConfirm(large)).toBe(1_001);
    await expect(confirmCount(1_001, async () => '1,001')).resolves.toBeUndefined();
    await expect(confirmCount(1_001, async () => '10')).rejects.toThrow('nothing was published: 1001 recipients were not confirmed');
    expect(countToConfirm({ ...large, campaigns: large.campaigns.map((one) => ({ ...one, selects: false })) })).toBe(0);
  });
});
