import type { Instant } from '../core/time.ts';
import type { World } from '../world.ts';
import { keys } from './keys.ts';

/** Takes a row out of the due index that can never be acted on, unless it has moved meanwhile. Its state stays as it is. */
export async function leaveDue(world: World, { cid, sk, dueAt }: { cid: string; sk: string; dueAt: Instant }): Promise<void> {
  await world.table.write([{ update: keys.relation(cid, sk), remove: [['dueShard'], ['dueAt']], if: { equals: [['dueAt'], dueAt] } }]);
}
