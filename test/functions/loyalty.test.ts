import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { publishCatalogue } from '../../lib/store/catalogue.ts';
import { saveCustomer } from '../../lib/usecases/save-customer.ts';
import { wakeEnrollment } from '../../lib/usecases/wake-enrollment.ts';
import type { Cloud } from './cloud.ts';
import { accountOf, balanceIn, circle, ledger, memberData, memberShop, refund, summaryOf } from './member-shop.ts';
import { publication } from './publication.ts';
import { ann, cidOf, day, enrollments, hour, noon, order, outcomes, place, showActivities, thanks } from './shop.ts';

beforeEach(() => {
  for (const stream of [process.stdout, process.stderr]) vi.spyOn(stream, 'write').mockReturnValue(true);
});
afterEach(() => vi.restoreAllMocks());

const bonus = thanks({
  id: 'bonus',
  program: 'circle',
  steps: [{ wait: '1 day' }, { id: 'gift', reward: { points: 200 } }, { send: 'hello', validFor: '2 days' }],
});
const upgrade = thanks({
  id: 'upgrade',
  kind: 'loyalty',
  program: 'circle',
  entry: { trigger: { activity: 'tier.changed', where: { field: 'activity.direction', is: 'up' } }, reentry: 'always' },
  steps: [{ send: 'hello', validFor: '2 days' }],
});

const kinds = (entries: { kind: string; points: number; pending: number }[]) =>
  entries.map(({ kind, points, pending }) => `${kind} ${points}/${pending}`).sort();

describe('the points of an order', () => {
  it('wait, are released by a wake, and lift her tier, of which a campaign speaks', async () => {
    const cloud = await memberShop([upgrade]);
    await place(cloud, order('o1'));
    await cloud.settle();
    expect(await summaryOf(cloud)).toMatchObject({ available: 0, pending: 49, tier: 'gold' });
    expect(await outcomes(cloud)).toEqual(['sent']);
    await cloud.advanceTo(noon + 14 * day + hour);
    expect(await summaryOf(cloud)).toMatchObject({ available: 49, pending: 0 });
    expect(kinds(await ledger(cloud))).toEqual(['earned 0/49', 'joined 0/0', 'released 49/-49', 'tier 0/0', 'tier 0/0']);
    expect((await enrollments(cloud)).map(({ sk }) => sk)).toHaveLength(1);
  });

  it('are earned once, however often the activity is shown and whatever it is called', async () => {
    const cloud = await memberShop([]);
    await place(cloud, order('o1'), order('again', { data: { orderId: 'o1' } }));
    await cloud.settle();
    await showActivities(cloud);
    await cloud.settle();
    expect(await summaryOf(cloud)).toMatchObject({ pending: 49 });
    expect((await ledger(cloud)).filter(({ kind }) => kind === 'earned')).toHaveLength(1);
  });

  it('go with a refund, in whichever order both come, and in one batch', async () => {
    for (const both of [
      [order('o1'), refund('o1', 4990)],
      [refund('o1', 4990), order('o1')],
    ]) {
      const cloud = await memberShop([]);
      await place(cloud, ...both);
      await cloud.settle();
      expect(await summaryOf(cloud)).toMatchObject({ available: 0, pending: 0 });
    }
  });

  it('of history are none', async () => {
    const cloud = await memberShop([]);
    await place(cloud, order('o1', { occurredAt: noon - day }));
    await cloud.settle();
    expect(await accountOf(cloud)).toBeUndefined();
    expect(await ledger(cloud)).toEqual([]);
  });

  it('of somebody who was erased are none', async () => {
    const cloud = await memberShop([]);
    await cloud.world.table.write([{ update: { table: 'relations', pk: ann, sk: 'CONTACT' }, set: [[['erasedAt'], noon]] }]);
    await place(cloud, order('o1'));
    await cloud.settle();
    expect(await accountOf(cloud)).toBeUndefined();
  });

  it('rest when she was erased before they came due, and nothing is asked again each minute', async () => {
    const cloud = await memberShop([]);
    await place(cloud, order('o1'));
    await cloud.settle();
    await cloud.world.table.write([{ update: { table: 'relations', pk: ann, sk: 'CONTACT' }, set: [[['erasedAt'], noon]] }]);
    await cloud.advanceTo(noon + 15 * day);
    const item = await cloud.world.table.get({ table: 'relations', pk: ann, sk: 'LOY#circle' });
    expect(item?.dueAt).toBeUndefined();
    expect((await accountOf(cloud))?.pending).toHaveLength(1);
  });

  it('stand in as many programs as there are', async () => {
    const cloud = await memberShop([], { programs: [circle(), circle({ id: 'club', pending: undefined, tiers: undefined })] });
    await place(cloud, order('o1'));
    await cloud.settle();
    expect([await summaryOf(cloud), await summaryOf(cloud, { program: 'club' })]).toMatchObject([
      { available: 0, pending: 49 },
      { available: 49, pending: 0 },
    ]);
  });

  it("are nobody's where no program is in force", async () => {
    const cloud = await memberShop([], { programs: [circle({ status: 'draft' })] });
    await place(cloud, order('o1'));
    await cloud.settle();
    expect(await ledger(cloud)).toEqual([]);
  });

  it('of forty orders at once are all earned, in transactions that hold them', async () => {
    const cloud = await memberShop([]);
    await place(cloud, ...Array.from({ length: 40 }, (_, index) => order(`o${index}`, { occurredAt: noon + index })));
    await cloud.settle();
    expect(await summaryOf(cloud)).toMatchObject({ pending: 40 * 49 });
    expect((await ledger(cloud)).filter(({ kind }) => kind === 'earned')).toHaveLength(40);
  });
});

