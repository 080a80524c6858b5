import type { Evidence } from '../core/consent.ts';
import type { Instant } from '../core/time.ts';
import { isTakenBack, loadAddress, suppressAddress } from '../store/addresses.ts';
import { loadContact, withdraw } from '../store/contacts.ts';
import { liftStop } from '../store/text-stops.ts';
import type { World } from '../world.ts';

/**
 * She said STOP: no text goes to this number any more, also when nobody is known to have it, and everybody who has it
 * withdraws what was agreed to for texts. Resolves to whether it is this text that ended them, so that one is confirmed and
 * no other. Killed at any moment, the same call again completes it.
 */
export async function stopTexts(
  world: World,
  { phone, at, evidence }: { phone: string; at: Instant; evidence: Evidence },
): Promise<boolean> {
  const stop = { reason: 'stop', at };
  await suppressAddress(world, { channel: 'sms', address: phone, ...stop });
  const { cids, suppression, started } = await loadAddress(world, 'sms', phone);
  // Said before a START that is known already, or while it is being done: the later word counts.
  if (started && isTakenBack(stop, { started })) {
    await liftStop(world, { ...started, phone, evidence: { source: 'text-message', proof: `text ${started.id}` } });
    return false;
  }
  for (const cid of cids) {
    const topics = Object.entries((await loadContact(world, cid))?.consent.sms ?? {});
    for (const [topic, isGiven] of topics) if (isGiven) await withdraw(world, cid, { channel: 'sms', topic, at, evidence });
  }
  return suppression?.reason === 'stop' && suppression.at === at;
}
