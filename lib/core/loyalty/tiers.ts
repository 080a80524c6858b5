import { addDuration, type CalendarDuration, day, type Instant, localDate, startOfDay, subtractDuration } from '../time.ts';
import type { Account } from './account.ts';
import { endOfDay, startOfYear } from './expiry.ts';
import type { TierRules } from './live-program.ts';

export type Buckets = Account['qualifying'];
export type Tier = Account['tier'];

/** At most so many days stand in an account; beyond it the older ones are kept by month. */
export const mostBuckets = 90;

/** By which tiers are looked at: their rules, and where the days are. */
export interface Calendar {
  tiers: TierRules;
  zone: string;
}

/** The local day of an instant, in days since 1970. */
export function dayNumber(at: Instant, zone: string): number {
  return Date.parse(localDate(at, zone)) / day;
}

/** Adds what qualifies to its day. */
export function qualify(buckets: Buckets, wanted: number, amount: number): Buckets {
  if (amount === 0) return buckets;
  const known = buckets.find(([number]) => number === wanted)?.[1] ?? 0;
  const rest = buckets.filter(([number]) => number !== wanted);
  return bounded([...rest, bucket(wanted, known + amount)].sort(([a], [b]) => a - b));
}

/** Takes from the day of an order what no longer qualifies, or from the month that the day was merged into. */
export function disqualify(buckets: Buckets, wanted: number, amount: number): Buckets {
  const holder =
    buckets.find(([number]) => number === wanted) ?? buckets.find(([number]) => number > wanted && monthOf(number) === monthOf(wanted));
  return buckets
    .map((known) => (known === holder ? bucket(known[0], Math.max(0, known[1] - amount)) : known))
    .filter(([, left]) => left > 0);
}

function bounded(buckets: Buckets): Buckets {
  if (buckets.length <= mostBuckets) return buckets;
  const twin = buckets.findIndex(([number], index) => monthOf(number) === monthOf(buckets[index + 1]?.[0] ?? -1));
  const [first, second] = [buckets[twin], buckets[twin + 1]];
  if (!first || !second) return buckets.slice(-mostBuckets);
  return [...buckets.slice(0, twin), bucket(second[0], first[1] + second[1]), ...buckets.slice(twin + 2)];
}

function bucket(number: number, amount: number): Buckets[number] {
  return [number, amount];
}

function monthOf(number: number): string {
  return number < 0 ? '' : new Date(number * day).toISOString().slice(0, 7);
}

/** What counts at an instant: of its calendar year, or of the days before it that the program adds up. */
export function qualifyingAt(buckets: Buckets, at: Instant, { tiers: { over }, zone }: Calendar): number {
  const [after, last] =
    over === 'calendar year'
      ? [dayNumber(startOfYear(yearOf(at, zone), zone), zone) - 1, dayNumber(startOfYear(yearOf(at, zone) + 1, zone), zone) - 1]
      : [dayNumber(subtractDuration(at, over, zone), zone), dayNumber(at, zone)];
  return buckets.reduce((sum, [number, amount]) => (number > after && number <= last ? sum + amount : sum), 0);
}

/** At most so many changes ahead are told. */
const mostSteps = 12;

/**
 * What counts from `now` on while nothing more comes: [amount, until when], the last one for ever where it says null, else not
 * known beyond it.
 */
export function qualifyingAhead(buckets: Buckets, now: Instant, calendar: Calendar): [amount: number, until: Instant | null][] {
  const { tiers, zone } = calendar;
  const { over } = tiers;
  const amount = (at: Instant) => qualifyingAt(buckets, at, calendar);
  if (over === 'calendar year') {
    const ends = startOfYear(yearOf(now, zone) + 1, zone);
    return [
      [amount(now), ends],
      [amount(ends), null],
    ];
  }
  const changes = buckets.map(([number]) => leavesAt(number, over, zone)).filter((at) => at > now);
  const told = changes.slice(0, mostSteps);
  const steps = told.map((until, index): [number, Instant | null] => [amount(told[index - 1] ?? now), until]);
  return changes.length > told.length ? steps : [...steps, [amount(told.at(-1) ?? now), null]];
}

/** When a day no longer counts. Months have not the same length, so a day more may pass than is added. */
function leavesAt(number: number, over: CalendarDuration, zone: string): Instant {
  let at = addDuration(startOfDay(dateOf(number), zone), over, zone);
  while (dayNumber(subtractDuration(at, over, zone), zone) < number) at = endOfDay(at, zone);
  return at;
}

/** What can no longer count for anything is forgotten: what lies before the period that ends with her tier, or with now. */
export function forgetOld(buckets: Buckets, moment: { tier: Tier; now: Instant }, calendar: Calendar): Buckets {
  const first = firstKept(moment, calendar);
  return buckets.filter(([number]) => number >= first);
}

/** The first day that is not forgotten. */
export function firstKept({ tier, now }: { tier: Tier; now: Instant }, { tiers: { over }, zone }: Calendar): number {
  const until = firstEnd(tier, now);
  return dayNumber(over === 'calendar year' ? startOfYear(yearOf(until, zone) - 1, zone) : subtractDuration(until, over, zone), zone);
}

