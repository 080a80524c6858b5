import type { Instant } from '../core/time.ts';
import { nextTickAt } from '../usecases/next-tick.ts';
import { nextReportAt } from '../usecases/report-week.ts';
import type { World } from '../world.ts';
import type { DueHints } from './due-hints.ts';
import { remembered, type Writes } from './observed-table.ts';

/** When something is due of scheduled campaigns, which stand in no index. */
export function runHints(world: World, writes: Writes): DueHints {
  return hintsBy(remembered('control', writes, () => nextTickAt(world)));
}

/** When the owners of campaigns are mailed next. */
export function reportHints(world: World, writes: Writes): DueHints {
  return hintsBy(remembered('control', writes, () => nextReportAt(world)));
}

function hintsBy(ask: () => Promise<Instant | undefined>): DueHints {
  return {
    async first(upTo) {
      const at = await ask();
      return at !== undefined && at <= upTo ? at : undefined;
    },
  };
}

/** The earliest of what all of them know. */
export function earliestOf(all: DueHints[]): DueHints {
  return {
    async first(upTo) {
      const instants = (await Promise.all(all.map((hints) => hints.first(upTo)))).filter((at) => at !== undefined);
      return instants.length === 0 ? undefined : Math.min(...instants);
    },
  };
}
