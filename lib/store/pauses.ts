import type { Instant } from '../core/time.ts';
import type { World } from '../world.ts';
import { keys } from './keys.ts';

/** She wants no advertising until then, or wants it again. Written whatever else is being written; it withdraws no consent. */
export async function setPause(world: World, cid: string, until: Instant | undefined): Promise<void> {
  await world.table.write([
    {
      update: keys.contact(cid),
      ...(until === undefined ? { remove: [['pausedUntil']] } : { set: [[['pausedUntil'], until]] }),
      add: [[['v'], 1]],
      if: { all: [{ present: ['pk'] }, { absent: ['erasedAt'] }] },
    },
  ]);
}
