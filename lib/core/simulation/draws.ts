import type { Instant } from '../time.ts';
import type { CompiledPlan } from './compile-plan.ts';
import type { Limits, SimulationPlan } from './simulated.ts';

/**
 * Customers who last asked for what runs out at about the same time are counted together, in one group of few. Where something runs
 * out only after that, nothing can be different for any of them.
 */
export interface Draws {
  /** For each plan, the place of each campaign that has limits in a customer's `asked`. */
  placeOf: ReadonlyMap<string, number>[];
  places: number;
  /** Stretches of the time that is simulated; 0 = none has limits. */
  stretches: number;
  span: Pick<SimulationPlan, 'from' | 'until'>;
}

/** The groups' numbers fit into a byte, and so many tallies into memory. */
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
  while (places > 0 && (stretches + 2) ** places <= mostGroups) stretches += 1;
  const [{ plan } = { plan: { from: 0, until: 0 } }] = plans;
  return { placeOf, places, stretches, span: plan };
}

export function hasLimits({ limits }: CompiledPlan['campaigns'][number]): boolean {
  return limits.budget !== undefined || limits.entriesPerDay !== undefined;
}

/** The group of a customer, by when she asked last in each place; below `mostGroups`. */
export function groupOf(draws: Draws, asked: readonly (Instant | undefined)[]): number {
  let group = 0;
  for (let place = 0; place < draws.places; place += 1) group = group * (draws.stretches + 1) + stretchOf(draws, asked[place]);
  return group;
}

/** Whether these limits, one set for each plan, may change anything for a customer of the group, whom none kept from anything. */
export function mayChange(draws: Draws, group: number, limits: readonly Limits[]): boolean {
  const first = firstCutoffs(draws, limits);
  let rest = group;
  for (let place = draws.places - 1; place >= 0; place -= 1) {
    const last = rest % (draws.stretches + 1);
    rest = Math.floor(rest / (draws.stretches + 1));
    const cutoff = first[place];
    if (cutoff !== undefined && last >= stretchOf(draws, cutoff)) return true;
  }
  return false;
}

function firstCutoffs({ placeOf }: Draws, limits: readonly Limits[]): (Instant | undefined)[] {
  const first: (Instant | undefined)[] = [];
  for (const [index, all] of limits.entries()) {
    for (const [limit, { at }] of Object.entries(all)) {
      const place = placeOf[index]?.get(campaignOf(limit)) ?? 0;
      first[place] = Math.min(first[place] ?? Infinity, at);
    }
  }
  return first;
}

/** 0 = never, else from 1 on: never earlier for what is later. A cutoff is a whole minute, so it may lie just before the first instant. */
function stretchOf({ stretches, span: { from, until } }: Draws, at: Instant | undefined): number {
  if (at === undefined) return 0;
  const passed = (at - from) / (until + 1 - from);
  return 1 + Math.min(stretches - 1, Math.max(0, Math.floor(passed * stretches)));
}

/** The campaign whose limit it is, by `campaign#period`. */
export function campaignOf(limit: string): string {
  return limit.slice(0, limit.indexOf('#'));
}
