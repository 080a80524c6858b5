import { InvalidInputError } from '../core/invalid-input.ts';
import { type Intent, loadIntent, type SendTask } from '../store/intents.ts';
import { recordUnreadable } from '../store/messages.ts';
import type { PacedTask } from '../store/paced-tasks.ts';
import type { World } from '../world.ts';
import { afterRefusal, type Delivered, type Turn, waitsForSlot } from './await-slot.ts';
import { gatherSlots, type SlotGatherer } from './gather-slots.ts';
import { loadSendContext } from './load-send-context.ts';
import type { AttemptRules } from './look-at-member.ts';
import { prepareSend } from './prepare-send.ts';
import { recordOutcome, settleHollow } from './record-outcome.ts';
import { sendPrepared } from './send-prepared.ts';

/**
 * One message, decided in this moment: eligibility on a strongly read contact → render → slot → budget → claim → one call →
 * record. `nonce` names this attempt and no other. A message that was claimed before is never sent again, whatever became of it.
 * Rejects when it must be tried later: while another attempt is under way, or when a table fails.
 */
export function sendMessage(world: World, task: SendTask, nonce: string): Promise<Delivered> {
  return sendPaced(world, { paced: task }, { nonce, slots: gatherSlots(world) });
}

/**
 * As above, for a task of the queue; those of one batch ask for their slots together. A held one that would fail however often
 * it is tried is recorded as failed: the sweep would hand it on each minute.
 */
export async function sendOrFail(
  world: World,
  task: PacedTask,
  { isPoison, ...attempt }: AttemptRules & { slots: SlotGatherer },
): Promise<Delivered> {
  try {
    return await sendPaced(world, task, attempt);
  } catch (error) {
    if ('held' in task.paced && isPoison(error)) await recordUnreadable(world, { cid: task.paced.cid, sk: task.paced.held }, world.now());
    throw error;
  }
}

async function sendPaced(world: World, task: PacedTask, { nonce, slots }: { nonce: string; slots: SlotGatherer }): Promise<Delivered> {
  return slots.among(async (ask) => {
    const intent = await loadIntent(world, task.paced, task.permit ?? task.turn);
    if (!intent) return { state: 'suppressed', reason: 'settled-before' };
    const { state, reason, detail } = await send(world, intent, { nonce, task, ask });
    return { state, ...(reason && { reason }), ...(detail && { detail }) };
  });
}

async function send(world: World, intent: Intent, { nonce, task, ask }: Turn & { nonce: string }): Promise<Delivered> {
  try {
    const { context, contact } = await loadSendContext(world, intent);
    const prepared = await prepareSend(world, context, { contact, nonce });
    if ('record' in prepared) return await recordOutcome(world, context, prepared.record);
    const waits = await waitsForSlot(world, prepared, { task, ask });
    if (waits) return waits;
    const [attempt] = await sendPrepared(world, [prepared], nonce);
    if (attempt && 'outcome' in attempt) return attempt.outcome;
    if (attempt && 'error' in attempt) throw attempt.error;
    return await afterRefusal(world, prepared, { ...task, why: attempt?.throttled ?? '' });
  } catch (error) {
    if (!(error instanceof InvalidInputError)) throw error;
    // What it points at was never there: the books must close all the same.
    return settleHollow(world, intent);
  }
}
