import type { Instant } from '../../lib/core/time.ts';
import type { World } from '../../lib/world.ts';
import type { Engine } from './engine.ts';
import type { Happening } from './history.ts';

/** When a tick has something to do, as `next` tells; asked anew after each change of what it reads. */
export function wantedTicks(
  engine: Engine,
  next: (world: World) => Promise<Instant | undefined>,
): { hear(happening: Happening): void; wantedAt(): Instant } {
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
        void next({ ...engine.memory, now: engine.now }).then((at) => {
          asking = false;
          known = at ?? Infinity;
        });
      }
      return known ?? Infinity;
    },
  };
}
