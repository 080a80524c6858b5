import { type Instant, minute } from '../core/time.ts';
import { enqueueTasks } from '../store/chunks.ts';
import { loadRate } from '../store/permits.ts';
import type { Due, Rejected, World } from '../world.ts';

/** However long the line is, held messages get so many seconds of the rate. */
const leastReleased = 10;

/** What was put into the queue waits there for less; what was lost on the way is put there again after it. */
const givenFor = 5 * minute;

/** Which rows this process put into the queue lately, and when: to move them on in the table would cost three writes each. */
const given = new WeakMap<World['table'], Map<string, Instant>>();

const nameOf = ({ key, dueAt }: Due) => `${key.pk} ${key.sk} ${dueAt}`;

function givenLately(world: World): Map<string, Instant> {
  const all = given.get(world.table) ?? new Map<string, Instant>();
  for (const [name, at] of all) if (world.now() - at >= givenFor) all.delete(name);
  given.set(world.table, all);
  return all;
}

/**
 * Puts held messages of runs that are due into the queue `bulk`, as many as it can take: what is left is due again in a
 * minute. What waits there already stays due meanwhile; it is not put there twice.
 */
export async function releaseHeld(world: World, due: Due[]): Promise<Rejected[]> {
  const lately = givenLately(world);
  const { room, perSecond } = (await loadRate(world, await world.waiting('bulk'))) ?? { room: 0, perSecond: 1 };
  const most = Math.max(1, Math.floor(Math.max(room, leastReleased * perSecond)));
  const released = due.filter((row) => !lately.has(nameOf(row))).slice(0, most);
  const rejected = await enqueueTasks(
    world,
    released.map(({ key }) => ({ cid: key.pk, held: key.sk })),
  );
  if (rejected.length === 0) for (const row of released) lately.set(nameOf(row), world.now());
  return rejected;
}
