import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { ValidationException } from '../../lib/memory/values.ts';
import { publishCatalogue } from '../../lib/store/catalogue.ts';
import { closeFigures } from '../../lib/usecases/close-figures.ts';
import { submitActivities } from '../../lib/usecases/submit-activities.ts';
import type { Cloud } from './cloud.ts';
import { publication } from './publication.ts';
import { ann, cidOf, day, enrollments, hour, noon, order, ordersOf, outcomes, place, shop, showActivities, thanks } from './shop.ts';

beforeEach(() => {
  for (const stream of [process.stdout, process.stderr]) vi.spyOn(stream, 'write').mockReturnValue(true);
});
afterEach(() => vi.restoreAllMocks());

const parked = (cloud: Cloud) => cloud.world.queues.size('dead-letters');

describe('the activity stream is not held up', () => {
  it('by a key of 1,100 characters: she does not enter, and her next order does', async () => {
    const byOrder = thanks({ entry: { trigger: { activity: 'order.placed' }, key: 'orderId' } });
    const cloud = await shop({ campaigns: [byOrder] });
    await place(cloud, order('a', { data: { orderId: 'x'.repeat(1100) } }), order('b'));
    expect(await showActivities(cloud)).toEqual({ batchItemFailures: [] });
    expect(await ordersOf(cloud)).toBe(2);
    expect(await enrollments(cloud)).toMatchObject([{ sk: 'ENR#thanks#b' }]);
  });

  it('by activities whose data is as large as may be, caught by one wait after the other', async () => {
    const wait = (id: string) => ({ id, wait: '2 days', for: { activity: 'order.placed' }, then: [] });
    const patient = thanks({
      entry: { trigger: { activity: 'order.placed' }, reentry: 'never' },
      steps: [wait('one'), wait('two'), { send: 'thanks', validFor: '1 day' }],
    });
    const cloud = await shop({ campaigns: [patient] });
    const orders = ['a', 'b', 'c', 'd'].map((id, index) => order(id, { occurredAt: noon + index, data: { blob: 'x'.repeat(32_000) } }));
    await place(cloud, ...orders);
    expect(await showActivities(cloud)).toEqual({ batchItemFailures: [] });
    expect(await ordersOf(cloud)).toBe(4);
    expect(parked(cloud)).toBe(0);
  });

  it('by twenty activities in four campaigns without waits', async () => {
    const campaigns = [1, 2, 3, 4].map((number) => thanks({ id: `thanks-${number}` }));
    const cloud = await shop({ campaigns });
    await place(cloud, ...Array.from({ length: 20 }, (_, index) => order(`o${index}`)));
    expect(await showActivities(cloud)).toEqual({ batchItemFailures: [] });
    await cloud.advanceTo(noon + hour);
    expect(await closeFigures(cloud.world)).toMatchObject({ targeted: 80, sent: 80, open: 0 });
    expect(parked(cloud)).toBe(0);
  }, 20_000);

  it('by a pause of marketing for somebody without a contact', async () => {
    const cloud = await shop({ campaigns: [thanks({ steps: [{ pauseMarketing: '14 days' }] })] });
    await place(cloud, order('a', { customer: 'bob' }), order('b'));
    expect(await showActivities(cloud)).toEqual({ batchItemFailures: [] });
    expect(await enrollments(cloud, cidOf('bob'))).toMatchObject([{ enrollment: { status: 'ended' } }]);
    expect(await cloud.world.table.get({ table: 'relations', pk: cidOf('bob'), sk: 'CONTACT' })).toBeUndefined();
    expect(parked(cloud)).toBe(0);
  });

  it('by somebody inside a version whose brand is gone: it ends there', async () => {
    const slow = (brand: string) =>
      thanks({
        brand,
        steps: [{ wait: '2 hours' }, { send: 'thanks', validFor: '2 days' }, { wait: '1 day' }, { send: 'thanks', id: 'twice' }],
      });
    const cloud = await shop({ campaigns: [slow('linden')] });
    await place(cloud, order('a'));
    await cloud.advanceTo(noon + 5 * hour);
    const { settings, ...rest } = publication();
    const renamed = { ...settings, brands: settings.brands.map((brand) => ({ ...brand, id: 'pine' })) };
    await publishCatalogue(cloud.world, { ...rest, settings: renamed, campaigns: [slow('pine')] }, noon);
    await cloud.advanceTo(noon + 6 * hour);
    await place(cloud, order('b', { occurredAt: cloud.now }));
    await cloud.advanceTo(noon + 4 * day);
    expect(await ordersOf(cloud)).toBe(2);
    expect(await outcomes(cloud)).toEqual(['sent', 'sent', 'sent']);
    expect(await enrollments(cloud)).toMatchObject([
      { enrollment: { ended: { because: 'campaign-ended' } } },
      { enrollment: { ended: { because: 'completed' } } },
    ]);
    expect(await closeFigures(cloud.world)).toMatchObject({ targeted: 3, sent: 3, open: 0 });
    expect(parked(cloud)).toBe(0);
  });

  it('by an item that DynamoDB does not take: it is parked, and the others are applied', async () => {
    const cloud = await shop({ campaigns: [] });
    await place(cloud, order('a'), order('b'), order('c', { customer: 'bob' }));
    const { write } = cloud.world.table;
    cloud.world.table.write = async (operations) => {
      const refused = operations.some((operation) => 'update' in operation && operation.update.sk === 'order.placed#a');
      if (refused) throw new ValidationException('Item size has exceeded the maximum allowed size');
      return write(operations);
    };
    expect(await showActivities(cloud)).toEqual({ batchItemFailures: [] });
    expect([await ordersOf(cloud), await ordersOf(cloud, cidOf('bob'))]).toEqual([1, 1]);
    expect(parked(cloud)).toBe(1);
  });
});

