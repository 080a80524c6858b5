import type { Instant } from '../core/time.ts';
import { beginErasure, clearContact } from '../store/erasures.ts';
import type { World } from '../world.ts';
import type { FoundCustomer } from './find-customer.ts';

/**
 * Erases a customer. When it resolves, nothing can be sent to her any more, and her addresses and her profile are gone; what
 * she did and what became of it follows within minutes, by `continueErasure`, and is looked for again after 25 hours and after
 * 15 days. She stays erased: whatever names her later is dropped. Twice is once, and completes one that died half-way.
 */
export async function eraseCustomer(world: World, { cid }: Pick<FoundCustomer, 'cid'>): Promise<Instant> {
  const erasedAt = await beginErasure(world, cid);
  await clearContact(world, cid);
  return erasedAt;
}
