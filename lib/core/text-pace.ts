import type { Rate } from './pacing.ts';
import { heeded } from './slowed-down.ts';
import { day, type Instant } from './time.ts';

/** The provider tells nobody how many parts of texts it takes in a second: this many are tried where the settings tell nothing. */
const mostTexts = 20;

/** What was refused is not tried again for so long: some other program may have used the rate then. */
const remembered = 7 * day;

/** What was refused once is too fast by about so much. */
const below = 0.8;

/** The slowest that is tried. */
const fewest = 1;

/**
 * How fast texts may go. `told`: what the settings say of the senders; the slowest counts, for all send by one rate. Else it
 * is tried: after each look a little faster, and never as fast as what was refused lately.
 */
export function textQuota(
  known: Rate | undefined,
  { told, now }: { told: number[]; now: Instant },
): Pick<Rate, 'perSecond' | 'perDay' | 'sentInDay'> {
  const refused = known?.refused && now - known.refused.at < remembered ? known.refused.perSecond : Infinity;
  const tried = Math.min(mostTexts, (known?.perSecond ?? mostTexts) * 1.25, Math.max(fewest, below * refused));
  return { perSecond: told.length > 0 ? Math.min(...told) : tried, perDay: -1, sentInDay: 0 };
}

/** The rate of texts, after the provider refused one as one too many: half as fast. */
export function slowedTexts(rate: Rate, now: Instant): Rate {
  if (now < rate.slowUntil) return rate;
  const { perSecond } = rate;
  const slower = Math.max(Math.min(fewest, perSecond), perSecond / 2);
  return { ...rate, perSecond: slower, slowUntil: now + heeded, refused: { perSecond, at: now } };
}
