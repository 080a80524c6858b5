import { splitBySecond } from '../core/split-places.ts';
import type { Chunk } from '../store/chunks.ts';
import { joinLine } from '../store/permits.ts';
import type { Part } from '../store/put-back.ts';
import type { World } from '../world.ts';

/** Nothing is free within the horizon: so many seconds later they ask again. */
const askedAgainAfter = 900;

/** To join the line costs a write. Fewer are looked at at once: reading them again when their slots are free costs less. */
const worthATurn = 5;

/** Who is looked at now, and who in a later second: nobody has been read yet. */
export async function takeTurns(
  world: World,
  { turn, permit }: Pick<Chunk, 'turn' | 'permit'>,
  members: number[],
): Promise<{ now: number[]; later: Part[] }> {
  if (turn !== undefined || permit !== undefined || members.length < worthATurn) return { now: members, later: [] };
  const { places } = await joinLine(world, members.length);
  const { present, later, far } = splitBySecond(members, places, { now: world.now() });
  return {
    now: present,
    later: [...later.map(({ second, of }) => ({ members: of, turn: second })), { members: far, delay: askedAgainAfter }],
  };
}
