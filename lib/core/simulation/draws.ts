import { type Instant, minute } from '../time.ts';
import type { CompiledPlan } from './compile-plan.ts';
import type { Limits, SimulationPlan } from './simulated.ts';

/**
 * Customers who asked for what runs out first and last at about the same times are counted together, in one group of few. Where it
 * runs out at another time than was thought, but before the first of them asked or after the last, nothing is different for any.
 */
export interface Draws {
  /** For each plan, the place of each campaign that has limits in a customer's `asked`. */
  placeOf: ReadonlyMap<string, number>[];
  places: number;
  /** Stretches of the time that is simulated; 0 = none has limits. */
  stretches: number;
  span: Pick<SimulationPlan, 'from' | 'until'>;
}

/** When a customer asked for it first, and last. */
export interface Asked {
  first: Instant;
  last: Instant;
}

/** So many tallies fit into memory. */
const mostGroups = 64;
const mostPlaces = 6;

/** How customers of these plans, simulated together, are grouped: the fewer campaigns have limits, the finer by time. */
export function drawsOf(plans: CompiledPlan[]): Draws {
  let limited = 0;
  const placeOf = plans.map(
    ({ campaigns }) => new Map(campaigns.filter(hasLimits).map(({ id }): [string, number] => [id, limited++ % mostPlaces])),
  );
  const places = Math.min(limited, mostPlaces);
  let stretches = 0;
  while (places > 0 && groupsOfPlace(stretches + 1) ** places <= mostGroups) stretches += 1;
  const [{ plan } = { plan: { from: 0, until: 0 } }] = plans;
  return { placeOf, places, stretches, span: plan };
}

/** Never, or from one stretch to the same or a later one. */
function groupsOfPlace(stretches: number): number {
  return 1 + (stretches * (stretches + 1)) / 2;
}

export function hasLimits({ limits }: CompiledPlan['campaigns'][number]): boolean {
  return limits.budget !== undefined || limits.entriesPerDay !== undefined;
}

/** The group of a customer, by when she asked in each place; below `mostGroups`. */
export function groupOf(draws: Draws, asked: readonly (Asked | undefined)[]): number {
  let group = 0;
  for (let place = 0; place < draws.places; place += 1) group = group * groupsOfPlace(draws.stretches) + pairOf(draws, asked[place]);
  return group;
}

/** 0 = never; else the pairs of the first stretch and the last, in order of the last. */
function pairOf(draws: Draws, asked: Asked | undefined): number {
  if (!asked) return 0;
  const last = stretchOf(draws, asked.last);
  return 1 + (last * (last + 1)) / 2 + stretchOf(draws, asked.first);
}

/**
 * Whether these limits, one set for each plan, may mean something else for a customer of the group than those by which it was
 * counted, or where in a minute something runs out is still to be counted.
 */
export function mayChange(draws: Draws, group: number, { before, now }: { before: readonly Limits[]; now: readonly Limits[] }): boolean {
  const moved = movedIn(draws, before, now);
  let rest = group;
  for (let place = draws.places - 1; place >= 0; place -= 1) {
    const number = rest % groupsOfPlace(draws.stretches);
    rest = Math.floor(rest / groupsOfPlace(draws.stretches));
    if (number === 0) continue;
    let last = 0;
    while (1 + ((last + 1) * (last + 2)) / 2 <= number) last += 1;
    const first = number - 1 - (last * (last + 1)) / 2;
    const concerns = ({ from, until }: Moved) => stretchOf(draws, from) <= last && stretchOf(draws, until) >= first;
    if (moved[place]?.some(concerns)) return true;
  }
  return false;
}

/** Who asks in between is told something else. */
interface Moved {
  from: Instant;
  until: Instant;
}

/** What moved in each place: from where it ran out before, or runs out now, to the other; to the end where it did not, or does not. */
function movedIn({ placeOf }: Draws, before: readonly Limits[], now: readonly Limits[]): Moved[][] {
  const moved: Moved[][] = [];
  for (const [index, limits] of now.entries()) {
    const known = before[index] ?? {};
    for (const name of new Set([...Object.keys(known), ...Object.keys(limits)])) {
      const [was, is] = [known[name], limits[name]];
      if (was?.at === is?.at && was?.turn === is?.turn) continue;
      const [one, other] = [was?.at ?? Infinity, is?.at ?? Infinity];
      const place = placeOf[index]?.get(campaignOf(name)) ?? 0;
      moved[place] = [...(moved[place] ?? []), { from: Math.min(one, other), until: Math.max(one, other) + minute }];
    }
  }
  return moved;
}

/** From 0 on: never earlier for what is later. A cutoff is a whole minute, so it may lie just before the first instant. */
function stretchOf({ stretches, span: { from, until } }: Draws, at: Instant): number {
  const passed = (at - from) / (until + 1 - from);
  return Math.min(stretches - 1, Math.max(0, Math.floor(passed * stretches)));
}

/** The campaign whose limit it is, by `campaign#period`. */
export function campaignOf(limit: string): string {
  return limit.slice(0, limit.indexOf('#'));
}
