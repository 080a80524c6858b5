import type { Item, World } from '../world.ts';
import { handOnConfirmation } from './dispatch-confirmation.ts';

/**
 * Hands on again the mails of double opt-ins among these items of which there is no word: the stream or a queue lost them, or
 * an attempt died. The claim makes it harmless, and what is too old becomes final there. Resolves to how many there were.
 */
export async function watchConfirmations(world: World, items: Item[]): Promise<number> {
  const unsettled = items.filter(({ kind, state }) => kind === 'confirmation' && (state === 'asked' || state === 'claimed'));
  for (const { pk: cid, sk } of unsettled) await handOnConfirmation(world, { cid, sk });
  return unsettled.length;
}
