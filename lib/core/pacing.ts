import { type Instant, minute } from './time.ts';

/** The share of the provider's rate that bulk mail uses: the rest is for triggered mail, and for clocks that differ. */
const bulkShare = 0.97;

/** The share of the provider's daily quota that bulk mail leaves for triggered mail. */
const keptOfDay = 0.05;

/** Slots are given out so many seconds ahead: a queue holds a task back for no longer. */
const horizon = 900;

/** A slot may be used so many seconds after its own; later it is lost. */
export const lateness = 5;

/** How fast this account may send, and how much of it is given away. One for each channel. JSON-safe. */
export interface Rate {
  /** What the provider takes in a second. */
  perSecond: number;
  /** What it takes in 24 hours; -1 = any number. */
  perDay: number;
  /** What it had taken in the 24 hours before `at`. */
  sentInDay: number;
  /** When the provider said so. */
  at: Instant;
  /** Slots given out for after `at`: they are not in `sentInDay`. */
  since: number;
  /** The provider refused something: slower until then. */
  slowUntil: Instant;
  /** Slots taken in each second since 1970, as far as they are not past. */
  taken: { [second: string]: number };
  /** Where the line of those ends that were not looked at yet: all places before this second are taken, and so many of it. */
  line: { second: number; used: number };
  /** How many of those in line need a slot in the end, 0 to 1. */
  share: number;
}

/** So many recipients get this second, since 1970. */
export interface Place {
  second: number;
  count: number;
}

/** A rate that was never used, or the same rate with what the provider says now. */
export function rateOf(quota: Pick<Rate, 'perSecond' | 'perDay' | 'sentInDay'>, known: Rate | undefined, now: Instant): Rate {
  const { perSecond, perDay, sentInDay } = quota;
  const before = known ?? { slowUntil: 0, taken: {}, line: { second: 0, used: 0 }, share: 1 };
  const ahead = Object.entries(before.taken).filter(([second]) => Number(second) >= secondOf(now));
  return { ...before, perSecond, perDay, sentInDay, at: now, since: ahead.reduce((sum, [, count]) => sum + count, 0) };
}

export function secondOf(now: Instant): number {
  return Math.floor(now / 1000);
}

/** Bulk messages a second at `now`. */
export function bulkRate({ perSecond, slowUntil }: Rate, now: Instant): number {
  return bulkShare * perSecond * (now < slowUntil ? 0.9 : 1);
}

/** Slots of one second: whole ones, and so many in any stretch of seconds as the rate gives. */
export function slotsOf(second: number, perSecond: number): number {
  return Math.floor((second + 1) * perSecond) - Math.floor(second * perSecond);
}

/**
 * Slots for so many messages, from the second `from` on, which may lie a little in the past. `left` of them get none: the
 * quota of the day is used up but for what triggered mail needs, or nothing is free within the horizon.
 * `looked` = how many were looked at to find these `count`.
 */
export function reserve(
  rate: Rate,
  { count, looked, from, now }: { count: number; looked: number; from: number; now: Instant },
): { places: Place[]; left: { quota: number; far: number }; rate: Rate } {
  const affordable = Math.min(count, ofDay(rate));
  const first = Math.max(from, secondOf(now) - lateness);
  const { places, left } = fill(rate.taken, { count: affordable, from: first, perSecond: bulkRate(rate, now) });
  const taken = Object.fromEntries(Object.entries(rate.taken).filter(([second]) => Number(second) > secondOf(now) - 2 * lateness));
  for (const { second, count: more } of places) taken[second] = (taken[second] ?? 0) + more;
  const share = shareAfter(rate.share, { count, looked });
  return {
    places,
    left: { quota: count - affordable, far: left },
    rate: { ...rate, taken, share, since: rate.since + affordable - left },
  };
}

/** Free messages of the provider's day. */
function ofDay({ perDay, sentInDay, since }: Rate): number {
  return perDay < 0 ? Number.POSITIVE_INFINITY : Math.max(0, Math.floor(perDay * (1 - keptOfDay)) - sentInDay - since);
}

/** Of about the last hundred that were looked at. */
function shareAfter(share: number, { count, looked }: { count: number; looked: number }): number {
  const memory = 100;
  return looked === 0 ? share : Math.min(1, Math.max(0.05, (share * memory + count) / (memory + looked)));
}

/**
 * When so many recipients should be looked at. It binds nobody: who is to be sent to reserves a slot then. So customers are
 * read once, about when their slots are free, and as many more as will turn out to need none.
 */
export function lineUp(rate: Rate, { count, now }: { count: number; now: Instant }): { places: Place[]; left: number; rate: Rate } {
  const perSecond = bulkRate(rate, now) / rate.share;
  const second = Math.max(rate.line.second, secondOf(now));
  const used = second === rate.line.second ? rate.line.used : 0;
  const { places, left } = fill({ [second]: used }, { count, from: second, perSecond, until: secondOf(now) + horizon });
  const last = places.at(-1);
  if (!last) return { places, left, rate };
  return { places, left, rate: { ...rate, line: { second: last.second, used: last.count + (last.second === second ? used : 0) } } };
}

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

function fill(
  taken: Rate['taken'],
  { count, from, perSecond, until = from + horizon }: { count: number; from: number; perSecond: number; until?: number },
): { places: Place[]; left: number } {
  const places: Place[] = [];
  let left = count;
  for (let second = from; left > 0 && second <= until; second++) {
    const free = Math.min(left, slotsOf(second, perSecond) - (taken[second] ?? 0));
    if (free <= 0) continue;
    places.push({ second, count: free });
    left -= free;
  }
  return { places, left };
}

/** Who goes now, who in which later second, and who has no place. */
export function splitBySecond<T>(
  all: T[],
  places: Place[],
  now: Instant,
): { present: T[]; later: { second: number; of: T[] }[]; far: T[] } {
  const rest = [...all];
  const taken = places.map(({ second, count }) => ({ second, of: rest.splice(0, count) }));
  return {
    present: taken.flatMap(({ second, of }) => (second <= secondOf(now) ? of : [])),
    later: taken.filter(({ second }) => second > secondOf(now)),
    far: rest,
  };
}

/** The same rate, slower for a minute: the provider refused a message as one too many. */
export function slowedDown(rate: Rate, now: Instant): Rate {
  return { ...rate, slowUntil: now + minute };
}

/** The provider tells nobody how many texts it takes in a second: this many are tried. */
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
