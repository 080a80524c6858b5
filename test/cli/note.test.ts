import { expect, it } from 'vitest';
import { showExplanation } from '../../lib/cli/explain.ts';
import { noteSignal } from '../../lib/cli/note.ts';
import { eraseCustomer } from '../../lib/usecases/erase-customer.ts';
import { explainCustomer } from '../../lib/usecases/explain-customer.ts';
import { findOneCustomer } from '../../lib/usecases/find-customer.ts';
import { ann, order, place, shop, thanks } from '../functions/shop.ts';

it('what a colleague noticed is a signal of discontent, and of somebody whom nobody knows it is refused', async () => {
  const cloud = await shop({ campaigns: [thanks({})] });
  await place(cloud, order('o1'));
  await cloud.settle();
  expect(await noteSignal(cloud.world, 'ann', 'competitor')).toBe('"competitor" was noted of ann');
  await cloud.settle();
  const explained = showExplanation(await explainCustomer(cloud.world, await findOneCustomer(cloud.world, 'ann'), { most: 60 }));
  expect(explained).toContain('  discontent competitor: competitor on 2026-11-02');
  await expect(noteSignal(cloud.world, 'nobody', 'seller')).rejects.toThrow('no customer is known by "nobody"');
});

it('of somebody who was erased nothing is noted, and her explanation ends there', async () => {
  const cloud = await shop({ campaigns: [thanks({})] });
  await eraseCustomer(cloud.world, { cid: ann });
  await expect(noteSignal(cloud.world, 'ann', 'competitor')).rejects.toThrow('ann was erased on 2026-11-02 12:00 UTC');
  const explained = showExplanation(await explainCustomer(cloud.world, { cid: ann, customer: 'ann' }, { most: 60 }));
  expect(explained).toBe('ann at 2026-11-02 12:00 UTC\n  her data was erased on 2026-11-02 12:00 UTC');
});
