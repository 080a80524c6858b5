import { describe, expect, it } from 'vitest';
import { publishCatalogue } from '../../lib/store/catalogue.ts';
import { dueAttributes, keys } from '../../lib/store/keys.ts';
import { saveRate } from '../../lib/store/permits.ts';
import { sweepDue } from '../../lib/usecases/sweep-due.ts';
import { openCloud } from '../functions/cloud.ts';
import { publication } from '../functions/publication.ts';
import { noon, thanks } from '../functions/shop.ts';

describe('one sweep', () => {
  it('hands out what belongs to a campaign of higher priority first, then what is due earlier', async () => {
    const { world } = await openCloud({ now: noon });
    const campaigns = [30, 70].map((priority) => thanks({ id: `p${priority}`, limits: { priority } }));
    await publishCatalogue(world, { ...publication(), campaigns }, noon);
    for (const [cid, sk, ago] of [
      ['a', 'ENR#p30', 9],
      ['b', 'HINT#p70', 1],
      ['c', 'ENR#p70#o1', 2],
      ['d', 'ENR#gone', 10],
    ] as const) {
      const key = keys.relation(cid, sk);
      await world.table.write([{ put: { ...key, ...dueAttributes(key, noon - ago) } }]);
    }
    expect(await sweepDue(world)).toEqual({ due: 4, rejected: 0 });
    const [task] = world.queues.receive('work', 10, noon);
    expect(JSON.parse(task?.body ?? '')).toEqual({
      refs: [
        { cid: 'c', sk: 'ENR#p70#o1', dueAt: noon - 2 },
        { cid: 'b', sk: 'HINT#p70', dueAt: noon - 1 },
        { cid: 'a', sk: 'ENR#p30', dueAt: noon - 9 },
        { cid: 'd', sk: 'ENR#gone', dueAt: noon - 10 },
      ],
    });
  });

  it('finds a wait that ends behind thirty thousand held messages of a run', async () => {
    const { world } = await openCloud({ now: noon });
    await saveRate(world, { perSecond: 14, perDay: -1, sentInDay: 0 });
    const put = (cid: string, sk: string, dueAt: number) => {
      const key = keys.relation(cid, sk);
      return world.table.write([{ put: { ...key, ...dueAttributes(key, dueAt) } }]);
    };
    for (let each = 0; each < 30_000; each++)
      await put(`c${each}`, 'MSG#2026-11-02T11:00:00.000Z#news#2026-11-02T11:00#hello', noon - 60_000);
    await put('ann', 'ENR#thanks#o1', noon - 1);
    await sweepDue(world);
    const tasks = world.queues.receive('work', 10, noon).map(({ body }) => JSON.parse(body));
    expect(tasks).toEqual([{ refs: [{ cid: 'ann', sk: 'ENR#thanks#o1', dueAt: noon - 1 }] }]);
    // Two minutes of what the provider takes.
    const released = world.queues.receive('bulk', 1000, noon).flatMap(({ body }) => JSON.parse(body).tasks);
    expect(released.length).toBeGreaterThan(14 * 60);
    expect(released.length).toBeLessThan(14 * 150);
  });
});
