import { type Instant, startOfDay } from '../core/time.ts';
import { when } from './explain-timeline.ts';

/** The first instant of a UTC day. Throws a sentence where it has not come yet; `without` is what is told without --since. */
export function beginOf(date: string, { now, without }: { now: Instant; without: string }): Instant {
  const from = startOfDay(date, 'UTC');
  if (from <= now) return from;
  throw new Error(`--since ${date} is in the future, it is ${when(now)}: give a day that has come, or leave --since out for ${without}`);
}
