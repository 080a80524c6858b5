import type { Enrollment, PlannedMessage } from '../enrollment/enrollment.ts';
import { runOccurrence } from '../run-occurrence.ts';
import type { Instant } from '../time.ts';
import { armPrefix, type Counts, heldOutPrefix, plusCounts, stepPrefix, type Tallied } from './counts.ts';

/** The record of one message, as far as it is counted. */
export interface CountedMessage {
  campaign: string;
  bucket: string;
  step: string;
  state: 'held' | 'suppressed' | 'failed' | 'unknown' | 'sent';
  reason?: string | undefined;
  channel?: 'email' | 'sms' | undefined;
  parts?: number | undefined;
  /** Millionths of the base currency. */
  cost?: number | undefined;
  /** The arms that she was in: split → arm. */
  arms?: { [split: string]: string } | undefined;
  bouncedAt?: Instant | undefined;
  rejectedAt?: Instant | undefined;
  complainedAt?: Instant | undefined;
  openedAt?: Instant | undefined;
  clickedAt?: Instant | undefined;
  respondedAt?: Instant | undefined;
}

/** The bucket of an entry and of its messages: the run that selected her, or the UTC day on which she entered, restarted or not. */
export function bucketOf({ run, enteredAt, measured }: Pick<Enrollment, 'run' | 'enteredAt' | 'measured'>): string {
  return run ?? utcDay(measured?.enteredAt ?? enteredAt);
}

const utcDay = (at: Instant): string => new Date(at).toISOString().slice(0, 10);

/** The arms that an enrollment came to: split → arm. */
export function armsOf({ steps }: Pick<Enrollment, 'steps'>): { [split: string]: string } {
  const arms = Object.entries(steps).map(([step, { arm }]) => [step, arm] as const);
  return Object.fromEntries(arms.flatMap(([step, arm]) => (typeof arm === 'string' ? [[step, arm]] : [])));
}

/** The bucket of a message of which nothing else is known: its run, or the UTC day on which it was planned. */
export function bucketInName(occurrence: string, plannedAt: Instant): string {
  return runOccurrence.test(occurrence) ? occurrence : utcDay(plannedAt);
}

/**
 * Where a message of an enrollment is counted, as far as its own name does not say so: the bucket of an entry on another day,
 * and her arms. Nothing when she was entered again since.
 */
export function placeOf(
  { id, plannedAt }: Pick<PlannedMessage, 'id' | 'plannedAt'>,
  enrollment: Enrollment,
): { bucket?: string; arms?: { [split: string]: string } } {
  if (!id.startsWith(`${enrollment.campaign}#${enrollment.occurrence}#`)) return {};
  const [bucket, arms] = [bucketOf(enrollment), armsOf(enrollment)];
  const named = bucketInName(enrollment.occurrence, plannedAt);
  return { ...(bucket !== named && { bucket }), ...(Object.keys(arms).length > 0 && { arms }) };
}

/** What the occurrence that stands in an enrollment adds to the counts. Earlier ones of the same item are not in it. */
export function countsOfEnrollment(enrollment: Enrollment): Tallied {
  const { campaign, status, steps, bought, measured: { goal } = enrollment } = enrollment;
  const revenue = bought?.revenue ?? 0;
  const window: Counts = {
    goals: goal !== null && goal.reachedAt !== null ? 1 : 0,
    orders: bought?.orders ?? 0,
    buyers: bought && bought.orders > 0 ? 1 : 0,
    revenue,
    revenueSquares: revenue * revenue,
    unpriced: bought?.unpriced ?? 0,
  };
  const tallied = (counts: Counts): Tallied => ({ campaign, bucket: bucketOf(enrollment), counts });
  if (status === 'held-out')
    return tallied({ heldOut: 1, targeted: 1, 'suppressed.held-out': 1, ...prefixed(heldOutPrefix, plusCounts({ entered: 1 }, window)) });
  const planned = Object.keys(steps).filter((step) => steps[step]?.plannedAt !== undefined);
  const own = plusCounts({ entered: 1, targeted: planned.length, ...rewardsIn(steps) }, window);
  const perStep = planned.map((step): Counts => ({ [`${stepPrefix(step)}targeted`]: 1 }));
  return tallied([...perStep, ...inArms(armsOf(enrollment), own)].reduce((sum, part) => plusCounts(sum, part), own));
}

