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
    expect(await reconcile(cloud.world, (_, of, applied) => told.push(of, applied))).toEqual({ applied: 2, failed: 0 });
    expect(told).toContain(2);
    expect(await reconcile(cloud.world, () => undefined)).toEqual({ applied: 0, failed: 0 });
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
    expect(reconciledText({ applied: 0, failed: 0 })).toMatch(/^no activity was left lying; /);
    expect(reconciledText({ applied: 1, failed: 0 })).toMatch(/^1 activity was applied now; /);
    expect(reconciledText({ applied: 1200, failed: 2 })).toMatch(
      /^of 2 customers something cannot be applied.*\n1,200 activities were applied now; /,
    );
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
