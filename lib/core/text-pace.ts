import type { Rate } from './pacing.ts';
import type { Instant } from './time.ts';

/** The provider tells nobody how many parts of texts it takes in a second: this many are tried. */
const mostTexts = 20;

/** Goes slower for this long at the least before a refusal makes it slower still: many are refused at once. */
const heeded = 10_000;

/** How fast texts are tried: after each look a little faster than what was not refused before. */
export function textQuota(known: Rate | undefined): Pick<Rate, 'perSecond' | 'perDay' | 'sentInDay'> {
  return { perSecond: Math.min(mostTexts, (known?.perSecond ?? mostTexts) * 1.25), perDay: -1, sentInDay: 0 };
}

/** The rate of texts, after the provider refused one as one too many: half as fast. */
export function slowedTexts(rate: Rate, now: Instant): Rate {
  return now < rate.slowUntil ? rate : { ...rate, perSecond: Math.max(1, rate.perSecond / 2), slowUntil: now + heeded };
}
