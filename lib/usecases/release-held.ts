import { enqueueTasks } from '../store/chunks.ts';
import { messagePrefix } from '../store/keys.ts';
import { loadRate } from '../store/permits.ts';
import type { Due, Rejected, World } from '../world.ts';

/** However long the line is, held messages get so many seconds of the rate. */
const leastReleased = 10;

const runOccurrence = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}$/;

/** Whether a held message is of a run: the occurrence in its key is the wall-clock time of one. It goes at the pace of bulk mail. */
export function isOfRun(sk: string): boolean {
  const [, , occurrence = ''] = sk.slice(messagePrefix.length).split('#');
  return runOccurrence.test(occurrence);
}

/**
 * Puts held messages of runs that are due into the queue `bulk`, as many as it can take: what is left is due again in a
 * minute, and what waits there already would be put there twice.
 */
export async function releaseHeld(world: World, due: Due[]): Promise<Rejected[]> {
  const { room, perSecond } = (await loadRate(world, await world.waiting('bulk'))) ?? { room: 0, perSecond: 1 };
  const released = due.slice(0, Math.max(1, Math.floor(Math.max(room, leastReleased * perSecond))));
  return enqueueTasks(
    world,
    released.map(({ key }) => ({ cid: key.pk, held: key.sk })),
  );
}
