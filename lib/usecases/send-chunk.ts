import { secondOf } from '../core/pacing.ts';
import { type Chunk, sizeOf } from '../store/chunks.ts';
import { slowDown } from '../store/permits.ts';
import { putBack } from '../store/put-back.ts';
import type { World } from '../world.ts';
import { holdRefused, mostRefusals, secondsAfterRefusal } from './after-refusal.ts';
import { type AttemptRules, lookAtMember, settlePoison } from './look-at-member.ts';
import type { Outcome } from './record-outcome.ts';
import { sendPrepared } from './send-prepared.ts';
import { type Candidate, takeSlots } from './take-slots.ts';
import { takeTurns } from './take-turns.ts';

/** So often what failed is put back by itself, each time after so many seconds; then the queue decides about it. */
const mostTries = 4;
const triedAgainAfter = 30;

/**
 * Some recipients of a run. Who was not looked at yet gets a turn. In its turn each is read, decided and composed, all that
 * may go get slots of the provider's rate in one write, and those whose slot is now are claimed, sent to and recorded; the
 * others go back into the queue. What becomes of one recipient is hers alone. Rejects when nothing of it could be done.
 */
export async function sendChunk(world: World, chunk: Chunk, rules: AttemptRules): Promise<Outcome[]> {
  const present = secondOf(world.now());
  const all = Array.from({ length: sizeOf(chunk) }, (_, member) => member);
  const { turn, permit, tried = 0, refused = 0 } = chunk;
  const kept = { ...(tried > 0 && { tried }), ...(refused > 0 && { refused }) };
  if ((permit ?? turn ?? 0) > present) {
    await putBack(world, chunk, [{ ...kept, ...(turn !== undefined && { turn }), ...(permit !== undefined && { permit }), members: all }]);
    return [];
  }
  const turns = await takeTurns(world, chunk, all);
  const looked = await Promise.all(turns.now.map((member) => lookAtMember(world, chunk, { ...rules, member })));
  const candidates = looked.flatMap((one) => ('ready' in one ? [one] : []));
  const slots = await takeSlots(world, chunk, { candidates, looked: looked.length });
  const ready = slots.now.map((candidate) => candidate.ready);
  const attempts = await sendPrepared(world, ready, rules.nonce);
  const ofSlots = await Promise.all(
    attempts.map((attempt, index) =>
      settlePoison(world, chunk, { attempt: { ...attempt, member: slots.now[index]?.member ?? 0 }, isPoison: rules.isPoison }),
    ),
  );
  const results = [...looked, ...ofSlots];

  const why = new Map(results.flatMap((one) => ('throttled' in one ? [[one.member, one.throttled]] : [])));
  const throttled = [...why.keys()];
  const held = await heedRefusals(world, {
    over: refused >= mostRefusals,
    refused: slots.now.filter((one) => why.has(one.member)),
    why,
  });
  const failed = results.flatMap((one) => ('error' in one ? [one] : []));
  if (failed.length > 0 && (failed.length === all.length || tried >= mostTries)) throw failed[0]?.error;
  await putBack(world, chunk, [
    ...turns.later,
    ...slots.later.map((part) => ({ ...kept, ...part })),
    { ...kept, members: held.length > 0 ? [] : throttled, turn: present + secondsAfterRefusal(refused), refused: refused + 1 },
    { ...kept, members: failed.map(({ member }) => member), turn: present + triedAgainAfter, tried: tried + 1 },
  ]);
  return [...slots.held, ...held, ...results.flatMap((one) => ('outcome' in one ? one.outcome : []))];
}

/** Others go slower. `over`: those who were refused too often are held. */
async function heedRefusals(
  world: World,
  { over, refused, why }: { over: boolean; refused: Candidate[]; why: Map<number, string> },
): Promise<Outcome[]> {
  for (const channel of new Set(refused.map(({ ready }) => ready.composed.channel))) await slowDown(world, channel);
  if (!over) return [];
  return Promise.all(refused.map(({ ready, member }) => holdRefused(world, ready.context, why.get(member) ?? '')));
}
