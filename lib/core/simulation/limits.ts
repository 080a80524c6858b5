import { limitOf } from '../budget.ts';
import type { LiveCampaign } from '../enrollment/program.ts';
import { addToDate, type Instant, localDate, minute } from '../time.ts';
import type { CompiledPlan } from './compile-plan.ts';
import { type Demand, lastTurn, type Portion, portionsOf, sharedBy, type Turn, turnNumber } from './demand.ts';
import type { Cutoff, Limits } from './simulated.ts';

/** Limits as customers ask for them. */
export interface LimitsInForce {
  /** By name, and the cutoffs of a budget by price, the lowest first. */
  cutoffs: ReadonlyMap<string, readonly { price: number; cutoff: Cutoff }[]>;
  /** The minutes that are to be counted turn by turn. */
  crowded: ReadonlyMap<string, ReadonlySet<number>>;
}

export function inForce(limits: Limits): LimitsInForce {
  const cutoffs = new Map<string, { price: number; cutoff: Cutoff }[]>();
  const crowded = new Map<string, Set<number>>();
  for (const [limit, cutoff] of Object.entries(limits)) {
    const [name = '', price = '0'] = limit.split('@');
    cutoffs.set(
      name,
      [...(cutoffs.get(name) ?? []), { price: Number(price), cutoff }].sort((one, other) => one.price - other.price),
    );
    crowded.set(sharedBy(limit), (crowded.get(sharedBy(limit)) ?? new Set()).add(cutoff.at / minute));
  }
  return { cutoffs, crowded };
}

/** The lowest price that is no longer covered, 0 for what has none; undefined when nothing has run out for this turn. */
export function refusedFrom({ cutoffs }: LimitsInForce, name: string, { turn, now }: { turn: Turn; now: Instant }): number | undefined {
  return cutoffs.get(name)?.find(({ cutoff }) => isPast(cutoff, now, turn))?.price;
}

function isPast({ at, turn: first }: Cutoff, now: Instant, turn: Turn): boolean {
  return now >= at && (now >= at + minute || turnNumber(turn) >= first);
}

/** Where everything runs out by this demand. `share`: the part of the customers that is simulated: each of them stands for so many more. */
export function limitsFrom(demand: Demand, { campaigns }: Pick<CompiledPlan, 'campaigns'>, share: number): Limits {
  const limits: [string, Cutoff][] = [];
  const budgets = Map.groupBy(
    [...demand.byMinute.keys()].filter((name) => name.includes('@')),
    sharedBy,
  );
  for (const campaign of campaigns) {
    const { budget, entriesPerDay } = campaign.limits;
    for (const [name, priced] of budgets) {
      if (budget && name.startsWith(`${campaign.id}#`))
        limits.push(...spent(portionsOf(demand, dearestFirst(priced)), { left: limitOf(budget), share }));
    }
    if (entriesPerDay !== undefined) {
      limits.push(...fullDays(campaign, portionsOf(demand, [`${campaign.id}#entries`]), Math.max(1, Math.round(entriesPerDay * share))));
    }
  }
  return Object.fromEntries(limits.sort(([one], [other]) => (one < other ? -1 : 1)));
}

const priceIn = (name: string) => Number(name.slice(name.indexOf('@') + 1));

function dearestFirst(names: readonly string[]): string[] {
  return names.toSorted((one, other) => priceIn(other) - priceIn(one));
}

/** What is left never grows, so what it does not cover once it never covers again; what costs less goes on. `share`: of all who ask. */
function spent(portions: readonly Portion[], { left, share }: { left: number; share: number }): [string, Cutoff][] {
  const cutoffs = new Map<string, Cutoff>();
  for (const { name, at, turn, times: asked, exact } of portions) {
    const price = priceIn(name);
    const times = asked / share;
    const served = Math.min(times, Math.floor(left / price));
    left -= served * price;
    if (served < times && !cutoffs.has(name)) cutoffs.set(name, { at, turn: exact ? turn : Math.round((served / times) * lastTurn) });
  }
  return [...cutoffs];
}

/** Who would have to wait takes a place on the first day that has room; who would not finds none. */
function fullDays({ id, zone, entry }: LiveCampaign, portions: readonly Portion[], most: number): [string, Cutoff][] {
  const waits = entry.trigger.kind === 'segment' || entry.trigger.kind === 'lapse';
  const taken = new Map<string, number>();
  const full = new Map<string, Cutoff>();
  for (const { at, turn, times, exact } of portions) {
    let left = times;
    let date = localDate(at, zone);
    while (left > 0) {
      const known = taken.get(date) ?? 0;
      const takes = full.has(date) ? 0 : Math.min(left, most - known);
      taken.set(date, known + takes);
      left -= takes;
      if (left <= 0) break;
      if (!full.has(date)) full.set(date, { at, turn: exact ? turn : Math.round((1 - left / times) * lastTurn) });
      if (!waits) break;
      date = addToDate(date, { months: 0, days: 1, ms: 0 });
    }
  }
  return [...full].map(([date, cutoff]) => [`${id}#${date}`, cutoff]);
}
