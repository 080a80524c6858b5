import type { Instant } from '../../lib/core/time.ts';
import { nextTickAt } from '../../lib/usecases/next-tick.ts';
import type { Engine } from './engine.ts';
import type { Happening } from './history.ts';

/** When the tick of scheduled campaigns has something to do; asked anew after each change of what it reads. */
export function runTicks(engine: Engine): { hear(happening: Happening): void; wantedAt(): Instant } {
  let known: Instant | undefined;
  let asking = false;
  return {
    hear(happening) {
      if (happening.kind === 'write' && happening.changes.some(({ key }) => key.table === 'control')) known = undefined;
    },
    wantedAt() {
      if (known === undefined && !asking) {
        asking = true;
        // It asks the table, which answers within microtasks: before the next step.
        void nextTickAt({ ...engine.memory, now: engine.now }).then((at) => {
          asking = false;
          known = at ?? Infinity;
        });
      }
      return known ?? Infinity;
    },
  };
}
