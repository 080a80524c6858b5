import { suppressAddress } from '../store/addresses.ts';
import { messagePrefix } from '../store/keys.ts';
import { readTags } from '../store/message-tags.ts';
import { confirmMessage, type MessageFact } from '../store/messages.ts';
import { noteSoftBounce } from '../store/soft-bounces.ts';
import type { World } from '../world.ts';
import { tellOfMessage } from './tell-of-message.ts';
import type { TextReceipt } from './text-event.ts';

/** What the last word on a text says of it, where it did not arrive. `TEXT_UNKNOWN` says that nobody knows. */
const facts: Record<string, MessageFact> = {
  ...{ TEXT_INVALID: 'bouncedAt', TEXT_UNREACHABLE: 'bouncedAt', TEXT_CARRIER_UNREACHABLE: 'bouncedAt', TEXT_TTL_EXPIRED: 'bouncedAt' },
  ...{ TEXT_BLOCKED: 'bouncedAt', TEXT_CARRIER_BLOCKED: 'bouncedAt', TEXT_SPAM: 'bouncedAt' },
  ...{ TEXT_INVALID_MESSAGE: 'rejectedAt', TEXT_PROTECT_BLOCKED: 'rejectedAt' },
};
/** A telephone that is off, or a network that is down: it may work another day. */
const unreachable = new Set(['TEXT_UNREACHABLE', 'TEXT_CARRIER_UNREACHABLE']);

/**
 * What the provider tells of a text. Whatever it tells, it had accepted it: that resolves an `unknown`. A number that does
 * not exist gets no more of them, and one that could not be reached on three days of a month neither. Nothing else is held
 * against her number: carriers block what they take for spam, and a text may come too late.
 * Receipts repeat and come in any order; texts that others sent through this account are left alone.
 */
export async function recordReceipt(world: World, receipt: TextReceipt): Promise<'recorded' | 'not-ours'> {
  const { eventType, isFinal, eventTimestamp, destinationPhoneNumber: phone, context } = receipt;
  const tagged = readTags((name) => context?.[name]);
  if (!tagged?.sk.startsWith(messagePrefix) || !eventType.startsWith('TEXT_')) return 'not-ours';
  const { cid, sk } = tagged;
  const at = Math.min(eventTimestamp, world.now());
  await confirmMessage(world, { cid, sk, channel: 'sms', fact: isFinal ? facts[eventType] : undefined }, world.now());
  const reason = phone && isFinal ? await reasonOf(world, { eventType, phone, at }) : undefined;
  if (phone && reason) await suppressAddress(world, { channel: 'sms', address: phone, reason, at, also: cid });
  if (isDelivered(receipt)) await tellOfMessage(world, { cid, sk }, { type: 'sms.delivered', at, data: {} });
  return 'recorded';
}

async function reasonOf(world: World, { eventType, phone, at }: { eventType: string; phone: string; at: number }) {
  if (eventType === 'TEXT_INVALID') return 'hard-bounce';
  return unreachable.has(eventType) && (await noteSoftBounce(world, { channel: 'sms', address: phone, at })) ? 'soft-bounces' : undefined;
}

/** Many carriers never tell more than that they took it, and say so. */
function isDelivered({ eventType, isFinal }: TextReceipt): boolean {
  return eventType === 'TEXT_DELIVERED' || (eventType === 'TEXT_SUCCESSFUL' && isFinal);
}
