import { fraction } from '../experiment/hash.ts';
import { remembered } from '../remembered.ts';
import { type Instant, minute } from '../time.ts';

/**
 * What customers ask of what they share, minute by minute, whether they got it or not: how often, by name. `campaign#period@price` of a
 * budget, the price in millionths of its currency; `campaign#entries`. Of a minute in which something runs out also by turn.
 */
export interface Demand {
  byMinute: Map<string, Map<number, number>>;
  byTurn: Map<string, Map<number, Map<number, number>>>;
}

/**
 * In one minute customers are served in the order of a hash of their ids, and what one of them asks for one after the other: her
 * place, and how often she has asked for it in this minute before.
 */
export interface Turn {
  place: number;
  asked: number;
}

/** Places within one minute, and turns of one place. */
const places = 2 ** 20;
const turns = 2 ** 6;

export function emptyDemand(): Demand {
  return { byMinute: new Map(), byTurn: new Map() };
}

/** Where a customer stands among those of one minute: the same always. */
export function placeOfCustomer(id: string): number {
  return Math.floor(fraction(`limits|${id}`) * places);
}

/** The turns in the order in which they are served. */
export function turnNumber({ place, asked }: Turn): number {
  return place * turns + Math.min(asked, turns - 1);
}

/** So many turns are in one minute. */
export const lastTurn = places * turns;

/** What a demand or a limit is counted against, without its price or its day: minutes in which it runs out are counted turn by turn. */
export function sharedBy(name: string): string {
  return remembered(shared, name, sharedOf);
}

const shared = new Map<string, string>();

function sharedOf(name: string): string {
  const [budget = '', price] = name.split('@');
  return price === undefined ? name.replace(/#\d{4}-\d{2}-\d{2}$/, '#entries') : budget;
}

/** Adds that a customer asked once; `crowded`: the minutes, of what she asks a part of, that are counted turn by turn. */
export function ask(
  demand: Demand,
  { name, turn, crowded }: { name: string; turn: Turn; crowded: ReadonlySet<number> | undefined },
  now: Instant,
): void {
  const at = Math.floor(now / minute);
  plus(inner(demand.byMinute, name), at, 1);
  if (crowded?.has(at)) plus(inner(inner(demand.byTurn, name), at), turnNumber(turn), 1);
}

export function addDemand(into: Demand, other: Demand): void {
  for (const [name, minutes] of other.byMinute) for (const [at, times] of minutes) plus(inner(into.byMinute, name), at, times);
  for (const [name, minutes] of other.byTurn) {
    for (const [at, all] of minutes) for (const [turn, times] of all) plus(inner(inner(into.byTurn, name), at), turn, times);
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

/** Asked so often for one name from a turn on; `exact`: in this one turn, else spread over the minute. */
export interface Portion {
  name: string;
  at: Instant;
  turn: number;
  times: number;
  exact: boolean;
}

/** What was asked for under these names, in the order in which it is served; in one turn, or one minute, in the order of the names. */
export function portionsOf(demand: Demand, names: readonly string[]): Portion[] {
  const portions = names.flatMap((name) =>
    [...(demand.byMinute.get(name) ?? [])].flatMap(([number, times]): Portion[] => {
      const at = number * minute;
      const known = demand.byTurn.get(name)?.get(number);
      if (!known) return [{ name, at, turn: 0, times, exact: false }];
      return [...known].map(([turn, each]) => ({ name, at, turn, times: each, exact: true }));
    }),
  );
  return portions.sort((one, other) => one.at - other.at || one.turn - other.turn);
}
