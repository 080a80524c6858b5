import { bulkRate, ofDay, type Rate, secondOf } from './pacing.ts';
import type { Instant } from './time.ts';

/** The line is kept so many seconds long: what stands in it cannot be called back. */
const lineLength = 120;

/**
 * How many recipients may be given to the sender now, so that it never runs dry and little of it is out of reach.
 * `tasks` wait in its queue; far more than the line holds means that nobody works on them.
 */
export function roomInLine(rate: Rate, tasks: number, now: Instant): number {
  const perSecond = bulkRate(rate, now) / rate.share;
  const ahead = Math.max(0, rate.line.second - secondOf(now));
  // In line a task holds the recipients of one second, or 25 of them.
  const inLine = lineLength * Math.ceil(perSecond / 25);
  return tasks > 2 * inLine ? 0 : Math.max(0, Math.floor((lineLength - ahead) * perSecond));
}

/** How many more recipients the provider's day has room for: who waits in line already will need some of it. */
export function roomToday(rate: Rate, now: Instant): number {
  const inLine = Math.max(0, rate.line.second - secondOf(now)) * bulkRate(rate, now);
  return Math.max(0, Math.floor((ofDay(rate) - inLine) / rate.share));
}
