import type { Instant } from '../../lib/core/time.ts';
import type { Engine, Source } from './engine.ts';
import { type Environments, runHandler } from './environments.ts';

const minute = 60_000;

export interface ScheduleOptions {
  engine: Engine;
  environments: Environments;
  name: string;
  seconds: number;
  /** Milliseconds from one tick to the next. */
  every: number;
  /** When a tick has something to do next; a tick before it does nothing, and is left out. */
  wantedAt(): Instant;
}

/** A function that is called by the clock: some ticks come late, twice or not at all. */
export function scheduleSource({ engine, environments, name, seconds, every, wantedAt }: ScheduleOptions): Source {
  const { random, faults } = engine;
  /** When the last tick was due, and how often in a row there was still the same to do after it. */
  let [last, again] = [0, 0];
  let notBefore = 0;
  let under = 0;

  function tick(): void {
    under += 1;
    const environment = environments.of(name);
    const done = () => {
      under -= 1;
    };
    engine.invoke(environment, { seconds, run: runHandler(environment, {}), done });
  }

  return {
    nextAt() {
      if (under > 1) return Infinity;
      const wanted = wantedAt();
      if (wanted === Infinity) return Infinity;
      const next = Math.ceil(wanted / every) * every;
      // What waits for others is not asked each minute: a few ticks are as good as many. Not each fifth one, which is what a
      // run that stands still counts in: in every fifth minute, and always the same, it would never be asked again.
      const patience = every * Math.min(4, 1 + Math.floor(again / 3));
      return Math.max(next, last + patience, notBefore);
    },
    start() {
      if (faults.strikes('tick late', name)) {
        notBefore = engine.now() + random.below(3 * minute);
        return;
      }
      const present = Math.floor(engine.now() / every) * every;
      again = wantedAt() <= last ? again + 1 : 0;
      last = present;
      if (faults.strikes('tick skipped', name)) return;
      if (faults.strikes('tick twice', name)) tick();
      tick();
    },
  };
}
