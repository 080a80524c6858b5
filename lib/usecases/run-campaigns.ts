import { type Catalogue, loadCatalogue } from '../store/catalogue.ts';
import { chunkSize } from '../store/chunks.ts';
import { keys } from '../store/keys.ts';
import { loadRate, saveRate } from '../store/permits.ts';
import { loadOpenRuns, type Run } from '../store/runs.ts';
import type { World } from '../world.ts';
import { eachApart } from './each-apart.ts';
import { releasePages } from './release-pages.ts';
import { startRuns } from './start-runs.ts';
import { tendRun } from './tend-run.ts';
import { mayBeSending, watchReputation } from './watch-reputation.ts';

export interface TickCounts {
  started: number;
  missed: number;
  released: number;
  closed: number;
  /** Bulk mail was stopped: 1 in the tick that did so. */
  'kill-switch': number;
  /** What failed for one campaign or run, while the others went on. */
  failures: unknown[];
}

/**
 * One minute of the scheduled campaigns: runs that are due start, recipients that are due are released as fast as may be
 * sent, what was released is looked at, and a run whose every recipient is accounted for is closed. Ticks may overlap and die
 * anywhere: each move is one conditional write. Nothing is written and nothing counted in a minute in which nothing is due.
 */
export async function runCampaigns(world: World): Promise<TickCounts> {
  if (!(await world.table.get(keys.settings))) return { started: 0, missed: 0, released: 0, closed: 0, 'kill-switch': 0, failures: [] };
  const catalogue = await loadCatalogue(world);
  const counts = await startRuns(world, catalogue);
  const runs = await loadOpenRuns(world);
  const isSending = runs.length > 0 || mayBeSending(world, catalogue);
  if (!isSending) return { ...counts, released: 0, closed: 0, 'kill-switch': 0 };
  // While the provider tells nothing, what stands goes on to stand.
  let stopped = false;
  const unseen = await eachApart([runs], async () => {
    stopped = await watchReputation(world, runs.length > 0 ? runs : scheduledIn(catalogue));
  });
  if (runs.length === 0)
    return { ...counts, released: 0, closed: 0, 'kill-switch': Number(stopped), failures: [...counts.failures, ...unseen] };
  const [ofPages, ofBulk] = await Promise.all([world.waiting('pages'), world.waiting('bulk')]);
  let closed = 0;
  const untended = await eachApart(runs, async (run) => {
    if (await tendRun(world, run, ofPages)) closed += 1;
  });
  const { released, failures } = await release(world, stopped ? await loadCatalogue(world) : catalogue, { runs, ofPages, ofBulk });
  return {
    ...{ ...counts, released, closed, 'kill-switch': Number(stopped) },
    failures: [...counts.failures, ...untended, ...unseen, ...failures],
  };
}

/** Those whose mail goes out as bulk; a journey goes on when its run is closed. */
function scheduledIn({ live }: Catalogue): { campaign: string; version: string }[] {
  return live.filter(({ entry }) => entry.trigger.kind === 'schedule').map(({ id, version }) => ({ campaign: id, version }));
}

/** As many as keep the sender's line full, less what is still to be entered. */
async function release(
  world: World,
  catalogue: Catalogue,
  { runs, ofPages, ofBulk }: { runs: Run[]; ofPages: number; ofBulk: number },
): Promise<{ released: number; failures: unknown[] }> {
  await saveRate(world, await world.emailQuota());
  const rate = await loadRate(world, ofBulk);
  const room = Math.max(0, (rate?.room ?? 0) - ofPages * chunkSize);
  return releasePages(world, catalogue, { runs, room, today: rate?.today ?? 0 });
}
