import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { saveRestored } from '../../lib/store/standing-orders.ts';
import { askForPasses } from '../../lib/usecases/begin-pass.ts';
import { closeFigures } from '../../lib/usecases/close-figures.ts';
import { reconcile } from '../../lib/usecases/reconcile.ts';
import type { Cloud } from './cloud.ts';
import { ann, day, hour, noon, order, outcomes, place, shop, thanks } from './shop.ts';

const minute = 60_000;

beforeEach(() => {
  for (const stream of [process.stdout, process.stderr]) vi.spyOn(stream, 'write').mockReturnValue(true);
});
afterEach(() => vi.restoreAllMocks());

/** From now on the queue takes what it is given and forgets it. */
function forgetful(cloud: Cloud): { mend(): void } {
  const { enqueue } = cloud.world;
  cloud.world.enqueue = async (queue, tasks) => (queue === 'triggered' ? [] : enqueue(queue, tasks));
  return {
    mend: () => {
      cloud.world.enqueue = enqueue;
    },
  };
}

async function lost(validFor: string, more: Parameters<typeof thanks>[0] = {}): Promise<Cloud> {
  const cloud = await shop({ campaigns: [thanks({ steps: [{ send: 'thanks', validFor }], ...more })] });
  await askForPasses(cloud.world);
  await cloud.settle();
  const queue = forgetful(cloud);
  await place(cloud, order('o-1'));
  await cloud.settle();
  queue.mend();
  return cloud;
}

describe('the watch of each night', () => {
  it('hands on again what a queue lost, once', async () => {
    const cloud = await lost('2 days');
    expect(await outcomes(cloud)).toEqual([]);
    await cloud.advanceTo(noon + day);
    expect(await outcomes(cloud)).toEqual(['sent']);
    await cloud.advanceTo(noon + 4 * day);
    expect(cloud.world.emails).toHaveLength(1);
    expect(await closeFigures(cloud.world)).toMatchObject({ open: 0, sent: 1 });
  });

  it('settles what is no longer valid by then', async () => {
    const cloud = await lost('2 hours');
    await cloud.advanceTo(noon + day);
    expect(await outcomes(cloud)).toEqual(['suppressed too-late']);
  });

  it('finds it though she has moved on since', async () => {
    const steps = [{ send: 'thanks', validFor: '2 hours' }, { wait: '10 hours' }, { send: 'hello', validFor: '2 days' }];
    const cloud = await lost('', { steps });
    await cloud.advanceTo(noon + day);
    expect(await outcomes(cloud)).toEqual(['suppressed too-late', 'sent']);
    expect(await closeFigures(cloud.world)).toMatchObject({ open: 0 });
  });

  it('says unknown of a message that was claimed and of which there is no word', async () => {
    const cloud = await shop({ campaigns: [thanks({ steps: [{ send: 'thanks', validFor: '2 days' }] })] });
    await askForPasses(cloud.world);
    await cloud.settle();
    const { write } = cloud.world.table;
    cloud.world.table.write = async (operations) => {
      if (operations.some((operation) => 'put' in operation && operation.put.kind === 'message')) throw new Error('throttled');
      return write(operations);
    };
    await place(cloud, order('o-1'));
    const queue = forgetful(cloud);
    queue.mend();
    await cloud.settle().catch(() => undefined);
    for (const { receipt } of cloud.world.queues.receive('triggered', 10, cloud.now + day)) cloud.world.queues.delete(receipt);
    cloud.world.table.write = write;
    expect(cloud.world.emails).toHaveLength(1);
    await cloud.advanceTo(noon + day);
    expect(await outcomes(cloud)).toEqual(['unknown interrupted']);
    expect(cloud.world.emails).toHaveLength(1);
  });

  it('gives up what came to nothing again and again', async () => {
    const cloud = await lost('2 hours');
    const queue = forgetful(cloud);
    await cloud.advanceTo(noon + 3 * day);
    queue.mend();
    expect(await outcomes(cloud)).toEqual(['failed lost']);
  });
});

