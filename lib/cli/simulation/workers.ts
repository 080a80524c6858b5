import type { Comparison, Limits, SimulatedCustomer, SimulationPlan } from '../../core/simulation/simulated.ts';
import type { SimulationTally } from '../../core/simulation/tally.ts';

/**
 * Some of the customers: `module` is the address (import.meta.url style) of one that exports `customersOf`, and `options` is plain
 * data that tells it which. It is read again in each pass, in whatever thread.
 */
export interface Part {
  module: string;
  options: object;
}

/** What a part's module exports. */
export interface Source<Options extends object> {
  customersOf(options: Options): Iterable<SimulatedCustomer> | AsyncIterable<SimulatedCustomer>;
}

export interface Simulated {
  tally: SimulationTally;
  /** How often every customer was simulated until the shared limits stood still. */
  passes: number;
  /** False when they still moved after the most passes: the figures are close, not exact. */
  settled: boolean;
  limits: Limits;
  /** With `against`: its own tally, and the two customer by customer. */
  against?: { tally: SimulationTally; comparison: Comparison };
}

export interface SimulateOptions {
  /** Threads; 1 = none beside this one. */
  workers: number;
  /** Only so much of the customers, 0 to 1, by the hash of their id and the seed. */
  sample?: { share: number; seed: string };
  /** Another version of the shop for the same customers. */
  against?: SimulationPlan;
  /** How many customers were simulated in this pass. */
  onProgress?(customers: number, pass: number): void;
}

/** Simulates every customer of the parts. The same plan and customers give the same result, byte for byte, whatever the number of workers. */
export async function simulate(_plan: SimulationPlan, _parts: Part[], _options: SimulateOptions): Promise<Simulated> {
  throw new Error('under way');
}
