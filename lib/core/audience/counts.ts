import type { Activity } from '../activity.ts';
import { type CountRecord, emptyProfile, type Profile } from '../customer.ts';
import type { EventPattern } from '../definition/predicate.ts';
import type { Json } from '../enrollment/enrollment.ts';
import { hash53 } from '../experiment/hash.ts';
import type { Rates } from '../money.ts';
import { toldBy } from '../recorded-activity.ts';
import { day, type Instant } from '../time.ts';
import { type Count, startOf, type Window, wholeDays } from './metrics.ts';
import type { Test } from './test.ts';

/** What a live definition wants counted: some activities of one type, by the value of one property where it asks for "same". */
export interface Need {
  /** Content id: equal questions have equal ids in all campaigns, and another question never has this one. */
  id: string;
  activity: string;
  /** Looks at `activity.*` only. */
  where: Test | undefined;
  same: string | undefined;
  /** As authored, and the rates that it compares money by: enough to compile it again. */
  authored: AuthoredNeed;
}

export interface AuthoredNeed {
  did: Pick<EventPattern, 'activity' | 'where' | 'same'>;
  rates: Rates;
}

const kept = { plain: 16, same: 32 };
const perhaps = '?';

/** What is looked at counts from the activity alone, so that it is the same whenever it is counted: no customer, no other clock. */
const nobody = { profile: emptyProfile(''), contact: undefined, zone: 'UTC' };

/** The need of a "did" with where or same. `where` is compiled; money in it is compared by `rates`. */
export function needOf({ activity, where, same }: EventPattern, compiled: { where: Test | undefined; rates: Rates }): Need {
  const did = { activity, ...(where && { where }), ...(same !== undefined && { same }) };
  const asked = canonical(did);
  // Where no money is compared the rates of today do not matter.
  const money = / [A-Z]{3}"/.test(asked) ? canonical(compiled.rates) : '';
  return { id: hash53(asked + money).toString(36), activity, where: compiled.where, same, authored: { did, rates: compiled.rates } };
}

/** Each once. */
export function uniqueNeeds(needs: Iterable<Need>): Need[] {
  return [...new Map([...needs].map((need) => [need.id, need])).values()];
}

/** Those that were never counted of her: she answers "unknown" until the back-fill has. */
export function missingNeeds(profile: Profile, needs: readonly Need[]): Need[] {
  return needs.filter(({ id }) => profile.counts?.[id] === undefined);
}

/** A customer of whom nothing is known yet, so that every need stands at 0. */
export function newProfile(id: string, needs: readonly Need[]): Profile {
  return withCounts(emptyProfile(id), Object.fromEntries(needs.map((need) => [need.id, 0])));
}

/**
 * The profile with one more activity counted in each need that it has; one that it lacks is left to the back-fill, and what
 * nobody asks for any more is dropped. Commutative. Each activity must be counted once; the caller guarantees it.
 */
export function foldCounts(profile: Profile, activity: Activity, needs: readonly Need[]): Profile {
  const { counts } = profile;
  if (!counts) return profile;
  const folded = needs.flatMap((need) => {
    const known = counts[need.id];
    return known === undefined ? [] : [[need.id, countOne(known, activity, need)] as const];
  });
  return withCounts(profile, Object.fromEntries(folded));
}

/** The profile with these records instead of its own, in one order. */
export function withCounts(profile: Profile, records: { [need: string]: CountRecord }): Profile {
  const { counts: _, ...rest } = profile;
  const sorted = Object.entries(records).sort(([a], [b]) => (a < b ? -1 : 1));
  return sorted.length === 0 ? rest : { ...rest, counts: Object.fromEntries(sorted) };
}

