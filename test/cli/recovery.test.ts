import { describe, expect, it } from 'vitest';
import { noteRestored, reconciledText } from '../../lib/cli/recovery.ts';
import { loadOrders } from '../../lib/store/standing-orders.ts';
import { reconcile } from '../../lib/usecases/reconcile.ts';
import { ann, day, hour, noon, order, ordersOf, outcomes, place, shop, thanks } from '../functions/shop.ts';

describe('reconcile', () => {
  it('applies what the stream forgot, once, and has lost messages sent on', async () => {
    const cloud = await shop({ campaigns: [thanks()] });
    await place(cloud, order('o-1'), order('o-2', { occurredAt: noon - hour }));
    // The stream forgot them: nobody shows them to on-activity.
    const { read } = cloud.world.feed;
    cloud.world.feed.read = (table, after, limit) => (table === 'activities' ? [] : read(table, after, limit));
    cloud.now = noon + 2 * hour;
    const told: number[] = [];
    expect(await reconcile(cloud.world, (_, of, applied) => told.push(of, applied))).toEqual({ applied: 2, failed: 0, failures: [] });
    expect(told).toContain(2);
    expect(await reconcile(cloud.world, () => undefined)).toEqual({ applied: 0, failed: 0, failures: [] });
    await cloud.settle();
    expect(await ordersOf(cloud, ann)).toBe(2);
    expect((await outcomes(cloud)).filter((outcome) => outcome === 'sent')).toHaveLength(1);
  });

  it('has messages looked for that were planned long ago', async () => {
    const cloud = await shop({ campaigns: [thanks({ steps: [{ send: 'thanks', validFor: '20 days' }] })] });
    const { enqueue } = cloud.world;
    cloud.world.enqueue = async (queue, tasks) => (queue === 'triggered' ? [] : enqueue(queue, tasks));
    await place(cloud, order('o-1'));
    await cloud.advanceTo(noon + 10 * day);
    cloud.world.enqueue = enqueue;
    expect(await outcomes(cloud)).toEqual([]);
    await reconcile(cloud.world, () => undefined);
    await cloud.advanceTo(cloud.now + hour);
    expect(await outcomes(cloud)).toEqual(['sent']);
  });

  it('says what it did', () => {
    const none = { failed: 0, failures: [] };
    expect(reconciledText({ applied: 0, ...none })).toMatch(/^no activity was left lying; /);
    expect(reconciledText({ applied: 1, ...none })).toMatch(/^1 activity was applied now; /);
    const failures = [{ customer: 'ann', activities: ['a.b 1', 'a.b 2', 'a.b 3', 'a.b 4', 'a.b 5'], why: 'the disk is full' }];
    expect(reconciledText({ applied: 1200, failed: 1002, failures }).split('\n')).toEqual([
      expect.stringMatching(/^1,200 activities were applied now; /),
      'could not be applied: mend what is said, then reconcile again; nothing is applied twice',
      '  ann: a.b 1, a.b 2, a.b 3 and 2 more: the disk is full',
      '  and 1,001 more',
    ]);
  });

  it('says what cannot be read and why, and applies what else there is of her', async () => {
    const cloud = await shop({ campaigns: [thanks()] });
    await place(cloud, order('o-1'));
    const put = { table: 'activities' as const, pk: ann, sk: 'order.placed#bad', kind: 'activity', recordedAt: noon };
    await cloud.world.table.write([{ put: { ...put, activity: { ...order('bad'), occurredAt: 'yesterday' } } }]);
    const { read } = cloud.world.feed;
    cloud.world.feed.read = (table, after, limit) => (table === 'activities' ? [] : read(table, after, limit));
    cloud.now = noon + 2 * hour;
    expect(await reconcile(cloud.world, () => undefined)).toEqual({
      applied: 1,
      failed: 1,
      failures: [
        {
          customer: 'ann',
          activities: ['order.placed bad'],
          why: expect.stringMatching(/^what is stored of it is no activity: occurredAt: /),
        },
      ],
    });
    expect(await ordersOf(cloud, ann)).toBe(1);
  });

  it('says what is left of a customer who cannot be changed, and why', async () => {
    const cloud = await shop({ campaigns: [thanks()] });
    await place(cloud, order('o-1'), order('o-2'));
    const { read } = cloud.world.feed;
    cloud.world.feed.read = (table, after, limit) => (table === 'activities' ? [] : read(table, after, limit));
    cloud.now = noon + 2 * hour;
    const { write } = cloud.world.table;
    cloud.world.table.write = async (operations) => {
      if (operations.some((one) => 'put' in one && one.put.table === 'customers')) throw new Error('the table is full');
      return write.call(cloud.world.table, operations);
    };
    expect(await reconcile(cloud.world, () => undefined)).toEqual({
      applied: 0,
      failed: 1,
      failures: [{ customer: 'ann', activities: ['order.placed o-1', 'order.placed o-2'], why: 'the table is full' }],
    });
  });
});

describe('restored', () => {
  it('notes the instant, the latest one, and says what to load again', async () => {
    const cloud = await shop();
    expect(await noteRestored(cloud.world, undefined)).toContain('planned up to 2026-11-02 12:00 UTC');
    await noteRestored(cloud.world, '2026-11-02T10:00:00+01:00');
    expect((await loadOrders(cloud.world)).get('*')).toEqual({ restoredAt: noon });
  });

  it('asks first where somebody may be asked, and without a yes notes nothing', async () => {
    const { world } = await shop();
    const asked: string[] = [];
    const answering = (answer: string) => async (question: string) => {
      asked.push(question);
      return answer;
    };
    await expect(noteRestored(world, undefined, answering('n'))).rejects.toThrow('nothing was noted');
    expect(asked.join()).toContain('planned up to 2026-11-02 12:00 UTC will ever be sent');
    expect((await loadOrders(world)).get('*')).toBeUndefined();
    await noteRestored(world, undefined, answering('Yes'));
    expect((await loadOrders(world)).get('*')).toEqual({ restoredAt: noon });
  });

  it.each([
    ['yesterday', 'no instant with its zone: "yesterday"'],
    ['2026-11-02T10:00', 'no instant with its zone'],
    ['2026-11-02T25:00Z', 'no instant with its zone'],
    ['2027-01-01T00:00Z', 'in the future'],
  ])('refuses %s', async (given, why) => {
    await expect(noteRestored((await shop()).world, given)).rejects.toThrow(why);
  });
});
