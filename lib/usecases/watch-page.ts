import { type PassProgress, type PassStart, passSegments } from '../store/passes.ts';
import type { World } from '../world.ts';
import { watchConfirmations } from './watch-confirmations.ts';
import { watchMessages } from './watch-messages.ts';

/** The next page of a watch over all that stands beside the customers. */
export async function watchPage(
  world: World,
  { segment, start, before }: { segment: number; start: PassStart; before: PassProgress },
  isPoison: (error: unknown) => boolean,
) {
  const { items, next } = await world.table.scan({ table: 'relations', index: segment, of: passSegments }, before.cursor ?? undefined);
  const { handedOn, givenUp, failed } = await watchMessages(world, items, { watch: start.watch ?? { at: world.now() }, isPoison });
  const asked = await watchConfirmations(world, items);
  return { passed: items.length, changed: handedOn + givenUp + asked, failed: givenUp + failed, cursor: next, tally: before.tally };
}
