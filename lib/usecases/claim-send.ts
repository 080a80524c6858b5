import type { Claim, Contact } from '../core/contact.ts';
import { countedFrom } from '../core/frequency-caps.ts';
import { type Instant, localDate } from '../core/time.ts';
import { claimMessage } from '../store/claims.ts';
import { claimKey } from '../store/keys.ts';
import type { World } from '../world.ts';
import { claimedBefore } from './claimed-before.ts';
import type { Ready, Settled } from './prepare-send.ts';

/** Claims a message on the very version of the contact that it was decided on. `changed`: the contact has changed since. */
export async function claimSend(
  world: World,
  { context, composed, contact, nonce }: Ready,
): Promise<{ claim: Claim } | Settled | { changed: Contact }> {
  const { message, cid } = context.intent;
  const { topic, priority, expiresAt } = message;
  const now = world.now();
  const claim: Claim = { channel: composed.channel, topic, at: now, priority, nonce, expiresAt };
  const zone = contact.zone ?? context.brand.zone;
  const claimed = await claimMessage(world, {
    cid,
    contact,
    key: claimKey(message.id),
    claim,
    localDay: (at: Instant) => localDate(at, zone),
    countedFrom: countedFrom(context.settings, now, zone),
  });
  if (claimed === 'claimed') return { claim };
  return 'taken' in claimed ? claimedBefore(world, context, claimed.taken) : claimed;
}
