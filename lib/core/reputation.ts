import { hour, type Instant } from './time.ts';

/** Some time of e-mail, as the provider counts it. */
export interface MailCounts {
  at: Instant;
  attempts: number;
  bounces: number;
  complaints: number;
}

/** Looked at together: so long. */
const window = 24 * hour;

/**
 * Bulk mail stops at these shares: before 5 % and .1 %, where the provider puts an account under review.
 * https://docs.aws.amazon.com/ses/latest/dg/reputation-dashboard-messages.html
 * `atLeast`: a few do not stop a shop. Of 333 mails that bounce at a healthy 1 %, 10 or more bounce (3 %) in 3 of 1,000 cases;
 * of 3,750 at a healthy .02 %, 3 or more complain (.08 %) in 4 of 100 (Poisson with the means 3.3 and .75).
 */
const limits = {
  bounces: { share: 0.03, atLeast: 10, words: 'bounced' },
  complaints: { share: 0.0008, atLeast: 3, words: 'were complained about' },
} as const;

/**
 * Why bulk mail has to stop, as a person reads it; undefined when it need not. Counts what the provider tells of the last 24
 * hours, and only what began after `since`, when a person let it go on.
 */
export function stopReason(points: MailCounts[], { since = 0, now }: { since?: Instant; now: Instant }): string | undefined {
  const counted = points.filter(({ at }) => at >= since && at > now - window && at <= now);
  const sum = (name: 'attempts' | 'bounces' | 'complaints') => counted.reduce((total, point) => total + point[name], 0);
  const attempts = sum('attempts');
  const reasons = (['bounces', 'complaints'] as const).flatMap((name) => {
    const { share, atLeast, words } = limits[name];
    const count = sum(name);
    if (count < atLeast || count < share * attempts) return [];
    return [`${count} of ${attempts} ${words} (${percent(count / Math.max(1, attempts))}, the limit is ${percent(share)})`];
  });
  return reasons.length === 0 ? undefined : `in the last 24 hours ${reasons.join(' and ')}`;
}

function percent(share: number): string {
  return `${Number((100 * share).toFixed(2))} %`;
}
