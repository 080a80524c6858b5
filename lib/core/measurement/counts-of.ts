import type { Enrollment, PlannedMessage, Window } from '../enrollment/enrollment.ts';
import { armsIn, armsOf } from '../enrollment/windows.ts';
import { runOccurrence } from '../run-occurrence.ts';
import type { Instant } from '../time.ts';
import {
  armPrefix,
  type Counts,
  firstPrefix,
  heldOutPrefix,
  plusCounts,
  stepPrefix,
  sumOfCounts,
  type Tallied,
  universalPrefix,
} from './counts.ts';
import { splitSquare } from './squares.ts';

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
export function bucketOf({ run, enteredAt, since }: Pick<Enrollment, 'run' | 'enteredAt' | 'since'>): string {
  return run ?? utcDay(since ?? enteredAt);
}

const utcDay = (at: Instant): string => new Date(at).toISOString().slice(0, 10);

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

/**
 * What an enrollment counts, in parts of which each stays what it is: the occurrence that stands in it, and each of its windows,
 * which other occurrences may take over. Earlier occurrences of the same item are not in it.
 */
export function countsOfEnrollment(enrollment: Enrollment): Counted[] {
  const { campaign, occurrence, measured = [] } = enrollment;
  const windows = measured.map((window): Counted => {
    const bucket = window.run ?? utcDay(window.from);
    return { campaign, bucket, occurrence: `window of ${window.from}`, counts: countsOfWindow(enrollment, window) };
  });
  return [{ campaign, bucket: bucketOf(enrollment), occurrence, counts: countsOfEntry(enrollment) }, ...windows];
}

function countsOfEntry(enrollment: Enrollment): Counts {
  const { status, steps, heldOutBy } = enrollment;
  if (status === 'held-out') {
    const group: Counts = heldOutBy ? { [`${universalPrefix}entered`]: 1 } : { heldOut: 1, [`${heldOutPrefix}entered`]: 1 };
    return { targeted: 1, 'suppressed.held-out': 1, ...group };
  }
  const planned = Object.keys(steps).filter((step) => steps[step]?.plannedAt !== undefined);
  const own = plusCounts({ entered: 1, targeted: planned.length }, rewardsIn(steps));
  const perStep = planned.map((step): Counts => ({ [`${stepPrefix(step)}targeted`]: 1 }));
  return sumOfCounts([own, ...perStep, ...inArms(armsOf(enrollment), own)]);
}

/** Goal and purchases of one window, and the same once more where it is her first. */
function countsOfWindow(enrollment: Enrollment, window: Window): Counts {
  const { as, first, reachedAt, orders = 0, revenue = 0, unpriced = 0 } = window;
  const done: Counts = {
    goals: reachedAt === undefined ? 0 : 1,
    orders,
    buyers: orders > 0 ? 1 : 0,
    revenue,
    ...splitSquare(revenue),
    unpriced,
  };
  const grouped = (counts: Counts) => {
    if (as) return prefixed(as === 'heldOut' ? heldOutPrefix : universalPrefix, counts);
    return sumOfCounts([counts, ...inArms(armsIn(enrollment, window), counts)]);
  };
  return plusCounts(grouped(done), first ? prefixed(firstPrefix, grouped({ entered: 1, ...done })) : {});
}

/** What became of one message. What its provider and she told of it counts once it is known that it was sent. */
export function countsOfMessage(message: CountedMessage): Tallied {
  const { campaign, bucket, step, arms = {} } = message;
  const own = outcomeOf(message);
  const parts = [prefixed(stepPrefix(step), own), ...inArms(arms, own)];
  return { campaign, bucket, counts: sumOfCounts([own, ...parts]) };
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
  return sumOfCounts(each);
}

function inArms(arms: { [split: string]: string }, counts: Counts): Counts[] {
  return Object.entries(arms).map(([split, arm]) => prefixed(armPrefix(split, arm), counts));
}

function prefixed(prefix: string, counts: Counts): Counts {
  return Object.fromEntries(Object.entries(counts).map(([name, n]) => [prefix + name, n]));
}

/** What a part of one item counts, and what makes it this one: another in its place does not undo it. */
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
 * From the parts of an item as it was to those of the item as it is; none = it is not there. So the sum over all changes of an
 * item is what it counts as it stands, and what its earlier occurrences counted is both in `n` and in `gone`.
 */
export function changeOf(before: readonly Counted[], after: readonly Counted[]): Change[] {
  const none: Counts = {};
  const left = before.map((part): Change => {
    const replaced = !after.some(({ occurrence }) => occurrence === part.occurrence);
    return { ...nameOf(part), n: replaced ? none : plusCounts(none, part.counts, -1), gone: replaced ? part.counts : none };
  });
  const come = after.map((part): Change => ({ ...nameOf(part), n: part.counts, gone: none }));
  return sumOf([...left, ...come]).filter(({ n, gone }) => Object.keys(n).length + Object.keys(gone).length > 0);
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