function firstEnd(tier: Tier, now: Instant): Instant {
  return tier ? Math.min(tier.until ?? now, firstEnd(tier.before ?? null, now)) : now;
}

/** The place of the highest level that is reached with so much; -1 = none. */
export function levelFor({ levels }: TierRules, amount: number): number {
  return levels.findLastIndex(({ from }) => from <= amount);
}

/** The place of a level by its id; -1 where there is none, or none any more. */
export function placeOf({ levels }: TierRules, id: string | undefined): number {
  return levels.findIndex((level) => level.id === id);
}

/**
 * The tier after something qualified at `at`: a higher one at once, else the same. It holds from that day on as long as the
 * program adds up; where that is a calendar year, until the next one ends.
 */
export function climbed(account: Account, { at, now }: { at: Instant; now: Instant }, calendar: Calendar): Tier {
  const { tiers } = calendar;
  const amount = qualifyingAt(account.qualifying, tiers.over === 'calendar year' ? at : now, calendar);
  const place = levelFor(tiers, amount);
  if (place <= placeOf(tiers, account.tier?.id)) return account.tier;
  return lifted(account.tier, { place, at, now }, calendar);
}

/** A higher tier, which keeps the one before in mind; the one before where the higher one would be over by now. */
export function lifted(before: Tier, { place, at, now }: { place: number; at: Instant; now: Instant }, calendar: Calendar): Tier {
  const next = tierAt(place, { since: at, until: holdsUntil(at, calendar) }, calendar);
  if (!next || (next.until !== null && next.until <= now)) return before;
  return { ...next, ...(before && { before }) };
}

/** The local date of a number of `dayNumber`. */
export function dateOf(number: number): string {
  return new Date(number * day).toISOString().slice(0, 10);
}

/** What became of a tier that she rose from by an instant: it was looked at whenever its time was over. */
export function broughtUp(account: Account, tier: Tier | undefined, { at, calendar }: { at: Instant; calendar: Calendar }): Tier {
  let found = tier ?? null;
  while (found && found.until !== null) {
    const { grace } = calendar.tiers;
    const looked = grace ? addDuration(found.until, grace, calendar.zone) : found.until;
    if (looked > at) return found;
    found = reviewed({ ...account, tier: found }, looked, calendar);
  }
  return found;
}

/** When her tier is looked at next: when its time is over, and once more when the grace is; null = never. */
export function reviewAt({ tier, settledAt }: Account, { tiers, zone }: { tiers: TierRules | undefined; zone: string }): Instant | null {
  if (!tier || tier.until === null) return null;
  return settledAt < tier.until || !tiers?.grace ? tier.until : addDuration(tier.until, tiers.grace, zone);
}

/**
 * Her tier after a look at it: it holds for another period when the one that ended was enough for it; when the grace is over
 * too, what was reached meanwhile counts as well, and a lower one follows.
 */
export function reviewed(account: Account, at: Instant, calendar: Calendar): Tier {
  const { tiers } = calendar;
  const { tier } = account;
  if (!tier || tier.until === null) return tier;
  const held = placeOf(tiers, tier.id);
  const before = levelFor(tiers, qualifyingAt(account.qualifying, tier.until - 1, calendar));
  const another = periodAfter(tier.until, calendar);
  const lower = broughtUp(account, tier.before, { at, calendar });
  if (held >= 0 && before >= held) return { id: tier.id, since: tier.since, until: another, ...(lower && { before: lower }) };
  if (tiers.grace && at === tier.until) return tier;
  const since = levelFor(tiers, qualifyingAt(account.qualifying, at, calendar));
  const next =
    since > before
      ? tierAt(since, { since: at, until: holdsUntil(at, calendar) }, calendar)
      : tierAt(before, { since: at, until: another }, calendar);
  return longer(lower, sameOr(tier, next), calendar);
}

/** The higher of two tiers; of the same one that which holds longer. */
function longer(a: Tier, b: Tier, { tiers }: Calendar): Tier {
  const by = placeOf(tiers, a?.id) - placeOf(tiers, b?.id);
  if (by !== 0) return by > 0 ? a : b;
  return (a?.until ?? Infinity) > (b?.until ?? Infinity) ? a : b;
}

function sameOr(tier: NonNullable<Tier>, next: Tier): Tier {
  return next?.id === tier.id ? { ...next, since: tier.since } : next;
}

/** A level that asks for nothing never ends. */
function tierAt(place: number, { since, until }: { since: Instant; until: Instant }, { tiers: { levels } }: Calendar): Tier {
  const level = levels[place];
  return level ? { id: level.id, since, until: level.from <= 0 ? null : until } : null;
}

/** How long a tier holds that is reached at `at`. */
export function holdsUntil(at: Instant, { tiers: { over }, zone }: Calendar): Instant {
  return over === 'calendar year' ? startOfYear(yearOf(at, zone) + 2, zone) : endOfDay(addDuration(at, over, zone), zone);
}

function periodAfter(until: Instant, { tiers: { over }, zone }: Calendar): Instant {
  return over === 'calendar year' ? startOfYear(yearOf(until, zone) + 1, zone) : endOfDay(addDuration(until, over, zone) - 1, zone);
}

/** The local year of an instant. */
export function yearOf(at: Instant, zone: string): number {
  return Number(localDate(at, zone).slice(0, 4));
}
