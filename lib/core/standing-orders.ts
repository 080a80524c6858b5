import type { Instant } from './time.ts';

/** `rapport pause`, `resume` and `cancel`; both instants are absent when nothing was ordered. */
export interface StandingOrders {
  /** Messages wait, runs do not start. */
  pausedAt?: Instant;
  /** What was planned or entered before it is dropped. */
  cancelledAt?: Instant;
}

/** When a journey began as far as orders are concerned: a run that is due for her later has begun with its start. */
export function beganAt({ enteredAt, runStartedAt = enteredAt }: { enteredAt: Instant; runStartedAt?: Instant }): Instant {
  return Math.min(enteredAt, runStartedAt);
}

/** Whether what began at an instant was cancelled since. */
export function wasCancelled({ cancelledAt }: StandingOrders, began: Instant): boolean {
  return cancelledAt !== undefined && began <= cancelledAt;
}
