import { addComparison, compareOutcomes, sampled } from '../../core/simulation/comparison.ts';
import { type CompiledPlan, compilePlan } from '../../core/simulation/compile-plan.ts';
import type { Counts, Pass } from '../../core/simulation/counting.ts';
import { addDemand, emptyDemand } from '../../core/simulation/demand.ts';
import { type Ends, endsOf, groupOf, type Nearness, nearness, nearnessOf } from '../../core/simulation/draws.ts';
import { inForce } from '../../core/simulation/limits.ts';
import { simulateCustomer } from '../../core/simulation/simulate-customer.ts';
import type { Comparison, Limits, SimulatedCustomer, SimulationPlan } from '../../core/simulation/simulated.ts';
import { addTallies, emptyTally } from '../../core/simulation/tally.ts';
import type { Part, Sample } from './part.ts';

/** One pass over some of the parts. */
export interface Sweep {
  /** For each plan. */
  limits: Limits[];
  sample: Sample | undefined;
  /** From 0 on. */
  pass: number;
  /** Groups of customers who are simulated again, and get new groups; absent in the first pass, which simulates all. */
  again?: ReadonlySet<number>;
}

/** What was counted in it of some customers: for each plan its counts, and the two customer by customer. */
export interface Swept {
  counts: Counts[];
  comparison: Comparison;
}

/** By the group of the customers. */
export type SweptGroups = Map<number, Swept>;

/** What one thread keeps of the plans. */
export function compilePlans(plans: SimulationPlan[]): CompiledPlan[] {
  return plans.map((plan) => compilePlan(plan));
}

/** Nothing counted yet. */
export function emptySweep(plans: CompiledPlan[]): Swept {
  const tally = ({ campaigns }: CompiledPlan) => emptyTally(campaigns.map(({ id }) => id));
  return { counts: plans.map((plan) => ({ tally: tally(plan), demand: emptyDemand() })), comparison: {} };
}

/**
 * Simulates the customers of one part and adds them to what was counted of their groups. Returns the group of each, in their order:
 * what the next pass wants as `groups`. `onCustomers` is told now and then how many more were done.
 */
export async function sweepPart(
  plans: CompiledPlan[],
  { part, sweep, into, groups }: { part: Part; sweep: Sweep; into: SweptGroups; groups?: Uint8Array | undefined },
  onCustomers: (more: number) => void,
): Promise<Uint8Array> {
  const asked: { nearest: Nearness } = { nearest: nearness.never };
  const ends = endsOf(plans, sweep.limits);
  const passes = plans.map((compiled, index) => passOf(compiled, { limits: sweep.limits[index] ?? {}, asked, ends: ends[index] }));
  const found: number[] = [];
  for await (const customer of await customersOf(part)) {
    if (sweep.sample && !sampled(customer.id, sweep.sample)) continue;
    const known = groups?.[found.length];
    if (known === undefined || sweep.again?.has(known) !== false) {
      asked.nearest = nearness.never;
      const played = passes.map((pass) => simulateCustomer(pass, customer));
      const group = groupOf(sweep.pass, asked.nearest);
      found.push(group);
      const swept = into.get(group) ?? emptySweep(plans);
      into.set(group, swept);
      const [first, second] = played.map((count, index) => count(swept.counts[index] ?? { tally: emptyTally(), demand: emptyDemand() }));
      if (first && second) compareOutcomes(swept.comparison, customer.id, [first, second]);
    } else found.push(known);
    if (found.length % told === 0) onCustomers(told);
  }
  onCustomers(found.length % told);
  return Uint8Array.from(found);
}

/** `asked`: is told how near the customer asked to where something runs out. */
function passOf(
  compiled: CompiledPlan,
  { limits, asked, ends = new Map() }: { limits: Limits; asked: { nearest: Nearness }; ends: Ends[number] | undefined },
): Pass {
  return {
    compiled,
    limits: inForce(limits),
    asked(campaign, now) {
      const near = nearnessOf(ends, campaign, now);
      if (near > asked.nearest) asked.nearest = near;
    },
  };
}

const told = 250;

async function customersOf({ module, options }: Part): Promise<Iterable<SimulatedCustomer> | AsyncIterable<SimulatedCustomer>> {
  const source: unknown = await import(module);
  if (!isSource(source)) throw new Error(`${module} exports no function customersOf`);
  return source.customersOf(options);
}

function isSource(module: unknown): module is { customersOf(options: object): Iterable<SimulatedCustomer> } {
  return typeof module === 'object' && module !== null && 'customersOf' in module && typeof module.customersOf === 'function';
}

/** The sum of what two threads have counted, group by group. */
export function addGroups(into: SweptGroups, other: SweptGroups): SweptGroups {
  const all = new Map(into);
  for (const [group, swept] of other) {
    const known = all.get(group);
    all.set(group, known ? addSwept(known, swept) : swept);
  }
  return all;
}

/** The sum of what was counted of two parts of the customers, keys in order. */
export function addSwept(into: Swept, other: Swept): Swept {
  const counts = into.counts.map(({ tally, demand }, index): Counts => {
    const more = other.counts[index];
    if (!more) return { tally, demand };
    addDemand(demand, more.demand);
    return { tally: addTallies(tally, more.tally), demand };
  });
  return { counts, comparison: addComparison(into.comparison, other.comparison) };
}
