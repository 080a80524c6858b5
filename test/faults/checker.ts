import type { Instant } from '../../lib/core/time.ts';
import type { Publication } from '../../lib/store/catalogue.ts';
import type { Item, QueueName, TableName, World } from '../../lib/world.ts';
import type { Happening, Violation } from './history.ts';

/** What a simulation is about. Definitions that are published later are seen as writes. */
export interface Scenario {
  seed: number;
  from: Instant;
  /** What was in force at the beginning. */
  publication: Publication;
}

/** How things stand once faults have stopped and time has run on. */
export interface EndState {
  at: Instant;
  step: number;
  /** Nothing goes wrong in it, and what is done with it is not told. */
  world: World;
  items(table: TableName): Iterable<Item>;
  /** Tasks that wait or are parked. */
  waiting: Record<QueueName, number>;
  /** Records and events that were given up after their last try, by function. */
  buried: Record<string, number>;
}

/** Watches one simulation. */
export interface Checker {
  /** Called with each happening, in order; the first violation ends the simulation. */
  see(happening: Happening): Violation | undefined;
  end(state: EndState): Violation[] | Promise<Violation[]>;
}

/** Each simulation has checkers of its own. `invariants/all.ts` exports them all as `invariants`. */
export type CheckerOf = (scenario: Scenario) => Checker;
