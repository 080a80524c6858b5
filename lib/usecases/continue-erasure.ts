import type { Instant } from '../core/time.ts';
import { loadCatalogue } from '../store/catalogue.ts';
import { deleteItems } from '../store/erased-items.ts';
import { clearContact, loadErasure, noteLook } from '../store/erasures.ts';
import type { World } from '../world.ts';

/** So many items of one customer are deleted in one go: a partition takes a thousand writes a second. */
const most = 2_000;

/**
 * Deletes what is stored of a customer who was erased, or what came after: some of it where there is much, and then the rest
 * is due a minute later. `dueAt` names the look that is asked for; one that was done meanwhile is left alone. Resolves to
 * whether more of it is left for another call now.
 */
export async function continueErasure(world: World, { cid, dueAt }: { cid: string; dueAt?: Instant }): Promise<boolean> {
  const erasure = await loadErasure(world, cid);
  if (!erasure || (dueAt !== undefined && erasure.dueAt !== dueAt)) return false;
  await clearContact(world, cid);
  const { pools } = await loadCatalogue(world);
  const left = await deleteItems(world, cid, { pools: pools.map(({ id }) => id), most });
  await noteLook(world, cid, { erasure, left });
  return left;
}