describe('an enrollment that cannot be woken', () => {
  it('leaves the other nine of its task alone, is parked once, and does not come back every minute', async () => {
    const cloud = await shop();
    const customers = Array.from({ length: 10 }, (_, index) => `c${index}`);
    await place(cloud, ...customers.map((customer, index) => order(`o${index}`, { customer })));
    await cloud.settle();
    const [stored] = await enrollments(cloud, cidOf('c4'));
    if (!stored) throw new Error('c4 did not enter');
    const broken = { ...(stored.enrollment as object), steps: null, outbox: null };
    await cloud.world.table.write([{ put: { ...stored, enrollment: broken } }]);
    await cloud.advanceTo(noon + 5 * hour);
    const ends = await Promise.all(customers.map(async (customer) => (await outcomes(cloud, cidOf(customer))).join()));
    expect(ends).toEqual(customers.map((customer) => (customer === 'c4' ? '' : 'suppressed no-address')));
    expect(parked(cloud)).toBe(1);
    const [letter] = cloud.world.queues.receive('dead-letters', 10, cloud.now);
    expect(JSON.parse(letter?.body ?? '')).toMatchObject({ function: 'wake-enrollments', record: { cid: cidOf('c4') } });
    const [left] = await enrollments(cloud, cidOf('c4'));
    expect(left).not.toHaveProperty('dueShard');
  });
});

describe('an activity that no table can hold', () => {
  const nested = (levels: number): unknown => JSON.parse(`${'{"a":'.repeat(levels)}1${'}'.repeat(levels)}`);
  const sent = (id: string, data: object = {}) => ({
    ...order(id),
    occurredAt: '2026-11-02T12:00:00Z',
    data: { ...order(id).data, ...data },
  });

  it.each([
    ['too large', { blob: 'x'.repeat(450_000) }],
    ['17 levels deep', { deep: nested(17) }],
    ['50,000 levels deep', { deep: nested(50_000) }],
    ['a number beyond what is exact', { count: 1e300 }],
    ['a number too small', { count: 1e-300 }],
    ['a number that JSON reads as infinite', JSON.parse('{"count":1e400}') as object],
    ['a name that is empty', { '': 1 }],
    ['a name that is too long', { ['n'.repeat(200)]: 1 }],
  ])('is refused, and those beside it are recorded: %s', async (_, data) => {
    const cloud = await shop();
    const submission = await submitActivities(cloud.world, [sent('a'), sent('b', data), sent('c')]);
    expect(submission).toMatchObject({ recorded: 2, same: 0, refused: [{ index: 1, path: 'data' }] });
    await cloud.advanceTo(noon + 3 * hour);
    expect(await outcomes(cloud, ann)).toEqual(['sent', 'sent']);
  });

  it.each([
    ['a name of the language itself', '{"__proto__":{"a":1}}'],
    ['half a character', '{"note":"\\ud800"}'],
    ['many digits', '{"count":123456789012.25}'],
  ])('or is odd and harmless is taken or refused, and never fails: %s', async (_, json) => {
    const cloud = await shop();
    const { recorded, refused } = await submitActivities(cloud.world, [sent('a', JSON.parse(json) as object), sent('b')]);
    expect(recorded + refused.length).toBe(2);
    await cloud.advanceTo(noon + 3 * hour);
    expect(await outcomes(cloud)).toHaveLength(recorded);
    expect(parked(cloud)).toBe(0);
  });
});
