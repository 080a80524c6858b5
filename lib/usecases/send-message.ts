import { InvalidInputError } from '../core/invalid-input.ts';
import { minute } from '../core/time.ts';
import { releaseClaim } from '../store/claims.ts';
import { loadContact } from '../store/contacts.ts';
import { type Intent, loadIntent, type SendTask } from '../store/intents.ts';
import { claimKey } from '../store/keys.ts';
import { type MessageRecord, recordMessage } from '../store/messages.ts';
import type { World } from '../world.ts';
import { type Claimed, claimSend } from './claim-send.ts';
import { loadSendContext } from './load-send-context.ts';

/** Somebody changed the contact between our read and our claim: so often it is decided anew. */
const tries = 10;

type Outcome = Pick<MessageRecord, 'state' | 'reason' | 'detail'>;

/**
 * One message, decided in this moment: eligibility on a strongly read contact → render → claim → one call → record.
 * `nonce` names this attempt and no other. A message that was claimed before is never sent again, whatever became of it.
 * Rejects when it must be tried later: while another attempt is under way, or when a table fails.
 */
export async function sendMessage(world: World, task: SendTask, nonce: string): Promise<Outcome> {
  const intent = await loadIntent(world, task);
  if (!intent) return { state: 'suppressed', reason: 'settled-before' };
  try {
    return settle(world, intent, await send(world, intent, nonce));
  } catch (error) {
    if (!(error instanceof InvalidInputError)) throw error;
    // What it points at was never there: the books must close all the same.
    return settle(world, intent, { state: 'failed', reason: 'nothing-to-send' });
  }
}

async function send(world: World, intent: Intent, nonce: string): Promise<Omit<MessageRecord, 'at'>> {
  const context = await loadSendContext(world, intent);
  let contact = await loadContact(world, intent.cid);
  for (let attempt = 0; attempt < tries; attempt++) {
    const step = await claimSend(world, context, { contact, nonce });
    if ('record' in step) return step.record;
    if ('composed' in step) return deliver(world, intent, step);
    contact = step.changed;
  }
  throw new Error(`the contact of ${intent.cid} changed ${tries} times while a message was decided`);
}

async function deliver(world: World, intent: Intent, { composed, claim }: Claimed): Promise<Omit<MessageRecord, 'at'>> {
  const sent = composed.channel === 'email' ? await world.sendEmail(composed.email) : await world.sendSms(composed.sms);
  const facts = { channel: composed.channel, language: composed.language, ...(composed.channel === 'sms' && { parts: composed.parts }) };
  if (sent.outcome === 'sent') return { state: 'sent', providerId: sent.providerId, ...facts };
  if (sent.outcome === 'unknown') return { state: 'unknown', reason: 'no-answer', ...facts };
  // Certainly not accepted: the claim would count against her caps.
  await releaseClaim(world, intent.cid, { key: claimKey(intent.message.id), claim });
  if (sent.outcome === 'throttled') return { state: 'held', reason: 'throttled', dueAt: world.now() + minute };
  return { state: 'failed', reason: 'rejected', ...facts };
}

async function settle(world: World, intent: Intent, record: Omit<MessageRecord, 'at'>): Promise<Outcome> {
  await recordMessage(world, intent, { ...record, at: world.now() });
  const { state, reason, detail } = record;
  return { state, ...(reason && { reason }), ...(detail && { detail }) };
}