/** A record with one more activity; the same record when the need does not mean it. */
export function countOne(known: CountRecord, activity: Activity, need: Need): CountRecord {
  const label = labelFor(activity, need);
  if (label === undefined) return known;
  const before = known === 0 ? { n: 0, maybe: 0, lastAt: activity.occurredAt, days: [], droppedDay: null } : known;
  const today = Math.floor(activity.occurredAt / day);
  const isSame = ([number, , other]: (typeof before.days)[number]) => number === today && other === label;
  const times = (before.days.find(isSame)?.[1] ?? 0) + 1;
  const days = [...before.days.filter((cell) => !isSame(cell)), [today, times, label] satisfies (typeof before.days)[number]].sort(
    ([a, , labelA], [b, , labelB]) => a - b || (labelA < labelB ? -1 : 1),
  );
  const most = need.same === undefined ? kept.plain : kept.same;
  const gone = days.length > most ? days[days.length - most - 1] : undefined;
  return {
    n: before.n + 1,
    maybe: before.maybe + (label === perhaps ? 1 : 0),
    lastAt: Math.max(before.lastAt, activity.occurredAt),
    days: days.slice(-most),
    droppedDay: gone === undefined ? before.droppedDay : Math.max(gone[0], before.droppedDay ?? gone[0]),
  };
}

/** Under which label an activity counts; undefined when the need does not mean it. */
function labelFor(activity: Activity, { activity: type, where, same }: Need): string | undefined {
  if (activity.type !== type) return undefined;
  const verdict = where ? where({ ...nobody, activity: toldBy(activity) }, activity.occurredAt) : true;
  if (verdict === false) return undefined;
  const value = same === undefined ? '' : activity.data[same];
  if (verdict === undefined || value === undefined || value === null) return perhaps;
  return same === undefined ? '' : labelOf(value);
}

function labelOf(value: Json): string {
  return hash53(JSON.stringify(value)).toString(36);
}

/**
 * How often, ever or within a window. `value` is that of the trigger's property where the need has "same". A record that is
 * not there says nothing.
 */
export function countOf(record: CountRecord | undefined, { same, value, window }: Asked): Count {
  if (record === undefined || (same && (value === undefined || value === null))) return { min: 0, max: Infinity };
  if (record === 0) return { min: 0, max: 0 };
  const label = same ? labelOf(value ?? null) : '';
  const sum = (wanted: string, after = -Infinity) =>
    record.days.filter(([number, , other]) => other === wanted && number > after).reduce((total, [, times]) => total + times, 0);
  const hidden = record.n - record.days.reduce((total, [, times]) => total + times, 0);
  if (!window) return same ? { min: sum(label), max: sum(label) + sum(perhaps) + hidden } : { min: record.n - record.maybe, max: record.n };
  const from = startOf(window);
  const first = Math.floor(from / day);
  const forgotten = record.droppedDay !== null && record.droppedDay >= first ? hidden : 0;
  if (wholeDays(window)) return { min: sum(label, first - 1), max: sum(label, first - 1) + sum(perhaps, first - 1) + forgotten };
  if (record.lastAt < from) return { min: 0, max: 0 };
  const after = sum(label, first);
  // The last of all is inside: where only one label stands, that is one of them.
  const sure = !same && record.maybe === 0 && after === 0 ? 1 : after;
  return { min: sure, max: sum(label, first - 1) + sum(perhaps, first - 1) + forgotten };
}

interface Asked {
  same: boolean;
  value?: Json | undefined;
  window?: Window | undefined;
}

/** How often she answered the messages of one enrollment: only the last time is known, so a window knows one at least. */
export function countAnswers(answered: [times: number, lastAt: Instant] | undefined, window: Window | undefined): Count {
  const [times, lastAt] = answered ?? [0, 0];
  if (!window || times === 0) return { min: times, max: times };
  const from = wholeDays(window) ? Math.floor(startOf(window) / day) * day : startOf(window);
  return lastAt < from ? { min: 0, max: 0 } : { min: 1, max: times };
}

/** Names in one order and without comments, so that equal questions are equal text. */
export function canonical(value: unknown): string {
  return JSON.stringify(value, (_, inner: unknown) =>
    typeof inner === 'object' && inner !== null && !Array.isArray(inner)
      ? Object.fromEntries(
          Object.entries(inner)
            .filter(([name]) => name !== 'note')
            .sort(([a], [b]) => (a < b ? -1 : 1)),
        )
      : inner,
  );
}
