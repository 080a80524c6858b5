import type { LiveCampaign } from '../enrollment/program.ts';
import { fraction } from '../experiment/hash.ts';
import { addToDate, type Instant, localDate, minute } from '../time.ts';
import { type CompiledPlan, limitFor } from './compile-plan.ts';
import type { Cutoff, Limits } from './simulated.ts';

/**
 * What customers ask of what they share, minute by minute, whether they got it or not: `campaign#period` of a budget in millionths
 * of its currency, `campaign#entries` in customers. Of a minute in which something runs out also by the place of the customers.
 */
export interface Demand {
  byMinute: Map<string, Map<number, number>>;
  byPlace: Map<string, Map<number, Map<number, number>>>;
}

/** Places within one minute. */
const places = 2 ** 20;

export function emptyDemand(): Demand {
  return { byMinute: new Map(), byPlace: new Map() };
}

/** Where a customer stands among those of one minute, 0 to 1: the same always. */
export function placeOfCustomer(id: string): number {
  return fraction(`limits|${id}`);
}

/** Whether what is shared has run out for a customer. */
export function isPast(cutoff: Cutoff | undefined, now: Instant, place: number): boolean {
  if (!cutoff || now < cutoff.at) return false;
  return now >= cutoff.at + minute || Math.floor(place * places) >= Math.round(cutoff.share * places);
}

/** The minutes that are to be counted by place, by the name of the demand. */
export function crowdedMinutes(limits: Limits): Map<string, Set<number>> {
  const crowded = new Map<string, Set<number>>();
  for (const [limit, { at }] of Object.entries(limits)) {
    const name = demandOf(limit);
    crowded.set(name, (crowded.get(name) ?? new Set()).add(at / minute));
  }
  return crowded;
}

/** A day's entries are asked for under one name: who finds no place may get one on another day. */
function demandOf(limit: string): string {
  return limit.replace(/#\d{4}-\d{2}-\d{2}$/, '#entries');
}

/** Adds what one customer asks for. */
export function ask(
  demand: Demand,
  { name, amount, place, crowded }: { name: string; amount: number; place: number; crowded: ReadonlyMap<string, ReadonlySet<number>> },
  now: Instant,
): void {
  const at = Math.floor(now / minute);
  plus(inner(demand.byMinute, name), at, amount);
  if (crowded.get(name)?.has(at)) plus(inner(inner(demand.byPlace, name), at), Math.floor(place * places), amount);
}

export function addDemand(into: Demand, other: Demand): void {
  for (const [name, minutes] of other.byMinute) for (const [at, amount] of minutes) plus(inner(into.byMinute, name), at, amount);
  for (const [name, minutes] of other.byPlace) {
    for (const [at, all] of minutes) for (const [place, amount] of all) plus(inner(inner(into.byPlace, name), at), place, amount);
  }
}

function plus<Key>(map: Map<Key, number>, key: Key, amount: number): void {
  map.set(key, (map.get(key) ?? 0) + amount);
}

function inner<Key, InnerKey, Value>(map: Map<Key, Map<InnerKey, Value>>, key: Key): Map<InnerKey, Value> {
  const known = map.get(key) ?? new Map<InnerKey, Value>();
  map.set(key, known);
  return known;
}

/** Where everything runs out by this demand. `share`: the part of the customers that is simulated, for which limits are as much smaller. */
export function limitsFrom(demand: Demand, { campaigns }: Pick<CompiledPlan, 'campaigns'>, share: number): Limits {
  const limits: [string, Cutoff][] = [];
  for (const campaign of campaigns) {
    const { budget, entriesPerDay } = campaign.limits;
    for (const name of demand.byMinute.keys()) {
      if (budget && name.startsWith(`${campaign.id}#`) && name !== `${campaign.id}#entries`) {
        const cutoff = spentAt(portionsOf(demand, name), limitFor(budget, share));
        if (cutoff) limits.push([name, cutoff]);
      }
    }
    if (entriesPerDay !== undefined) {
      limits.push(...fullDays(campaign, portionsOf(demand, `${campaign.id}#entries`), Math.max(1, Math.round(entriesPerDay * share))));
    }
  }
  return Object.fromEntries(limits.sort(([one], [other]) => (one < other ? -1 : 1)));
}

/** So much asked for from a place on; `exact`: by customers of this one place, else spread over the minute. */
interface Portion {
  at: Instant;
  place: number;
  amount: number;
  exact: boolean;
}

/** In the order in which they are served. */
function* portionsOf(demand: Demand, name: string): Generator<Portion> {
  const minutes = [...(demand.byMinute.get(name) ?? [])].sort(([one], [other]) => one - other);
  for (const [number, amount] of minutes) {
    const at = number * minute;
    const known = demand.byPlace.get(name)?.get(number);
    if (known)
      for (const [place, each] of [...known].sort(([one], [other]) => one - other))
        yield { at, place: place / places, amount: each, exact: true };
    else yield { at, place: 0, amount, exact: false };
  }
}

function spentAt(portions: Iterable<Portion>, limit: number): Cutoff | undefined {
  let left = limit;
  for (const { at, place, amount, exact } of portions) {
    if (amount > left) return { at, share: exact ? place : left / amount };
    left -= amount;
  }
  return undefined;
}

/** Who would have to wait takes a place on the first day that has room; who would not finds none. */
function fullDays({ id, zone, entry }: LiveCampaign, portions: Iterable<Portion>, most: number): [string, Cutoff][] {
  const waits = entry.trigger.kind === 'segment' || entry.trigger.kind === 'lapse';
  const taken = new Map<string, number>();
  const full = new Map<string, Cutoff>();
  for (const { at, place, amount, exact } of portions) {
    let left = amount;
    let date = localDate(at, zone);
    while (left > 0) {
      const known = taken.get(date) ?? 0;
      const room = full.has(date) ? 0 : most - known;
      const takes = exact && left > room && known > 0 ? 0 : exact && left > room ? left : Math.min(left, room);
      if (room > 0) taken.set(date, known + takes);
      left -= room > 0 ? takes : 0;
      if (left <= 0) break;
      if (!full.has(date)) full.set(date, { at, share: exact ? place : 1 - left / amount });
      if (!waits) break;
      date = addToDate(date, { months: 0, days: 1, ms: 0 });
    }
  }
  return [...full].map(([date, cutoff]) => [`${id}#${date}`, cutoff]);
}
