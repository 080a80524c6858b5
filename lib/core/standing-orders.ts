import type { Instant } from './time.ts';

/** `rapport pause`, `resume` and `cancel`; both instants are absent when nothing was ordered. */
export interface StandingOrders {
  /** Messages wait, runs do not start. */
  pausedAt?: Instant;
  /** What was planned or entered before it is dropped. */
  cancelledAt?: Instant;
}

/** Whether what began at an instant was cancelled since. */
export function wasCancelled({ cancelledAt }: StandingOrders, began: Instant): boolean {
  return cancelledAt !== undefined && began <= cancelledAt;
}
