import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Profile } from '../../lib/core/customer.ts';
import type { Enrollment } from '../../lib/core/enrollment/enrollment.ts';
import { loadCatalogue, needsOfPublication } from '../../lib/store/catalogue.ts';
import { freshSecrets } from '../../lib/store/fresh-secrets.ts';
import { fromJson } from '../../lib/store/json.ts';
import { backFillCounts, countCustomer } from '../../lib/usecases/back-fill-counts.ts';
import { publishCampaigns } from '../../lib/usecases/publish-campaigns.ts';
import type { World } from '../../lib/world.ts';
import type { Cloud } from './cloud.ts';
import { publication } from './publication.ts';
import { ann, day, enrollments, noon, order, place, shop, thanks } from './shop.ts';

beforeEach(() => {
  for (const stream of [process.stdout, process.stderr]) vi.spyOn(stream, 'write').mockImplementation(() => true);
});
afterEach(() => vi.restoreAllMocks());

/** Thanks those who have placed two big orders. */
const big = thanks({
  id: 'big-spender',
  entry: {
    trigger: { activity: 'order.placed' },
    audience: { did: { activity: 'order.placed', where: { field: 'activity.total', atLeast: '40 GBP' } }, times: { atLeast: 2 } },
  },
});
const next = { ...publication(), campaigns: [big] };
const [need] = needsOfPublication(next);

const publish = (world: World, what = next) => publishCampaigns(world, what, { liveFrom: noon, fresh: freshSecrets() });
const nobody = { ...publication(), campaigns: [] };

async function counted(cloud: Cloud): Promise<unknown> {
  const item = await cloud.world.table.get({ table: 'customers', pk: ann, sk: '-' });
  const record = fromJson<Profile>(item?.profile).counts?.[need?.id ?? ''];
  return typeof record === 'object' ? record.n : record;
}

/** A World on which something happens right before the back-fill writes a profile, once. */
function meanwhile(world: World, happens: () => Promise<void>): World {
  let open = true;
  const write: World['table']['write'] = async (operations) => {
    const profile = operations.some((operation) => 'put' in operation && operation.put.table === 'customers');
    if (profile && open) {
      open = false;
      await happens();
    }
    return world.table.write(operations);
  };
  return { ...world, now: () => world.now(), table: { ...world.table, write } };
}

async function shopBefore(): Promise<Cloud> {
  const cloud = await shop({ campaigns: [] });
  await place(cloud, order('o-1'), order('o-2', { data: { total: { amount: 100, currency: 'GBP' } } }));
  await cloud.settle();
  return cloud;
}

describe('what a campaign newly asks for', () => {
  it('is counted from what she did before it went live, and goes on', async () => {
    const cloud = await shopBefore();
    expect(await counted(cloud)).toBe(undefined);
    await publish(cloud.world);
    expect(await counted(cloud)).toBe(1);
    cloud.now += 20_000;
    await place(cloud, order('o-3'));
    await cloud.settle();
    expect(await counted(cloud)).toBe(2);
    expect(await enrollments(cloud)).toHaveLength(1);
  });

  it('is counted from the start of a customer who comes later', async () => {
    const cloud = await shop({ campaigns: [] });
    await publish(cloud.world);
    cloud.now += 20_000;
    await place(cloud, order('o-1', { customer: 'bob' }));
    await cloud.settle();
    const { items } = await cloud.world.table.scan({ table: 'customers', index: 0, of: 1 });
    expect(items.map(({ profile }) => Object.keys(fromJson<Profile>(profile).counts ?? {}))).toEqual([[need?.id], [need?.id]]);
  });

  it('costs nothing when it is asked for already', async () => {
    const cloud = await shopBefore();
    await publish(cloud.world);
    expect(await backFillCounts(cloud.world, next)).toBe(0);
  });

  it('is dropped when nobody asks any more', async () => {
    const cloud = await shopBefore();
    await publish(cloud.world);
    await publish(cloud.world, nobody);
    cloud.now += 20_000;
    await place(cloud, order('o-3'));
    await cloud.settle();
    expect(await counted(cloud)).toBe(undefined);
  });
});

