import { busyFrom, type Rate } from './pacing.ts';
import { type Instant, minute } from './time.ts';

/** Refusals come in crowds: what follows from one of them stands for so long. */
export const heeded = 10_000;

/** The same rate, slower for a minute: the provider refused a message as one too many. Next time it is asked what it takes now. */
export function slowedDown(rate: Rate, now: Instant): Rate {
  if (now < rate.slowUntil - minute + heeded) return rate;
  return { ...rate, slowUntil: now + minute, at: 0, busy: busyFrom(rate, now) };
}
