import { claimReply, giveBackReply, type Reply } from '../store/replies.ts';
import type { World } from '../world.ts';

/**
 * Sends the one answer to a word of hers, past consent, suppression and quiet hours: she has just written. At most once: it
 * is claimed before the call, and what the provider may have taken is not sent again. Rejects when it must be tried later.
 */
export async function sendReply(world: World, reply: Reply): Promise<{ state: string; reason?: string }> {
  const { to, from, body, until } = reply;
  const left = Math.floor((until - world.now()) / 1000);
  if (left <= 0) return { state: 'dropped', reason: 'too-late' };
  const refused = await claimReply(world, reply);
  if (refused) return { state: 'dropped', reason: refused };
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
    throw new Error('a reply was refused as one too many');
  }
  return { state: outcome === 'rejected' ? 'failed' : outcome };
}
