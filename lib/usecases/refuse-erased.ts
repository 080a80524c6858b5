import { InvalidInputError } from '../core/invalid-input.ts';
import { instantText } from '../core/time.ts';
import { loadContact } from '../store/contacts.ts';
import { customerKey } from '../store/keys.ts';
import { loadSecrets } from '../store/secrets.ts';
import type { World } from '../world.ts';

/**
 * Rejects with an InvalidInputError when the customer with this id was erased: what a person tells of her would be dropped
 * without a word. The shop's own systems are not asked it: it is a read for each thing that they tell.
 */
export async function refuseErased(world: World, customer: string): Promise<void> {
  const erasedAt = (await loadContact(world, customerKey((await loadSecrets(world)).pepper, customer)))?.erasedAt;
  if (erasedAt !== undefined)
    throw new InvalidInputError(
      `${customer} was erased on ${instantText(erasedAt, 'UTC')} UTC, and nothing is kept of her any more: who comes back needs a new id`,
    );
}
