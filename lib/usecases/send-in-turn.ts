import type { Channel } from '../core/enrollment/enrollment.ts';
import { secondOf } from '../core/pacing.ts';
import type { Pace } from '../store/paced-tasks.ts';
import { slowDown } from '../store/permits.ts';
import { putTaskBack } from '../store/put-back.ts';
import type { World } from '../world.ts';
import { secondsAfterRefusal } from './after-refusal.ts';
import { findSlot } from './await-slot.ts';
import type { SlotGatherer } from './gather-slots.ts';
import { OneTooManyError } from './one-too-many-error.ts';
import { quotaAsked } from './quota-used-up.ts';

/** Nobody holds what is no message of a campaign: it is put back so often, for half an hour; then the queue decides about it. */
const mostRefusals = 10;

/**
 * Sends what is no message of a campaign in its place of the rate, or puts its task back into the queue until then. `parts`:
 * what it counts for; of several mails the first stands for all. `isSwept`: when it is refused the sweep hands it on again.
 */
export async function sendInTurn<Result>(
  world: World,
  { permit, turn, refused = 0, ...task }: Pace,
  {
    slots,
    send,
    ...asking
  }: { slots: SlotGatherer; channel: Channel; parts: number; priority: number; isSwept?: boolean; send: () => Promise<Result> },
): Promise<Result | { state: 'later' }> {
  const { channel, parts, priority, isSwept } = asking;
  const present = secondOf(world.now());
  const counted = { ...task, ...(refused > 0 && { refused }) };
  const message = { priority, plannedAt: world.now() };
  const slot = await slots.among((ask) => findSlot(world, { permit, turn }, { ask, channel, parts, message }));
  if (slot === 'quota') return putTaskBack(world, counted, quotaAsked / 1000);
  if (slot) return putTaskBack(world, { ...counted, ...slot }, ('permit' in slot ? slot.permit : slot.turn) - present);
  try {
    return await send();
  } catch (error) {
    if (!(error instanceof OneTooManyError)) throw error;
    await slowDown(world, channel);
    if (isSwept || refused >= mostRefusals) throw error;
    const seconds = secondsAfterRefusal(refused);
    return putTaskBack(world, { ...task, turn: present + seconds, refused: refused + 1 }, seconds);
  }
}
