import { nextTickAt } from '../usecases/next-tick.ts';
import type { World } from '../world.ts';
import type { DueHints } from './due-hints.ts';

/** The earlier of what is due by the due index and what is due of scheduled campaigns, which stand in no index. */
export function withRuns(hints: DueHints, world: World): DueHints {
  return {
    async first(upTo) {
      const [due, run] = await Promise.all([hints.first(upTo), nextTickAt(world)]);
      const instants = [due, run].filter((at) => at !== undefined).filter((at) => at <= upTo);
      return instants.length === 0 ? undefined : Math.min(...instants);
    },
  };
}