/** What became of one message. What its provider and she told of it counts once it is known that it was sent. */
export function countsOfMessage(message: CountedMessage): Tallied {
  const { campaign, bucket, step, arms = {} } = message;
  const own = outcomeOf(message);
  const parts = [prefixed(stepPrefix(step), own), ...inArms(arms, own)];
  return { campaign, bucket, counts: parts.reduce((sum, part) => plusCounts(sum, part), own) };
}

function outcomeOf(message: CountedMessage): Counts {
  const { state, reason = 'no-reason', channel = 'email', parts = 0, cost } = message;
  if (state === 'unknown') return plusCounts({ unknown: 1, ...costs(cost) }, {});
  if (state !== 'sent') return { [`${state}.${reason}`]: 1 };
  const told = {
    bounced: message.bouncedAt,
    rejected: message.rejectedAt,
    complained: message.complainedAt,
    opened: message.openedAt,
    clicked: message.clickedAt,
    responded: message.respondedAt,
  };
  const known = Object.entries(told).map(([name, at]): [string, number] => [name, at === undefined ? 0 : 1]);
  return plusCounts({ [`sent.${channel}`]: 1, parts, ...costs(cost), ...Object.fromEntries(known) }, {});
}

/** Of what was sent, or may have been. */
function costs(cost: number | undefined): Counts {
  return cost === undefined ? { uncosted: 1 } : { cost };
}

/** What its reward steps granted: points, and codes by their pool. */
function rewardsIn(steps: Enrollment['steps']): Counts {
  const granted = Object.values(steps).filter(({ grantedAt }) => grantedAt !== undefined);
  const each = granted.map(({ points, pool }): Counts => (typeof points === 'number' ? { points } : { [`coupons.${pool}`]: 1 }));
  return each.reduce((sum, part) => plusCounts(sum, part), {});
}

function inArms(arms: { [split: string]: string }, counts: Counts): Counts[] {
  return Object.entries(arms).map(([split, arm]) => prefixed(armPrefix(split, arm), counts));
}

function prefixed(prefix: string, counts: Counts): Counts {
  return Object.fromEntries(Object.entries(counts).map(([name, n]) => [prefix + name, n]));
}

/** What one item counts, and what makes it this one: another occurrence takes the place of the one before, and does not undo it. */
export interface Counted extends Tallied {
  occurrence: string;
}

/** What a change of one item adds: to what was counted (`n`), and to what was counted of items that are gone. */
export interface Change {
  campaign: string;
  bucket: string;
  n: Counts;
  gone: Counts;
}

/**
 * From the item as it was to the item as it is; undefined = it is not there. So the sum over all changes of an item is what
 * it counts as it stands, and what its earlier occurrences counted is both in `n` and in `gone`.
 */
export function changeOf(before: Counted | undefined, after: Counted | undefined): Change[] {
  const replaced = before !== undefined && before.occurrence !== after?.occurrence;
  const none: Counts = {};
  const changes: Change[] = [];
  if (before)
    changes.push({ ...nameOf(before), n: replaced ? none : plusCounts(none, before.counts, -1), gone: replaced ? before.counts : none });
  if (after) changes.push({ ...nameOf(after), n: after.counts, gone: none });
  return sumOf(changes).filter(({ n, gone }) => Object.keys(n).length + Object.keys(gone).length > 0);
}

const nameOf = ({ campaign, bucket }: Tallied) => ({ campaign, bucket });

/** One change for each campaign and bucket. */
export function sumOf(changes: readonly Change[]): Change[] {
  const sums = new Map<string, Change>();
  for (const { campaign, bucket, n, gone } of changes) {
    const name = `${campaign}#${bucket}`;
    const before = sums.get(name) ?? { n: {}, gone: {} };
    sums.set(name, { campaign, bucket, n: plusCounts(before.n, n), gone: plusCounts(before.gone, gone) });
  }
  return [...sums.values()];
}
