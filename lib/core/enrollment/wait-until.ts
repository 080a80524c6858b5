import { instantFrom } from '../audience/compare.ts';
import { firstValue } from '../audience/paths.ts';
import { bestHourOf } from '../scoring/best-hour.ts';
import { addToDate, atLocal, type Instant, isDate, minuteOfDay, nextLocalTime, subtractDuration } from '../time.ts';
import type { Enrollment } from './enrollment.ts';
import type { WaitUntilNode } from './node.ts';
import type { LiveCampaign } from './program.ts';
import { type Situation, subjectOf } from './situation.ts';

/** Who waits: she came to the step at `at`. */
interface Waiter {
  situation: Situation;
  campaign: LiveCampaign;
  enrollment: Enrollment;
  zone: string;
  at: Instant;
  now: Instant;
}

/** What a message may be late for its date without a time: nine in the morning. */
const morning = 540;

/** When a `waitUntil` ends, which may be past; undefined when it is a date of hers that is not known. */
export function untilOf({ until }: WaitUntilNode, waiter: Waiter): Instant | undefined {
  const { situation, campaign, enrollment, zone, at, now } = waiter;
  if (until === 'best hour') return bestHour(waiter);
  if ('minutes' in until) return nextLocalTime(at, until, zone);
  const value = firstValue(until.read(subjectOf(situation, campaign, enrollment), now));
  const before = until.before ?? { months: 0, days: 0, ms: 0 };
  if (isDate(value)) return atLocal(addToDate(value, before, -1), morning, zone) - before.ms;
  const found = instantFrom(value, zone);
  return found === undefined ? undefined : subtractDuration(found, before, zone);
}

/** At once where no hour is better than another, and within the best one; else within a day. */
function bestHour({ situation, zone, at }: Waiter): Instant {
  const best = bestHourOf(situation.profile, situation.shop, { zone, now: at });
  if (best === undefined || Math.floor(minuteOfDay(at, zone) / 60) === best) return at;
  return nextLocalTime(at, { minutes: best * 60, weekdays: [] }, zone);
}
