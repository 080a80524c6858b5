import { retryAt } from '../core/eligibility.ts';
import { minute } from '../core/time.ts';
import type { World } from '../world.ts';
import { type Outcome, recordOutcome } from './record-outcome.ts';
import type { SendContext } from './send-context.ts';

/** The provider's day frees by and by: so often it is asked again. */
export const quotaAsked = 15 * minute;

/** Holds a message for which the provider's day has no room, or drops it when that comes too late. */
export function holdForQuota(world: World, context: SendContext): Promise<Outcome> {
  const dueAt = retryAt(world.now(), quotaAsked, context.intent.message.expiresAt);
  return recordOutcome(
    world,
    context,
    dueAt === Infinity ? { state: 'suppressed', reason: 'quota' } : { state: 'held', reason: 'quota', dueAt },
  );
}
