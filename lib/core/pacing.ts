import type { Instant } from './time.ts';

/** The share of the provider's rate that is given out as slots: the rest is for clocks that differ. */
const givenShare = 0.97;

/** Of each second to come bulk mail leaves this share free, and more while more triggered messages come. What is left is its own. */
const leastKept = 0.1;
const leastKeptPerSecond = 0.2;
const mostKept = 0.9;

/** Triggered messages leave room for so much more of them than came lately. */
const headroom = 1.25;

/** What triggered messages need is known of about so many milliseconds. */
const demandMemory = 10_000;

/** While no slots are given out, triggered messages go without: this share of the rate, all processes together. */
export const freeShare = 0.3;

/** Whether slots are given out is known everywhere after so many seconds: the catalogue is cached as long. */
const knownAfter = 15;

/** So many seconds after the last of bulk mail, or of a rush, triggered messages go without slots again. */
const calmAfter = 60;

/** The share of the provider's daily quota that bulk mail leaves for triggered mail. */
const keptOfDay = 0.05;

/** Slots are given out so many seconds ahead. Who finds none joins a line, or asks again. */
const horizon = 10;
export const askedAgainAfter = 30;

/** The lines are so many seconds long: a queue holds a task back for no longer. */
const longestLine = 900;

/**
 * A slot may be used so many seconds after its own; later it is lost, for the provider saves up no more. A queue holds a task back
 * for whole seconds, a worker takes it a little later, and clocks differ.
 */
export const lateness = 1;
/** What nobody took of the second before may still be taken. */
const lookedBack = 1;

export type Sender = 'bulk' | 'triggered';

/** So many recipients get this second, since 1970. */
export interface Place {
  second: number;
  count: number;
}

/** The end of a line: all places before this second are taken, and so many of it. */
interface LineEnd {
  second: number;
  used: number;
}

/** How fast this account may send, and how much of it is given away. One for each channel; texts are counted in parts. JSON-safe. */
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
  /** Of texts: what was too fast, and when. */
  refused?: { perSecond: number; at: Instant };
  /** Slots taken in each second since 1970, as far as they are not past. */
  taken: { [second: string]: number };
  /** Recipients of runs that were not looked at yet. */
  line: LineEnd;
  /** How many of those in line need a slot in the end, 0 to 1. */
  share: number;
  /** Triggered messages that found nothing within their horizon. */
  rush: LineEnd;
  /** Everybody needs a slot, from one second until another. */
  busy: { from: number; until: number };
  /** Triggered messages a second that asked for slots lately. */
  demand: { perSecond: number; at: Instant };
}

/** A rate that was never used, or the same rate with what the provider says now. */
export function rateOf(quota: Pick<Rate, 'perSecond' | 'perDay' | 'sentInDay'>, known: Rate | undefined, now: Instant): Rate {
  const { perSecond, perDay, sentInDay } = quota;
  const before = known ?? {
    slowUntil: 0,
    taken: {},
    line: { second: 0, used: 0 },
    share: 1,
    rush: { second: 0, used: 0 },
    busy: { from: 0, until: 0 },
    demand: { perSecond: 0, at: now },
  };
  const ahead = Object.entries(before.taken).filter(([second]) => Number(second) >= secondOf(now));
  return { ...before, perSecond, perDay, sentInDay, at: now, since: ahead.reduce((sum, [, count]) => sum + count, 0) };
}

export function secondOf(now: Instant): number {
  return Math.floor(now / 1000);
}

/** Slots that are given out in a second. While not everybody knows yet that they are, some go without. */
function given({ perSecond, slowUntil, busy }: Rate, second: number): number {
  const free = second < busy.from + knownAfter && second <= busy.until ? freeShare : 0;
  return (givenShare - free) * perSecond * (second * 1000 < slowUntil ? 0.9 : 1);
}

function demandAt({ demand }: Rate, now: Instant): number {
  return demand.perSecond * Math.exp(-Math.max(0, now - demand.at) / demandMemory);
}

/** Bulk messages a second, now or in a second to come: what triggered ones do not need. */
export function bulkRate(rate: Rate, now: Instant, second = secondOf(now)): number {
  const whole = given(rate, second);
  return Math.max(whole * (1 - mostKept), whole - demandAt(rate, now));
}

/** Slots of one second: whole ones, and so many in any stretch of seconds as the rate gives. */
export function slotsOf(second: number, perSecond: number): number {
  return Math.floor((second + 1) * perSecond) - Math.floor(second * perSecond);
}

/** Of a second to come bulk mail leaves what triggered messages are likely to need. */
function paceOf(rate: Rate, sender: Sender, { now, second }: { now: Instant; second: number }): number {
  const whole = given(rate, second);
  if (sender === 'triggered') return whole;
  const demand = headroom * demandAt(rate, now);
  return whole - Math.min(mostKept * whole, Math.max(leastKept * whole, leastKeptPerSecond, demand));
}

/** Bulk mail may fill the present second. */
function mostOf(rate: Rate, sender: Sender, now: Instant): (second: number) => number {
  return (second) => {
    const all = slotsOf(second, given(rate, second));
    return second <= secondOf(now) ? all : Math.min(all, slotsOf(second, paceOf(rate, sender, { now, second })));
  };
}