describe('one who cannot be read', () => {
  it('holds up neither the watch of the others nor that of the next nights, nor reconcile', async () => {
    const cloud = await lost('2 days');
    for (let each = 0; each < 20; each++) {
      await cloud.world.table.write([{ put: { table: 'relations', pk: `bad-${each}`, sk: 'ENR#x', enrollment: 'none' } }]);
      await cloud.world.table.write([
        { put: { table: 'activities', pk: `bad-${each}`, sk: `order.placed#${each}`, kind: 'none', recordedAt: noon, activity: {} } },
      ]);
      await cloud.world.table.write([
        { update: { table: 'activities', pk: `bad-${each}`, sk: `order.placed#${each}` }, set: [[['kind'], 'activity']] },
      ]);
    }
    await cloud.advanceTo(noon + day);
    expect(await outcomes(cloud)).toEqual(['sent']);
    expect(await reconcile(cloud.world, () => undefined)).toMatchObject({ applied: 0, failed: 20 });
    const queue = forgetful(cloud);
    await place(cloud, order('o-2', { occurredAt: cloud.now }));
    await cloud.settle();
    queue.mend();
    await cloud.advanceTo(cloud.now + day);
    expect(await outcomes(cloud)).toEqual(['sent', 'sent']);
  });
});

describe('an outbox', () => {
  it('keeps what was lost until it is given up, though she moves on in between', async () => {
    const steps = [{ send: 'thanks', validFor: '16 hours' }, { wait: '48 hours' }, { send: 'hello', validFor: '2 days' }];
    const cloud = await lost('', { steps });
    const queue = forgetful(cloud);
    await cloud.advanceTo(noon + day);
    queue.mend();
    await cloud.advanceTo(noon + 3 * day);
    expect(await outcomes(cloud)).toEqual(['failed lost', 'sent']);
    expect(await closeFigures(cloud.world)).toMatchObject({ open: 0 });
  });

  it('has its events told again when everything is looked for', async () => {
    const cloud = await shop({ campaigns: [thanks({ steps: [{ emit: 'gift.due' }] })] });
    const { emit } = cloud.world;
    cloud.world.emit = async () => undefined;
    await place(cloud, order('o-1'));
    await cloud.settle();
    cloud.world.emit = emit;
    await askForPasses(cloud.world);
    await cloud.advanceTo(noon + 2 * day);
    expect(cloud.world.events).toEqual([]);
    await reconcile(cloud.world, () => undefined);
    await cloud.advanceTo(cloud.now + hour);
    expect(cloud.world.events.map(({ event }) => event.type)).toEqual(['gift.due']);
  });
});

describe('after the tables were restored', () => {
  it('nothing that was planned before goes out, and everything planned later does', async () => {
    const cloud = await shop({
      campaigns: [thanks({ steps: [{ wait: '1 hour' }, { send: 'thanks' }, { wait: '2 hours' }, { send: 'hello' }] })],
    });
    await place(cloud, order('o-1'));
    await cloud.settle();
    cloud.now = noon + 2 * hour;
    await saveRestored(cloud.world, cloud.now);
    await cloud.advanceTo(noon + 5 * hour);
    expect(await outcomes(cloud)).toEqual(['suppressed before-restore', 'sent']);
    expect(cloud.world.emails).toHaveLength(1);
  });

  it('orders that the shop tells again are not thanked for twice', async () => {
    const cloud = await shop({ campaigns: [thanks()] });
    await saveRestored(cloud.world, noon + hour);
    cloud.now = noon + hour + minute;
    await place(cloud, order('o-1', { occurredAt: noon + 30 * minute }), order('o-2', { occurredAt: cloud.now }));
    await cloud.settle();
    expect((await outcomes(cloud, ann)).sort()).toEqual(['sent', 'suppressed before-restore']);
  });
});
