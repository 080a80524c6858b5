import { addComparison, compareOutcomes, sampled } from '../../core/simulation/comparison.ts';
import { type CompiledPlan, compilePlan } from '../../core/simulation/compile-plan.ts';
import type { Counts, Pass } from '../../core/simulation/counting.ts';
import { addDemand, crowdedMinutes, emptyDemand } from '../../core/simulation/demand.ts';
import { simulateCustomer } from '../../core/simulation/simulate-customer.ts';
import type { Comparison, Limits, SimulatedCustomer, SimulationPlan } from '../../core/simulation/simulated.ts';
import { addTallies, emptyTally } from '../../core/simulation/tally.ts';
import type { Part, SimulateOptions } from './workers.ts';

/** One pass over some of the parts. */
export interface Sweep {
  /** For each plan. */
  limits: Limits[];
  sample: SimulateOptions['sample'];
}

/** What was counted in it: for each plan its counts, and the two customer by customer. */
export interface Swept {
  counts: Counts[];
  comparison: Comparison;
}

/** What one thread keeps of the plans. */
export function compilePlans(plans: SimulationPlan[]): CompiledPlan[] {
  return plans.map(compilePlan);
}

/** Nothing counted yet. */
export function emptySweep(plans: CompiledPlan[]): Swept {
  const tally = ({ campaigns }: CompiledPlan) => emptyTally(campaigns.map(({ id }) => id));
  return { counts: plans.map((plan) => ({ tally: tally(plan), demand: emptyDemand() })), comparison: {} };
}

/** Simulates the customers of one part and adds them. `onCustomers` is told now and then how many more were done. */
export async function sweepPart(
  plans: CompiledPlan[],
  { part, sweep, into }: { part: Part; sweep: Sweep; into: Swept },
  onCustomers: (more: number) => void,
): Promise<void> {
  const passes = plans.map((compiled, index): Pass => {
    const limits = sweep.limits[index] ?? {};
    return { compiled, limits, crowded: crowdedMinutes(limits) };
  });
  let done = 0;
  for await (const customer of await customersOf(part)) {
    if (sweep.sample && !sampled(customer.id, sweep.sample)) continue;
    const outcomes = passes.map((pass, index) =>
      simulateCustomer(pass, into.counts[index] ?? { tally: emptyTally(), demand: emptyDemand() }, customer),
    );
    const [first, second] = outcomes;
    if (first && second) compareOutcomes(into.comparison, customer.id, [first, second]);
    done += 1;
    if (done % told === 0) onCustomers(told);
  }
  onCustomers(done % told);
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

/** The sum of what two threads have counted. */
export function addSwept(into: Swept, other: Swept): Swept {
  const counts = into.counts.map(({ tally, demand }, index): Counts => {
    const more = other.counts[index];
    if (!more) return { tally, demand };
    addDemand(demand, more.demand);
    return { tally: addTallies(tally, more.tally), demand };
  });
  return { counts, comparison: addComparison(into.comparison, other.comparison) };
}
