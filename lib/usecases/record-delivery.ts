import type { Instant } from '../core/time.ts';
import { suppressAddress } from '../store/addresses.ts';
import { suppress } from '../store/contacts.ts';
import { confirmationPrefix, messagePrefix } from '../store/keys.ts';
import { readTags } from '../store/message-tags.ts';
import { confirmMessage, type MessageFact } from '../store/messages.ts';
import { noteSoftBounce } from '../store/soft-bounces.ts';
import type { World } from '../world.ts';
import { type DeliveryEvent, instantOf, notSpam, onSuppressionList } from './delivery-event.ts';
import { isOpenedByHer, recordMessageEvent } from './record-message-event.ts';

/**
 * What each type says of the message: that SES took it, and what became of it then. Not `Send`: to look after that too, when a
 * Delivery or a Bounce will follow, would cost as much again.
 */
const facts: Record<string, MessageFact | null> = {
  ...{ Delivery: null, DeliveryDelay: null, Open: null, Click: null, Subscription: null },
  Bounce: 'bouncedAt',
  Complaint: 'complainedAt',
  Reject: 'rejectedAt',
  'Rendering Failure': 'rejectedAt',
};
/** Why a mail system refuses one message; the address may be as good as any. */
const ofTheMessage = new Set(['ContentRejected', 'AttachmentRejected', 'MessageTooLarge']);

/**
 * What the provider tells of a message: that it took it resolves an `unknown`; a hard bounce, a complaint, or soft bounces on
 * three days of a month end all further messages to that address, whoever else has it. What somebody waits for becomes an
 * activity of hers. Events repeat and come in any order; mail that others sent through this account is left alone.
 */
export async function recordDelivery(world: World, event: DeliveryEvent): Promise<'recorded' | 'not-ours'> {
  const tagged = readTags((name) => event.mail.tags[name]?.[0]);
  if (!tagged) return 'not-ours';
  const { cid, sk } = tagged;
  // A mail that asked her to confirm counts only where it ends further mail.
  const isMessage = !sk.startsWith(confirmationPrefix);
  if (isMessage && !sk.startsWith(messagePrefix)) return 'not-ours';
  const [at, fact] = [world.now(), factOf(world, event)];
  if (isMessage && fact !== undefined) await confirmMessage(world, { cid, sk, fact: fact ?? undefined }, at);
  const [address] = event.mail.destination;
  const reason = reasonOf(event) ?? ((await isSoftOnceMore(world, event, at)) ? 'soft-bounces' : undefined);
  // Of the address that it was sent to: she may have another one by now, and who complained at a mistyped one was never her.
  if (reason && address === undefined) await suppress(world, cid, { channel: 'email', reason, at });
  if (reason && address !== undefined) await suppressAddress(world, { channel: 'email', address, reason, at, also: cid });
  if (isMessage) await recordMessageEvent(world, event, { cid, sk });
  return 'recorded';
}

function factOf(world: World, event: DeliveryEvent): MessageFact | null | undefined {
  const { eventType, complaint } = event;
  if (eventType === 'Open' && isOpenedByHer(world, event)) return 'openedAt';
  if (complaint?.complaintFeedbackType === notSpam) return null;
  // She complained of an earlier message, and SES has not sent this one.
  return complaint?.complaintSubType === onSuppressionList ? 'rejectedAt' : facts[eventType];
}

function reasonOf({ eventType, bounce, complaint, subscription }: DeliveryEvent): 'complaint' | 'hard-bounce' | 'unsubscribed' | undefined {
  if (eventType === 'Complaint') return complaint?.complaintFeedbackType === notSpam ? undefined : 'complaint';
  if (eventType === 'Bounce') return bounce?.bounceType === 'Permanent' ? 'hard-bounce' : undefined;
  if (eventType !== 'Subscription') return undefined;
  // We keep no contact lists in SES, so its topics are none of ours: who says no to one on a page of Amazon's means us.
  const { unsubscribeAll, topicSubscriptionStatus } = subscription?.newTopicPreferences ?? {};
  const left = topicSubscriptionStatus?.some(({ subscriptionStatus }) => subscriptionStatus === 'OptOut');
  return unsubscribeAll || left ? 'unsubscribed' : undefined;
}

/**
 * Counts a bounce of an address that may work another day; resolves to whether it was one too many. Only what a mail system
 * reports as failed: an answering machine bounces too, as `General` and without a status.
 */
async function isSoftOnceMore(world: World, { eventType, bounce, mail }: DeliveryEvent, now: Instant): Promise<boolean> {
  const [address] = mail.destination;
  if (eventType !== 'Bounce' || !bounce || bounce.bounceType === 'Permanent' || address === undefined) return false;
  const failed = bounce.bouncedRecipients.some(({ action, status }) => action === 'failed' || /^[45]\./.test(status ?? ''));
  if (!failed || ofTheMessage.has(bounce.bounceSubType ?? '')) return false;
  return noteSoftBounce(world, { channel: 'email', address, at: Math.min(instantOf(bounce.timestamp) ?? now, now) });
}
