import { InvalidInputError } from '../core/invalid-input.ts';
import { minute } from '../core/time.ts';
import { type Intent, loadIntent, type SendTask } from '../store/intents.ts';
import { recordUnreadable } from '../store/messages.ts';
import type { World } from '../world.ts';
import { type Outcome, recordOutcome } from './attempt-send.ts';
import { loadSendContext } from './load-send-context.ts';
import type { AttemptRules } from './look-at-member.ts';
import { prepareSend } from './prepare-send.ts';
import { sendPrepared } from './send-prepared.ts';

/**
 * One message, decided in this moment: eligibility on a strongly read contact → render → budget → claim → one call → record.
 * `nonce` names this attempt and no other. A message that was claimed before is never sent again, whatever became of it.
 * Rejects when it must be tried later: while another attempt is under way, or when a table fails.
 */
export async function sendMessage(world: World, task: SendTask, nonce: string): Promise<Pick<Outcome, 'state' | 'reason' | 'detail'>> {
  const intent = await loadIntent(world, task);
  if (!intent) return { state: 'suppressed', reason: 'settled-before' };
  const { state, reason, detail } = await send(world, intent, nonce);
  return { state, ...(reason && { reason }), ...(detail && { detail }) };
}

/** As above. A held one that would fail however often it is tried is recorded as failed: the sweep would hand it on each minute. */
export async function sendOrFail(world: World, task: SendTask, { nonce, isPoison }: AttemptRules): ReturnType<typeof sendMessage> {
  try {
    return await sendMessage(world, task, nonce);
  } catch (error) {
    if ('held' in task && isPoison(error)) await recordUnreadable(world, { cid: task.cid, sk: task.held }, world.now());
    throw error;
  }
}

async function send(world: World, intent: Intent, nonce: string): Promise<Outcome> {
  try {
    const { context, contact } = await loadSendContext(world, intent);
    const prepared = await prepareSend(world, context, { contact, nonce });
    if ('record' in prepared) return await recordOutcome(world, context, prepared.record);
    const [attempt] = await sendPrepared(world, [prepared], nonce);
    if (attempt && 'outcome' in attempt) return attempt.outcome;
    if (attempt && 'error' in attempt) throw attempt.error;
    return await recordOutcome(world, context, { state: 'held', reason: 'throttled', dueAt: world.now() + minute });
  } catch (error) {
    if (!(error instanceof InvalidInputError)) throw error;
    // What it points at was never there: the books must close all the same.
    return recordOutcome(world, { intent }, { state: 'failed', reason: 'nothing-to-send' });
  }
}
