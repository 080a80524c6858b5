import { type Chunk, isOvertaken } from '../store/chunks.ts';
import { recordUnreadable } from '../store/messages.ts';
import type { World } from '../world.ts';
import type { Attempt } from './attempt-send.ts';
import { isDealtWith, loadMember, recordKeyOf } from './load-member.ts';
import { prepareSend } from './prepare-send.ts';
import { recordOutcome, settleHollow } from './record-outcome.ts';
import type { Candidate } from './take-slots.ts';

/** `nonce` names this attempt and no other; `isPoison` says of a failure whether it would fail again. */
export interface AttemptRules {
  nonce: string;
  isPoison: (error: unknown) => boolean;
}

/** One recipient of a chunk who is not to be sent to, or not by this attempt. */
export type MemberAttempt = Attempt & { member: number };

/** Reads one recipient and decides about her: ready, or settled and recorded, or to be tried again. */
export async function lookAtMember(
  world: World,
  chunk: Chunk,
  { member, nonce, isPoison }: AttemptRules & { member: number },
): Promise<Candidate | MemberAttempt> {
  try {
    const found = await loadMember(world, chunk, member);
    // What may go round twice ends where the other has ended: decided anew, it could go out after the books were closed on it.
    if (!found || (isOvertaken(chunk, world.now()) && (await isDealtWith(world, found.intent))))
      return { member, called: false, outcome: { state: 'suppressed', reason: 'settled-before' } };
    const { intent, loaded } = found;
    if (!loaded) {
      return { member, called: false, outcome: await settleHollow(world, intent) };
    }
    // One message may stand twice in a chunk: the one must not take the other's claim for its own.
    const prepared = await prepareSend(world, loaded.context, { contact: loaded.contact, nonce: `${nonce}.${member}` });
    if ('context' in prepared) return { member, ready: prepared };
    return { member, called: false, outcome: await recordOutcome(world, loaded.context, prepared.record) };
  } catch (error) {
    return settlePoison(world, chunk, { attempt: { member, called: false, error }, isPoison });
  }
}

/** What would fail however often it is tried is recorded as failed: else its run would stay open for ever. */
export async function settlePoison(
  world: World,
  chunk: Chunk,
  { attempt, isPoison }: { attempt: MemberAttempt; isPoison: AttemptRules['isPoison'] },
): Promise<MemberAttempt> {
  if (!('error' in attempt) || attempt.called || !isPoison(attempt.error)) return attempt;
  try {
    await recordUnreadable(world, await recordKeyOf(world, chunk, attempt.member), world.now());
    return { member: attempt.member, called: false, outcome: { state: 'failed', reason: 'cannot-send' } };
  } catch {
    // The chunk as a whole points at nothing.
    return attempt;
  }
}
