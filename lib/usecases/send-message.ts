import type { Claim, Contact } from '../core/contact.ts';
import { decideSend } from '../core/eligibility.ts';
import { localDate, minute } from '../core/time.ts';
import { claimMessage, loadContact, releaseClaim } from '../store/contacts.ts';
import { type Intent, loadIntent, type SendTask } from '../store/intents.ts';
import { claimKey } from '../store/keys.ts';
import { type MessageRecord, recordMessage } from '../store/messages.ts';
import type { World } from '../world.ts';
import { composeMessage } from './compose-message.ts';
import type { Composed } from './draft-message.ts';
import { loadSendContext, type SendContext } from './load-send-context.ts';

/** Somebody changed the contact between our read and our claim: so often it is decided anew. */
const tries = 5;

/**
 * One message, decided in this moment: eligibility on a strongly read contact → render → claim → one call → record.
 * `nonce` names this attempt. A message that was claimed before is never sent again, whatever became of it.
 */
export async function sendMessage(world: World, task: SendTask, nonce: string): Promise<Pick<MessageRecord, 'state' | 'reason'>> {
  const intent = await loadIntent(world, task);
  if (!intent) return { state: 'suppressed', reason: 'settled-before' };
  const context = await loadSendContext(world, intent);
  let contact = await loadContact(world, intent.cid);
  for (let attempt = 0; attempt < tries; attempt++) {
    const step = await decideAndClaim(world, context, { contact, nonce });
    if ('record' in step) return settle(world, intent, step.record);
    if ('composed' in step) return settle(world, intent, await deliver(world, intent, step));
    contact = step.contact;
  }
  throw new Error(`the contact of ${intent.cid} changed ${tries} times while a message was decided`);
}

type Step = { record: Omit<MessageRecord, 'at'> } | { composed: Composed; claim: Claim } | { contact: Contact };

async function decideAndClaim(
  world: World,
  context: SendContext,
  { contact, nonce }: { contact: Contact | undefined; nonce: string },
): Promise<Step> {
  const { message, cid } = context.intent;
  const now = world.now();
  // She was entered again meanwhile: what this message would say is gone.
  if (!message.id.startsWith(`${context.campaign.id}#${context.enrollment.occurrence}#`))
    return { record: { state: 'suppressed', reason: 'superseded' } };
  if (!contact) return { record: { state: 'suppressed', reason: 'no-address' } };
  const verdict = decideSend({ ...context, message, contact, now });
  if ('drop' in verdict) return { record: { state: 'suppressed', reason: verdict.drop } };
  if ('hold' in verdict) return { record: { state: 'held', reason: verdict.reason, dueAt: verdict.hold } };
  const composed = await composeMessage(world, context, { channel: verdict.send, contact, until: verdict.until });
  if ('failed' in composed) return { record: { state: 'failed', reason: composed.failed } };
  const { topic, priority, expiresAt } = message;
  const claim: Claim = { channel: verdict.send, topic, at: now, priority, nonce, expiresAt };
  const zone = contact.zone ?? context.brand.zone;
  const claimed = await claimMessage(world, { cid, contact, key: claimKey(message.id), claim, localDay: (at) => localDate(at, zone) });
  if (claimed === 'claimed') return { composed, claim };
  // Claimed before and no better record: an attempt that died, whose call may have been accepted. Never a resend.
  return claimed === 'taken' ? { record: { state: 'unknown', reason: 'interrupted' } } : { contact: claimed };
}

async function deliver(
  world: World,
  intent: Intent,
  { composed, claim }: { composed: Composed; claim: Claim },
): Promise<Omit<MessageRecord, 'at'>> {
  const sent = composed.channel === 'email' ? await world.sendEmail(composed.email) : await world.sendSms(composed.sms);
  const facts = { channel: composed.channel, language: composed.language, ...(composed.channel === 'sms' && { parts: composed.parts }) };
  if (sent.outcome === 'sent') return { state: 'sent', providerId: sent.providerId, ...facts };
  if (sent.outcome === 'unknown') return { state: 'unknown', reason: 'no-answer', ...facts };
  // Certainly not accepted: the claim would count against her caps.
  await releaseClaim(world, intent.cid, { key: claimKey(intent.message.id), claim });
  if (sent.outcome === 'throttled') return { state: 'held', reason: 'throttled', dueAt: world.now() + minute };
  return { state: 'failed', reason: 'rejected', ...facts };
}

async function settle(world: World, intent: Intent, record: Omit<MessageRecord, 'at'>): Promise<Pick<MessageRecord, 'state' | 'reason'>> {
  await recordMessage(world, intent, { ...record, at: world.now() });
  return { state: record.state, ...(record.reason && { reason: record.reason }) };
}
