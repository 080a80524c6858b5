import type { SimulatedCustomer } from '../../core/simulation/simulated.ts';

/**
 * Some of the customers: `module` is the address (import.meta.url style) of one that exports `customersOf`, and `options` is plain
 * data that tells it which. It may be read again in each pass, in whatever thread, and gives the same customers in the same order.
 */
export interface Part {
  module: string;
  options: object;
}

/** What a part's module exports. */
export interface Source<Options extends object> {
  customersOf(options: Options): Iterable<SimulatedCustomer> | AsyncIterable<SimulatedCustomer>;
}

/** Only so much of the customers, 0 to 1, by the hash of their id and the seed. Shared limits are as much smaller. */
export interface Sample {
  share: number;
  seed: string;
}