describe('a customer inside an older version', () => {
  it('is counted on by what that version asks, and the next customer is not', async () => {
    const cloud = await shop({ campaigns: [] });
    const asks = { did: { activity: 'order.placed', where: { field: 'activity.total', atLeast: '40 GBP' } } };
    const steps = [{ wait: '3 days' }, { branch: [{ if: asks, then: [{ exit: 'bought' }] }], otherwise: [{ exit: 'did not' }] }];
    const versionOf = (more: object) => ({
      ...publication(),
      campaigns: [thanks({ entry: { trigger: { activity: 'customer.visited' } }, ...more })],
    });
    await publish(cloud.world, versionOf({ steps }));
    cloud.now += 20_000;
    await place(cloud, order('v-1', { type: 'customer.visited' }));
    await cloud.settle();
    await publish(cloud.world, versionOf({}));
    cloud.now += 20_000;
    await place(cloud, order('o-1'), order('o-2', { customer: 'bob' }));
    await cloud.settle();
    const { items } = await cloud.world.table.scan({ table: 'customers', index: 0, of: 1 });
    const kept = items.map(({ profile }) => fromJson<Profile>(profile)).map(({ id, counts }) => [id, counts && Object.keys(counts)]);
    expect(Object.fromEntries(kept)).toEqual({ ann: [need?.id], bob: undefined });
    await cloud.advanceTo(noon + 4 * day);
    expect((await enrollments(cloud)).map(({ enrollment }) => fromJson<Enrollment>(enrollment).ended?.detail)).toEqual(['bought']);
  });
});

describe('more than a profile can hold', () => {
  it('is refused with a sentence, before anything is written', async () => {
    const cloud = await shopBefore();
    const many = Array.from({ length: 30 }, (_, index) => ({
      did: { activity: 'order.placed', where: { field: 'activity.total', atLeast: `${index + 1} GBP` } },
    }));
    const greedy = { ...publication(), campaigns: [thanks({ entry: { trigger: { activity: 'order.placed' }, audience: { any: many } } })] };
    await expect(publish(cloud.world, greedy)).rejects.toThrow('the conditions count 30 different things');
  });
});

describe('an activity beside the back-fill is counted once', () => {
  it.each([
    ['applied between reading and writing her profile', 2],
    ['recorded, and applied after the back-fill', 2],
    ['applied after the back-fill, before the campaign is live', 2],
  ])('%s', async (when, times) => {
    const cloud = await shopBefore();
    if (when.startsWith('applied between')) {
      await backFillCounts(
        meanwhile(cloud.world, async () => {
          await place(cloud, order('o-3'));
          await cloud.settle();
        }),
        next,
      );
    } else if (when.startsWith('recorded')) {
      await place(cloud, order('o-3'));
      await backFillCounts(cloud.world, next);
      expect(await counted(cloud)).toBe(1);
    } else {
      await backFillCounts(cloud.world, next);
      await place(cloud, order('o-3'));
    }
    cloud.now += 20_000;
    await cloud.settle();
    await publish(cloud.world);
    expect(await counted(cloud)).toBe(times);
  });

  it('by a function that has not heard of it yet: never wrongly, and the nightly repair counts it', async () => {
    const cloud = await shopBefore();
    await loadCatalogue(cloud.limited('on-activity').world);
    await backFillCounts(cloud.world, next);
    await place(cloud, order('o-3'));
    await cloud.settle();
    await publish(cloud.world);
    if (!need) throw new Error('no need');
    const nightly = cloud.limited('enroll-customers').world;
    await countCustomer(nightly, ann, [need]);
    await countCustomer(nightly, ann, [need]);
    expect(await counted(cloud)).toBe(2);
  });

  it('when the publish died half-way: the next one counts who is left', async () => {
    const cloud = await shopBefore();
    const dying = meanwhile(cloud.world, () => Promise.reject(new Error('killed')));
    await expect(publish(dying)).rejects.toThrow('killed');
    await place(cloud, order('o-3'));
    await cloud.settle();
    await publish(cloud.world);
    await publish(cloud.world);
    expect(await counted(cloud)).toBe(2);
  });
});
