import { minute } from '../core/time.ts';
import type { World } from '../world.ts';
import { type Outcome, recordOutcome } from './record-outcome.ts';
import type { SendContext } from './send-context.ts';

/** So often what the provider refused is put back; then it is held, where all copies of one message are one again. */
export const mostRefusals = 3;

/** Each time for twice as long. */
export function secondsAfterRefusal(refused: number): number {
  return Math.min(2 ** refused, 900);
}

/** Holds a message that the provider refused too often, and says why: it may be the rate, or an account that a person must look at. */
export function holdRefused(world: World, context: SendContext, why: string): Promise<Outcome> {
  return recordOutcome(world, context, { state: 'held', reason: 'throttled', detail: why, dueAt: world.now() + minute });
}
