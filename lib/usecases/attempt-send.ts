import type { Claim } from '../core/contact.ts';
import type { Instant } from '../core/time.ts';
import { suppressAddress } from '../store/addresses.ts';
import { releaseClaim } from '../store/claims.ts';
import { claimKey } from '../store/keys.ts';
import type { World } from '../world.ts';
import { claimSend } from './claim-send.ts';
import { prepareSend, type Ready } from './prepare-send.ts';
import { costOf } from './price-of.ts';
import { type Outcome, recordOutcome } from './record-outcome.ts';

/** Somebody changed the contact between our read and our claim: so often it is decided anew. */
const tries = 10;
/** A decision, and then a claim, is used within so many milliseconds, or made anew: she may withdraw, her hours may end. */
const usedWithin = 5_000;

/**
 * `throttled`: the provider did not take it now, and why; it is not claimed any more, and nothing is recorded. `error`: to be
 * tried again. `called`: the provider may have taken it.
 */
export type Attempt = { called: boolean } & ({ outcome: Outcome } | { throttled: string } | { error: unknown });

/**
 * Claim → one call → record. Where the contact changed since it was decided, it is decided and composed anew; `fits` says
 * whether what it has become may still go, or what becomes of it.
 */
export async function attemptSend(world: World, ready: Ready, fits: (again: Ready) => Outcome | undefined): Promise<Attempt> {
  const { context, nonce } = ready;
  let current = ready;
  let called = false;
  const settle = async (outcome: Outcome): Promise<Attempt> => ({ called, outcome: await recordOutcome(world, context, outcome) });
  try {
    for (let attempt = 0; attempt < tries; attempt++) {
      const decided = isFresh(world, current, current.decidedAt);
      const claimed = decided ? await claimSend(world, current) : { changed: current.contact };
      if ('record' in claimed) return await settle(claimed.record);
      if ('claim' in claimed && !isFresh(world, current, claimed.claim.at)) {
        // The next claim finds the contact changed, and what came of that is decided anew.
        await releaseClaim(world, context.intent.cid, { key: claimKey(context.intent.message.id), claim: claimed.claim });
        continue;
      }
      if ('claim' in claimed) {
        called = true;
        const outcome = await deliver(world, current, claimed.claim);
        called = !('throttled' in outcome) && outcome.state !== 'failed';
        return 'throttled' in outcome ? { called, ...outcome } : await settle(outcome);
      }
      const again = await prepareSend(world, context, { contact: claimed.changed, nonce });
      const refused = 'record' in again ? again.record : fits(again);
      if (refused || 'record' in again) return await settle(refused ?? { state: 'failed', reason: 'cannot-compose' });
      current = again;
    }
    throw new Error(`the contact of ${context.intent.cid} changed ${tries} times while a message was decided`);
  } catch (error) {
    return { called, error };
  }
}

function isFresh(world: World, { until }: Ready, since: Instant): boolean {
  const now = world.now();
  return now < until && now - since < usedWithin;
}

async function deliver(world: World, ready: Ready, claim: Claim): Promise<Outcome | { throttled: string }> {
  const { composed, context, until } = ready;
  const { cid, message } = context.intent;
  // Later it would come too late, or at night: the carrier gives it up then.
  const timeToLive = Math.floor((until - world.now()) / 1000);
  const sent = composed.channel === 'email' ? await world.sendEmail(composed.email) : await world.sendSms({ ...composed.sms, timeToLive });
  const facts = { channel: composed.channel, language: composed.language, ...(composed.channel === 'sms' && { parts: composed.parts }) };
  const spent = { ...facts, ...costOf(ready) };
  if (sent.outcome === 'sent') return { state: 'sent', providerId: sent.providerId, ...spent };
  if (sent.outcome === 'unknown') return { state: 'unknown', reason: 'no-answer', ...spent };
  // Certainly not accepted: the claim would count against her caps.
  await releaseClaim(world, cid, { key: claimKey(message.id), claim });
  if ('optedOut' in sent && composed.channel === 'sms')
    await suppressAddress(world, { channel: 'sms', address: composed.sms.to, reason: 'stop', at: world.now(), also: cid });
  return sent.outcome === 'throttled' ? { throttled: sent.reason } : { state: 'failed', reason: 'rejected', detail: sent.reason, ...facts };
}
