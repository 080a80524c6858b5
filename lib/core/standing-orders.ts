import type { Instant } from './time.ts';

/** `rapport pause`, `resume` and `cancel`; `restored`; and what the kill switch ordered; each instant is absent when that was not ordered. */
export interface StandingOrders {
  /** Messages wait, runs do not start. */
  pausedAt?: Instant;
  /** Bulk mail alone waits: too much of it bounced or was complained about. */
  bulkPausedAt?: Instant;
  /** Why, with the figures. */
  because?: string;
  /** A person let everything go on: what the provider counted before is forgiven. */
  resumedAt?: Instant;
  /** What was planned or entered before it is dropped. */
  cancelledAt?: Instant;
  /** The tables were taken back to an earlier state: what was planned before may have gone out in the time that they forgot. */
  restoredAt?: Instant;
}

/** When a journey began as far as orders are concerned: a run that is due for her later has begun with its start. */
export function beganAt({ enteredAt, runStartedAt = enteredAt }: { enteredAt: Instant; runStartedAt?: Instant }): Instant {
  return Math.min(enteredAt, runStartedAt);
}

/** Whether what began at an instant was cancelled since. */
export function wasCancelled({ cancelledAt }: StandingOrders, began: Instant): boolean {
  return cancelledAt !== undefined && began <= cancelledAt;
}

/** Whether a message, planned at an instant, is of the time before the tables were restored. */
export function isBeforeRestore({ restoredAt }: StandingOrders, plannedAt: Instant): boolean {
  return restoredAt !== undefined && plannedAt <= restoredAt;
}
