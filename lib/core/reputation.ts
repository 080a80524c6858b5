import { day, type Instant } from './time.ts';

/** Some time of e-mail, as the provider counts it. */
export interface MailCounts {
  at: Instant;
  attempts: number;
  bounces: number;
  complaints: number;
}

/** Bounces come within hours: so long is looked at together. */
const window = day;

/**
 * Bulk mail stops at these shares: before 5 % and .1 %, where the provider puts an account under review.
 * https://docs.aws.amazon.com/ses/latest/dg/reputation-dashboard-messages.html
 * `atLeast`: a few do not stop a shop. Of 333 mails that bounce at a healthy 1 %, 10 or more bounce (3 %) in 3 of 1,000 cases;
 * of 3,750 at a healthy .02 %, 3 or more complain (.08 %) in 4 of 100 (Poisson with the means 3.3 and .75).
 */
const limits = {
  bounces: { share: 0.03, atLeast: 10 },
  complaints: { share: 0.0008, atLeast: 3 },
} as const;

/** Complaints that stop are as many of at least so much mail: with less the share says nothing. */
const leastMail = limits.complaints.atLeast / limits.complaints.share;

/**
 * Why bulk mail has to stop, as a person reads it; undefined when it need not. Counts what the provider tells, and of bounces
 * and complaints only what began after `since`, when a person let it go on.
 *
 * A complaint comes hours or days after its mail, and the provider does not tell of which mail it is: those about the large
 * mail of last week must not be divided by the few mails of today. So all that it tells counts (two weeks), each day before
 * today half as much as the one after it: mails and complaints alike. The provider too looks at no fixed time but at a
 * "representative volume": https://docs.aws.amazon.com/ses/latest/dg/faqs-enforcement.html
 */
export function stopReason(points: MailCounts[], { since = 0, now }: { since?: Instant; now: Instant }): string | undefined {
  const past = points.filter(({ at }) => at <= now);
  const today = past.filter(({ at }) => at >= since && at > now - window);
  const bounced = sum(today, ({ bounces }) => bounces);
  const attempts = sum(today, (point) => point.attempts);
  const weight = ({ at }: MailCounts) => 2 ** -Math.floor((now - at) / day);
  const complained = sum(past, (point) => (point.at >= since ? weight(point) * point.complaints : 0));
  const mail = Math.max(
    leastMail,
    sum(past, (point) => weight(point) * point.attempts),
  );
  const reasons: string[] = [];
  if (bounced >= limits.bounces.atLeast && bounced >= limits.bounces.share * attempts)
    reasons.push(
      `${bounced} of ${attempts} bounced (${percent(bounced / Math.max(1, attempts))}, the limit is ${percent(limits.bounces.share)})`,
    );
  const complaints = sum(today, (point) => point.complaints);
  if (complaints >= limits.complaints.atLeast && complained >= limits.complaints.share * mail)
    reasons.push(
      `${complaints} complained (lately ${percent(complained / mail)} of the mail, the limit is ${percent(limits.complaints.share)})`,
    );
  return reasons.length === 0 ? undefined : `in the last 24 hours ${reasons.join(' and ')}`;
}

function sum(points: MailCounts[], of: (point: MailCounts) => number): number {
  return points.reduce((total, point) => total + of(point), 0);
}

function percent(share: number): string {
  return `${Number((100 * share).toFixed(2))} %`;
}