/** A text of many parts at a low rate finds its slots only in more seconds than most do: bulk mail only in whole ones of both. */
function horizonOf(rate: Rate, { sender, parts = 1, now }: Wish): number {
  const second = secondOf(now) + 1;
  const both = sender === 'triggered' ? 1 : Math.min(1, given(rate, second));
  return Math.min(longestLine, Math.max(horizon, Math.ceil((2 * parts) / (both * paceOf(rate, sender, { now, second })))));
}

export interface Wish {
  sender: Sender;
  count: number;
  /** How many were looked at to find these `count`. */
  looked: number;
  /** Of the one with the most. */
  parts?: number;
  /** The first second that will do; it may lie a little in the past. */
  from: number;
  now: Instant;
}

/**
 * Slots for so many messages. `left` of them get none: the quota of the day is used up (for bulk mail, but for what triggered
 * mail needs), or nothing is free within the horizon.
 */
export function reserve(rate: Rate, wish: Wish): { places: Place[]; left: { quota: number; far: number }; rate: Rate } {
  const { sender, count, looked, from, now } = wish;
  const busy = sender === 'bulk' && count > 0 ? busyFrom(rate, now) : rate.busy;
  const current = { ...rate, busy, ...(sender === 'triggered' && { demand: demandWith(rate, count, now) }) };
  const affordable = Math.min(count, ofDay(rate, sender));
  const first = Math.max(from, secondOf(now) - lookedBack);
  const until = Math.max(first, secondOf(now)) + horizonOf(current, wish);
  const { places, left } = fill(rate.taken, { count: affordable, from: first, until, most: mostOf(current, sender, now) });
  const taken = Object.fromEntries(Object.entries(rate.taken).filter(([second]) => Number(second) > secondOf(now) - 2 * lateness));
  for (const { second, count: more } of places) taken[second] = (taken[second] ?? 0) + more;
  const share = sender === 'bulk' ? shareAfter(rate.share, { count, looked }) : rate.share;
  return {
    places,
    left: { quota: count - affordable, far: left },
    rate: { ...current, taken, share, since: rate.since + affordable - left },
  };
}

/** Free messages of the provider's day. */
export function ofDay({ perDay, sentInDay, since }: Rate, sender: Sender = 'bulk'): number {
  const kept = sender === 'bulk' ? keptOfDay : 0;
  return perDay < 0 ? Infinity : Math.max(0, Math.floor(perDay * (1 - kept)) - sentInDay - since);
}

/** From now on everybody needs a slot, for a while. */
export function busyFrom({ busy }: Rate, now: Instant): Rate['busy'] {
  const present = secondOf(now);
  return { from: present > busy.until ? present : busy.from, until: present + calmAfter };
}

export function isBusy({ busy }: Pick<Rate, 'busy'>, now: Instant): boolean {
  return secondOf(now) <= busy.until;
}

/** A mean in which the latest seconds count most. A clock that is behind does not let it fade faster. */
function demandWith(rate: Rate, count: number, now: Instant): Rate['demand'] {
  return { perSecond: demandAt(rate, now) + (1000 * count) / demandMemory, at: Math.max(now, rate.demand.at) };
}

/** Of about the last hundred that were looked at. */
function shareAfter(share: number, { count, looked }: { count: number; looked: number }): number {
  const memory = 100;
  return looked === 0 ? share : Math.min(1, Math.max(0.05, (share * memory + count) / (memory + looked)));
}

/**
 * When so many should be looked at. It binds nobody: who is to be sent to reserves a slot then. So the recipients of a run are
 * read once, about when their slots are free, and as many more as will turn out to need none.
 */
export function lineUp(
  rate: Rate,
  { count, now, sender = 'bulk' }: { count: number; now: Instant; sender?: Sender },
): { places: Place[]; left: number; rate: Rate } {
  const name = sender === 'bulk' ? 'line' : 'rush';
  const current = { ...rate, busy: busyFrom(rate, now) };
  const pace = (each: number) => (sender === 'bulk' ? bulkRate(current, now, each) / rate.share : given(current, each));
  const second = Math.max(rate[name].second, secondOf(now) + (sender === 'bulk' ? 0 : horizon));
  const used = second === rate[name].second ? rate[name].used : 0;
  const until = secondOf(now) + longestLine;
  const { places, left } = fill({ [second]: used }, { count, from: second, until, most: (each) => slotsOf(each, pace(each)) });
  const last = places.at(-1);
  if (!last) return { places, left, rate };
  return { places, left, rate: { ...current, [name]: { second: last.second, used: last.count + (last.second === second ? used : 0) } } };
}

function fill(
  taken: Rate['taken'],
  { count, from, until, most }: { count: number; from: number; until: number; most: (second: number) => number },
): { places: Place[]; left: number } {
  const places: Place[] = [];
  let left = count;
  for (let second = from; left > 0 && second <= until; second++) {
    const free = Math.min(left, most(second) - (taken[second] ?? 0));
    if (free <= 0) continue;
    places.push({ second, count: free });
    left -= free;
  }
  return { places, left };
}
