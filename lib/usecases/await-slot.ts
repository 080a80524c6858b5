import type { Admission } from '../core/admit.ts';
import { retryAt } from '../core/eligibility.ts';
import { lateness, secondOf } from '../core/pacing.ts';
import { minute } from '../core/time.ts';
import type { PacedTask } from '../store/paced-tasks.ts';
import { slowDown } from '../store/permits.ts';
import { putTaskBack } from '../store/put-back.ts';
import type { World } from '../world.ts';
import { partsOf } from './draft-message.ts';
import type { Asking } from './gather-slots.ts';
import type { Ready } from './prepare-send.ts';
import { type Outcome, recordOutcome } from './record-outcome.ts';

/** `later`: it is back in the queue, for the second of its slot. */
export type Delivered = Pick<Outcome, 'reason' | 'detail'> & { state: Outcome['state'] | 'later' };

/** A triggered message and its place in the rate. */
export interface Turn {
  task: PacedTask;
  ask: (asking: Asking) => Promise<Admission>;
}

/** The day's quota frees by and by: so often it is asked again. */
const quotaAsked = 15 * minute;
/** So often what the provider refused is put back, each time for twice as long; then it is held. */
const mostRefusals = 3;

/** Nothing when its slot is now. One that would come when the message is no longer valid is not waited for. */
export async function waitsForSlot(world: World, { context, composed }: Ready, { task, ask }: Turn): Promise<Delivered | undefined> {
  const { permit, turn, ...rest } = task;
  const { message } = context.intent;
  const present = secondOf(world.now());
  if (permit !== undefined && present - permit <= lateness) return undefined;
  const { channel } = composed;
  const slot = await ask({ channel, message, parts: partsOf(composed), ...(turn !== undefined && { turn }) });
  if (slot === 'quota') {
    const dueAt = retryAt(world.now(), quotaAsked, message.expiresAt);
    return recordOutcome(
      world,
      context,
      dueAt === Infinity ? { state: 'suppressed', reason: 'quota' } : { state: 'held', reason: 'quota', dueAt },
    );
  }
  const second = 'permit' in slot ? slot.permit : slot.turn;
  if ('permit' in slot && second <= secondOf(world.now())) return undefined;
  if (second * 1000 >= message.expiresAt) return recordOutcome(world, context, { state: 'suppressed', reason: 'too-late' });
  return putTaskBack(world, { ...rest, ...slot }, second - present);
}

/** Others go slower. It takes another slot, or is held, where all copies of one message are one again. */
export async function afterRefusal(world: World, { context, composed }: Ready, { paced, refused = 0 }: PacedTask): Promise<Delivered> {
  await slowDown(world, composed.channel);
  if (refused >= mostRefusals) return recordOutcome(world, context, { state: 'held', reason: 'throttled', dueAt: world.now() + minute });
  const turn = secondOf(world.now()) + 2 ** refused;
  return putTaskBack(world, { paced, turn, refused: refused + 1 }, 2 ** refused);
}
