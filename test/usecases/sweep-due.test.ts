import { describe, expect, it } from 'vitest';
import { publishCatalogue } from '../../lib/store/catalogue.ts';
import { dueAttributes, keys } from '../../lib/store/keys.ts';
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
});