describe('an account that nobody has looked at for long', () => {
  const orders = Array.from({ length: 55 }, (_, index) => order(`o${index}`, { occurredAt: noon + index * day }));
  // Of months of different lengths three days end at once with another.
  async function neglected() {
    const cloud = await memberShop([], { programs: [circle({ tiers: undefined, pending: '60 days', expiry: { after: '1 month' } })] });
    cloud.now = noon + 55 * day;
    await place(cloud, ...orders);
    await cloud.settle();
    cloud.now = noon + 200 * day;
    return cloud;
  }
  const counted = async (cloud: Cloud) => {
    const lines = await ledger(cloud);
    const of = (wanted: string) => lines.filter(({ kind }) => kind === wanted).length;
    return { released: of('released'), expired: of('expired'), sum: lines.reduce((sum, { points }) => sum + points, 0) };
  };

  it('is settled in parts, each entry once, when it is woken', async () => {
    const cloud = await neglected();
    const due = await cloud.world.table.get({ table: 'relations', pk: ann, sk: 'LOY#circle' });
    await wakeEnrollment(cloud.world, { cid: ann, sk: 'LOY#circle', dueAt: Number(due?.dueAt) });
    await cloud.advanceTo(cloud.now + hour);
    expect(await counted(cloud)).toEqual({ released: 55, expired: 52, sum: 0 });
    expect(await accountOf(cloud)).toMatchObject({ lots: [], pending: [], dueAt: null });
  });

  it('takes an order of hers, whole', async () => {
    const cloud = await neglected();
    await place(cloud, order('late', { occurredAt: cloud.now }));
    await cloud.settle();
    expect(await counted(cloud)).toEqual({ released: 55, expired: 52, sum: 0 });
    expect(await summaryOf(cloud)).toMatchObject({ available: 0, pending: 49 });
  });
});

