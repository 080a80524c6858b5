import { withdraw } from '../store/contacts.ts';
import { loadSecrets } from '../store/secrets.ts';
import { readUnsubscription } from '../store/tokens.ts';
import type { World } from '../world.ts';

/** `unknown-link`: this installation never made that token. Withdrawing twice is withdrawing once. */
export async function withdrawConsent(world: World, token: string): Promise<'withdrawn' | 'unknown-link'> {
  const subject = readUnsubscription(await loadSecrets(world), token);
  if (!subject) return 'unknown-link';
  await withdraw(world, subject.cid, { ...subject, at: world.now() });
  return 'withdrawn';
}
