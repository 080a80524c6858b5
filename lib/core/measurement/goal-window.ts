import type { Goal } from '../definition/campaign.ts';
import { eventWords } from '../description/condition-words.ts';
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

/** By what customers are measured who entered while a version of a campaign was in force. */
export interface GoalInForce {
  /** "order.placed within 30 days", or "no goal". */
  words: string;
  /** Absent without a goal. */
  within?: string;
  from: Instant;
  /** Absent = it still is. */
  until?: Instant;
}

/** The goal of a campaign as it is, and those that its versions had; without these it has always been the same. */
export interface Goals {
  goal?: { within: string };
  goals?: readonly GoalInForce[];
}

/**
 * The goals that the versions of a campaign had, each as long as it may have been in force; undefined where all had the same. `at`:
 * when a version was first published, 0 where that is not known. `current` is in force, or was the last. That an older version was
 * in force again is known of this one alone: it counts from the last publication of another on.
 */
export function goalsInForce(
  published: readonly { version: string; at: Instant; goal?: Goal | undefined }[],
  current: string,
): GoalInForce[] | undefined {
  const inOrder = published.toSorted((a, b) => a.at - b.at);
  const last = inOrder.at(-1);
  const back = last?.version === current ? [] : inOrder.filter(({ version }) => version === current);
  const spans = [...inOrder, ...back.map((one) => ({ ...one, at: last?.at ?? 0 }))].map(({ at, goal }, index): GoalInForce => {
    const next = inOrder.find((later) => later.at > at)?.at;
    return {
      words: goal ? `${eventWords(goal)} within ${goal.within}` : 'no goal',
      ...(goal && { within: goal.within }),
      from: index === 0 ? 0 : at,
      ...(next !== undefined && { until: next }),
    };
  });
  return new Set(spans.map(({ words }) => words)).size > 1 ? spans : undefined;
}

/** Those by which customers of this bucket may be measured, each once: its day is another in another zone. */
export function goalsIn(buckets: readonly string[], { goals = [] }: Goals): GoalInForce[] {
  const starts = buckets.map((bucket) => startOfDay(bucket.slice(0, 10), 'UTC'));
  const found = goals.filter(({ from, until = Infinity }) => starts.some((start) => from < start + 2 * day && until > start - day));
  return found.filter(({ words }, index) => found.findIndex((one) => one.words === words) === index);
}

/** When the goal windows are over of all who entered in this bucket, by whatever version. Infinity without a goal. */
export function windowsOverAt(bucket: string, campaign: Goals): Instant {
  if (!campaign.goal) return Infinity;
  const withins = goalsIn([bucket], campaign).flatMap(({ within }) => within ?? []);
  return Math.max(...(withins.length > 0 ? withins : [campaign.goal.within]).map((within) => windowOverAt(bucket, within)));
}