describe('a reward of points', () => {
  it('is granted once, at once, and shown by the message after it', async () => {
    const cloud = await memberShop([bonus, upgrade]);
    await place(cloud, order('o1'));
    await cloud.settle();
    await cloud.advanceTo(noon + 2 * day);
    await showActivities(cloud);
    await cloud.settle();
    expect(await summaryOf(cloud)).toMatchObject({ available: 200, pending: 49 });
    const [entry] = (await ledger(cloud)).filter(({ kind }) => kind === 'granted');
    expect(entry).toMatchObject({ id: 'bonus#o1#gift', points: 200 });
    const [inside] = (await enrollments(cloud)).filter(({ sk }) => sk.startsWith('ENR#bonus'));
    expect(inside?.enrollment).toMatchObject({ steps: { gift: { points: 200, balance: 200 } } });
    expect(await outcomes(cloud)).toEqual(['sent', 'sent']);
  });

  it('is nothing for the control group', async () => {
    const cloud = await memberShop([thanks({ ...bonus, entry: { ...bonus.entry, holdout: '100%' } })]);
    await place(cloud, order('o1'));
    await cloud.advanceTo(noon + 2 * day);
    expect(await summaryOf(cloud)).toMatchObject({ available: 0 });
  });

  it('is nothing once the program has ended', async () => {
    const cloud = await memberShop([bonus]);
    await place(cloud, order('o1'));
    await cloud.settle();
    await publishCatalogue(
      cloud.world,
      { ...publication(), data: memberData, campaigns: [bonus], programs: [circle({ status: 'ended' })] },
      noon,
    );
    await cloud.advanceTo(noon + 20 * day);
    expect(await summaryOf(cloud)).toMatchObject({ available: 49, pending: 0 });
  });

  it('is granted once although she starts over', async () => {
    const restarting = thanks({
      id: 'bonus',
      program: 'circle',
      entry: { trigger: { activity: 'customer.visited' }, restart: true },
      steps: [{ id: 'gift', reward: { points: 200 } }, { wait: '3 days' }, { send: 'hello', validFor: '2 days' }],
    });
    const cloud = await memberShop([restarting]);
    for (const id of ['v1', 'v2']) {
      await place(cloud, { id, type: 'customer.visited', customer: 'ann', occurredAt: cloud.now, data: {} });
      await cloud.advanceTo(cloud.now + hour);
    }
    expect(balanceIn(await accountOf(cloud))).toBe(200);
  });
});

describe('points by somebody else', () => {
  const joined = (referrerId: string) => ({
    id: 'j1',
    type: 'friend.joined',
    customer: 'fay',
    occurredAt: noon,
    data: { referrerId },
  });

  it('are given to the member who is named, once', async () => {
    const cloud = await memberShop([]);
    await place(cloud, order('o1'));
    await cloud.settle();
    await place(cloud, joined('ann'));
    await cloud.settle();
    await showActivities(cloud);
    expect((await ledger(cloud)).filter(({ kind, points, pending }) => kind === 'earned' && points + pending === 100)).toHaveLength(1);
    await cloud.advanceTo(noon + hour);
    expect((await summaryOf(cloud))?.available).toBe(100);
  });

  it.each([{ email: 'Ann+friend@private.example' }, { phone: '+44 7700 900123' }])(
    'are not given to who shares an address with the one who did it: %j',
    async (details) => {
      const cloud = await memberShop([]);
      await saveCustomer(cloud.world, { customer: 'ann', attributes: {}, phone: '+447700900123', at: cloud.now });
      await saveCustomer(cloud.world, { customer: 'fay', attributes: {}, at: cloud.now, ...details });
      await place(cloud, order('o1'));
      await cloud.settle();
      await place(cloud, joined('ann'));
      await cloud.settle();
      expect((await ledger(cloud)).filter(({ points, pending }) => points + pending === 100)).toEqual([]);
    },
  );

  it('are not given to a stranger, to no member and to herself', async () => {
    for (const named of ['stranger', 'ann', 'fay']) {
      const cloud = await memberShop([]);
      await place(cloud, joined(named));
      await cloud.settle();
      expect(await ledger(cloud, { cid: cidOf(named) })).toEqual([]);
    }
  });
});

describe('one address', () => {
  it('is one member of a program, however it is spelt', async () => {
    const cloud = await memberShop([]);
    await saveCustomer(cloud.world, { customer: 'bob', attributes: {}, email: 'ANN@private.example', at: noon });
    await place(cloud, order('o1'), order('o2', { customer: 'bob' }));
    await cloud.settle();
    await place(cloud, order('o3', { customer: 'bob' }));
    await cloud.settle();
    const both = [await accountOf(cloud), await accountOf(cloud, { cid: cidOf('bob') })];
    expect(both.filter((account) => account !== undefined)).toHaveLength(1);
  });
});
