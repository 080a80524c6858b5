import { claimAsked, loadAsked, settleAsked } from '../store/confirmation-mails.ts';
import { keys } from '../store/keys.ts';
import type { ConfirmationTask } from '../store/notices.ts';
import { ifMalformed } from '../templates/mime.ts';
import type { EmailMessage, World } from '../world.ts';
import { composeConfirmation } from './compose-confirmation.ts';
import { OneTooManyError } from './one-too-many-error.ts';

/** What became of a mail that asks her to confirm. */
export interface Confirmation {
  state: 'sent' | 'failed' | 'unknown' | 'dropped';
  reason?: string;
}

/** Somebody changed the contact between our read and our claim: so often it is decided anew. */
const tries = 5;
/** A decision is used within so many milliseconds, or made anew: she may withdraw. */
const usedWithin = 5_000;

/**
 * Sends the one mail of a double opt-in: read → compose → claim → one call → record. Consent, caps and quiet hours do not
 * hold for it: she has just asked. It is never sent twice; rejects only when the provider certainly did not take it now, and when
 * it cannot be composed for another reason than a malformed address.
 */
export async function sendConfirmation(world: World, task: ConfirmationTask): Promise<Confirmation> {
  const key = keys.relation(task.cid, task.sk);
  for (let attempt = 0; attempt < tries; attempt++) {
    const since = world.now();
    const loaded = await loadAsked(world, task);
    if ('reason' in loaded) {
      await settleAsked(world, key, [loaded.state === 'unknown' ? 'claimed' : 'asked', loaded.state]);
      return loaded;
    }
    const email = await composeConfirmation(world, task, loaded).catch(ifMalformed);
    const claimed = email ? await claimAsked(world, { ...task, ...loaded }) : 'malformed-address';
    if (claimed === 'changed') continue;
    if (!email || claimed !== 'claimed') {
      await settleAsked(world, key, ['asked', 'dropped']);
      return { state: 'dropped', reason: claimed };
    }
    if (world.now() - since < usedWithin) return deliver(world, task, email);
    await settleAsked(world, key, ['claimed', 'asked']);
  }
  throw new Error(`the contact of ${task.cid} changed ${tries} times while a confirmation was decided`);
}

async function deliver(world: World, { cid, sk }: ConfirmationTask, email: EmailMessage): Promise<Confirmation> {
  const sent = await world.sendEmail(email);
  const key = keys.relation(cid, sk);
  if (sent.outcome === 'throttled') {
    await settleAsked(world, key, ['claimed', 'asked']);
    throw new OneTooManyError(`a confirmation was refused as one too many: ${sent.reason}`);
  }
  const state = sent.outcome === 'rejected' ? 'failed' : sent.outcome;
  await settleAsked(world, key, ['claimed', state]);
  return { state, ...('reason' in sent && { reason: sent.reason }) };
}
