import { addDuration, day, durationOf, type Instant, startOfDay } from '../time.ts';

/**
 * When the goal window is over for everybody who entered in this bucket, in whatever zone. A run has the date of its own zone and
 * her window that of hers, so the dates on which it may have begun are up to two days off; months are counted from each.
 */
export function windowOverAt(bucket: string, within: string): Instant {
  const [start, duration] = [startOfDay(bucket.slice(0, 10), 'UTC'), durationOf(within)];
  const lasting = [-2, -1, 0, 1, 2].map((off) => start + off * day).map((from) => addDuration(from, duration, 'UTC') - from);
  return start + 2 * day + Math.max(...lasting);
}

export function isWindowOver(bucket: string, within: string, now: Instant): boolean {
  return windowOverAt(bucket, within) <= now;
}
