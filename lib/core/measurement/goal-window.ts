import { addDuration, day, durationOf, type Instant, startOfDay } from '../time.ts';

/** When the goal window is over for everybody who entered in this bucket. A day more, since a run has the date of its own zone. */
export function windowOverAt(bucket: string, within: string): Instant {
  return addDuration(startOfDay(bucket.slice(0, 10), 'UTC') + 2 * day, durationOf(within), 'UTC');
}

export function isWindowOver(bucket: string, within: string, now: Instant): boolean {
  return windowOverAt(bucket, within) <= now;
}
