import type { Told } from '../rehearsal/life.ts';
import type { Limits, SimulatedCustomer, SimulationPlan } from './simulated.ts';

/** Everything that is decided about one customer, in order, for `explain`. */
export function toldOf(_plan: SimulationPlan, _customer: SimulatedCustomer, _limits: Limits = {}): Told[] {
  throw new Error('under way');
}
