import { secondOf } from '../core/pacing.ts';
import { type Chunk, putBack, sizeOf } from '../store/chunks.ts';
import { slowDown } from '../store/permits.ts';
import type { World } from '../world.ts';
import { type Attempt, type Outcome, recordOutcome } from './attempt-send.ts';
import { prepareSend } from './claim-send.ts';
import { loadMember } from './load-member.ts';
import { sendPrepared } from './send-prepared.ts';
import { type Candidate, takeSlots, takeTurns } from './take-slots.ts';

/** So often what failed is put back by itself, each time after so many seconds; then the queue decides about it. */
const mostTries = 4;
const triedAgainAfter = 30;

/**
 * Some recipients of a run. Who was not looked at yet gets a turn. In its turn each is read, decided and composed, all that
 * may go get slots of the provider's rate in one write, and those whose slot is now are claimed, sent to and recorded; the
 * others go back into the queue. What becomes of one recipient is hers alone. Rejects when nothing of it could be done.
 */
export async function sendChunk(world: World, chunk: Chunk, nonce: string): Promise<Outcome[]> {
  const present = secondOf(world.now());
  const all = Array.from({ length: sizeOf(chunk) }, (_, member) => member);
  const { turn, permit, tried = 0 } = chunk;
  const paced = { ...(turn !== undefined && { turn }), ...(permit !== undefined && { permit }), ...(tried > 0 && { tried }) };
  if ((permit ?? turn ?? 0) > present) {
    await putBack(world, chunk, [{ ...paced, members: all }]);
    return [];
  }
  const turns = permit === undefined && turn === undefined ? await takeTurns(world, all) : { now: all, later: [] };
  const looked = await Promise.all(turns.now.map((member) => look(world, chunk, { member, nonce })));
  const candidates = looked.flatMap((one) => ('ready' in one ? [one] : []));
  const slots = await takeSlots(world, chunk, { candidates, looked: looked.length });
  const ready = slots.now.map((candidate) => candidate.ready);
  const attempts = await sendPrepared(world, ready, nonce);
  const results = [...looked, ...attempts.map((attempt, index) => ({ ...attempt, member: slots.now[index]?.member ?? 0 }))];

  const throttled = results.flatMap((one) => ('throttled' in one ? one.member : []));
  if (slots.now.some(({ member, ready: { composed } }) => composed.channel === 'email' && throttled.includes(member)))
    await slowDown(world);
  const failed = results.flatMap((one) => ('error' in one ? [one] : []));
  if (failed.length > 0 && (failed.length === all.length || tried >= mostTries)) throw failed[0]?.error;
  await putBack(world, chunk, [
    ...turns.later,
    ...slots.later,
    { members: throttled, turn: present + 1 },
    { members: failed.map(({ member }) => member), turn: present + triedAgainAfter, tried: tried + 1 },
  ]);
  return [...slots.held, ...results.flatMap((one) => ('outcome' in one ? one.outcome : []))];
}

/** Reads one recipient and decides about her: ready, or settled and recorded, or to be tried again. */
async function look(
  world: World,
  chunk: Chunk,
  { member, nonce }: { member: number; nonce: string },
): Promise<Candidate | (Attempt & { member: number })> {
  try {
    const found = await loadMember(world, chunk, member);
    if (!found) return { member, called: false, outcome: { state: 'suppressed', reason: 'settled-before' } };
    const { intent, loaded } = found;
    if (!loaded) {
      const outcome = await recordOutcome(world, { intent }, { state: 'failed', reason: 'nothing-to-send' });
      return { member, called: false, outcome };
    }
    const prepared = await prepareSend(world, loaded.context, { contact: loaded.contact, nonce });
    if ('context' in prepared) return { member, ready: prepared };
    return { member, called: false, outcome: await recordOutcome(world, loaded.context, prepared.record) };
  } catch (error) {
    return { member, called: false, error };
  }
}
