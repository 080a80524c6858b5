import { suppressAddress } from '../store/addresses.ts';
import { suppress } from '../store/contacts.ts';
import { messageTags } from '../store/message-tags.ts';
import { confirmMessage } from '../store/messages.ts';
import type { World } from '../world.ts';
import type { DeliveryEvent } from './delivery-event.ts';
import { recordMessageEvent } from './record-message-event.ts';

const notConfirming = new Set(['Send', 'Reject', 'Rendering Failure']);

/**
 * What the provider tells of a message: acceptance resolves an `unknown`; a hard bounce or a complaint ends all further
 * messages to that address, whoever else has it. What somebody waits for becomes an activity of hers. Events repeat and come
 * in any order; mail that others sent through this account is left alone.
 */
export async function recordDelivery(world: World, event: DeliveryEvent): Promise<'recorded' | 'not-ours'> {
  const cid = event.mail.tags[messageTags.customer]?.[0];
  const message = event.mail.tags[messageTags.message]?.[0];
  if (!cid || !message) return 'not-ours';
  const at = world.now();
  const sk = Buffer.from(message, 'base64url').toString('utf8');
  // Every other event says that it was accepted; to look after a Send too, when a Delivery or a Bounce will follow, would cost as much again.
  if (!notConfirming.has(event.eventType)) await confirmMessage(world, { cid, sk }, at);
  const [address] = event.mail.destination;
  const reason = reasonOf(event);
  // What bounced is the address that it was sent to, and she may have another one by now; a complaint is hers.
  if (reason === 'complaint' || (reason && address === undefined)) await suppress(world, cid, { channel: 'email', reason, at });
  if (reason && address !== undefined) await suppressAddress(world, { channel: 'email', address, reason, at, also: cid });
  await recordMessageEvent(world, event, { cid, sk });
  return 'recorded';
}

function reasonOf({ eventType, bounce }: DeliveryEvent): 'complaint' | 'hard-bounce' | undefined {
  if (eventType === 'Complaint') return 'complaint';
  return eventType === 'Bounce' && bounce?.bounceType === 'Permanent' ? 'hard-bounce' : undefined;
}
