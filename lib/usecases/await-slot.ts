import type { Admission } from '../core/admit.ts';
import { lateness, secondOf } from '../core/pacing.ts';
import { leaveUntil } from '../store/intents.ts';
import type { Pace, PacedTask } from '../store/paced-tasks.ts';
import { slowDown } from '../store/permits.ts';
import { putTaskBack } from '../store/put-back.ts';
import type { World } from '../world.ts';
import { holdRefused, mostRefusals, secondsAfterRefusal } from './after-refusal.ts';
import { partsOf } from './draft-message.ts';
import type { Asking } from './gather-slots.ts';
import type { Ready } from './prepare-send.ts';
import { holdForQuota } from './quota-used-up.ts';
import { type Outcome, recordOutcome } from './record-outcome.ts';

/** `later`: it is back in the queue, for the second of its slot. */
export type Delivered = Pick<Outcome, 'reason' | 'detail'> & { state: Outcome['state'] | 'later' };

/** A triggered message and its place in the rate. */
export interface Turn {
  task: PacedTask;
  ask: (asking: Asking) => Promise<Admission>;
}

/** Nothing when its slot is now. */
export async function findSlot(
  world: World,
  { permit, turn }: Pace,
  { ask, ...asking }: Asking & Pick<Turn, 'ask'>,
): Promise<Admission | undefined> {
  if (permit !== undefined && secondOf(world.now()) - permit <= lateness) return undefined;
  const slot = await ask({ ...asking, ...(turn !== undefined && { turn }) });
  return slot !== 'quota' && 'permit' in slot && slot.permit <= secondOf(world.now()) ? undefined : slot;
}

/** Nothing when its slot is now. One that would come when the message is no longer valid is not waited for. */
export async function waitsForSlot(world: World, { context, composed }: Ready, { task, ask }: Turn): Promise<Delivered | undefined> {
  const { message } = context.intent;
  const slot = await findSlot(world, task, { ask, channel: composed.channel, message, parts: partsOf(composed) });
  if (!slot) return undefined;
  if (slot === 'quota') return holdForQuota(world, context);
  const second = 'permit' in slot ? slot.permit : slot.turn;
  if (second * 1000 >= message.expiresAt) return recordOutcome(world, context, { state: 'suppressed', reason: 'too-late' });
  const { permit, turn, ...rest } = task;
  return comeBack(world, { ...rest, ...slot }, second);
}

/** Others go slower. It takes another slot, or is held. */
export async function afterRefusal(
  world: World,
  { context, composed }: Ready,
  { paced, refused = 0, why }: PacedTask & { why: string },
): Promise<Delivered> {
  await slowDown(world, composed.channel);
  if (refused >= mostRefusals) return holdRefused(world, context, why);
  const turn = secondOf(world.now()) + secondsAfterRefusal(refused);
  return comeBack(world, { paced, turn, refused: refused + 1 }, turn);
}

async function comeBack(world: World, task: PacedTask, second: number): Promise<Delivered> {
  await leaveUntil(world, task.paced, second);
  return putTaskBack(world, task, second - secondOf(world.now()));
}
