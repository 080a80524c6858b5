import type { Claim } from '../core/contact.ts';
import { minute } from '../core/time.ts';
import { loadStanding, type MessageRecord } from '../store/messages.ts';
import type { World } from '../world.ts';
import type { SendContext } from './send-context.ts';

/** Longer than a function may run: a claim that is older and has no outcome was made by an attempt that died. */
const attemptTakes = 2 * minute;

/** An attempt that died may have had its call accepted: `unknown`, and never a resend. One that is under way is waited for. */
export async function claimedBefore(
  world: World,
  { intent }: SendContext,
  standing: Claim,
): Promise<{ record: Omit<MessageRecord, 'at'> }> {
  const known = (await loadStanding(world, intent.cid, intent.message))?.state;
  // What was not sent gave its claim back: while one stands, "suppressed" and "failed" are the word of another copy.
  const settled = known === 'unknown' || known === 'sent';
  if (!settled && world.now() - standing.at < attemptTakes)
    throw new Error(`message ${intent.message.id} is being sent by another attempt`);
  return { record: settled ? { state: known } : { state: 'unknown', reason: 'interrupted' } };
}
