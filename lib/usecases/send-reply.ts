import { claimReply, giveBackReply, type Reply, whyNotToReply } from '../store/replies.ts';
import type { World } from '../world.ts';
import { OneTooManyError } from './one-too-many-error.ts';

/** A decision is used within so many milliseconds: she may write again. */
const usedWithin = 5_000;

/**
 * Sends the one answer to a word of hers, past consent, suppression and quiet hours: she has just written. At most once: it
 * is claimed before the call, and what the provider may have taken is not sent again. Rejects when it must be tried later.
 */
export async function sendReply(world: World, reply: Reply): Promise<{ state: string; reason?: string }> {
  const { to, from, body, until } = reply;
  const left = Math.floor((until - world.now()) / 1000);
  if (left <= 0) return { state: 'dropped', reason: 'too-late' };
  const since = world.now();
  const refused = (await whyNotToReply(world, reply)) ?? (await claimReply(world, reply));
  if (refused) return { state: 'dropped', reason: refused };
  if (world.now() - since >= usedWithin) {
    await giveBackReply(world, reply);
    throw new Error('a reply was decided too long ago');
  }
  const context = { 'rapport-reply': reply.id };
  const { outcome } = await world.sendSms({
    to,
    body,
    class: 'transactional',
    timeToLive: left,
    context,
    ...(from !== undefined && { from }),
  });
  if (outcome === 'throttled') {
    await giveBackReply(world, reply);
    throw new OneTooManyError('a reply was refused as one too many');
  }
  return { state: outcome === 'rejected' ? 'failed' : outcome };
}
