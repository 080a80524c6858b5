import * as z from 'zod/mini';
import { count, emptyTally } from '../core/run-totals.ts';
import { loadCatalogue } from '../store/catalogue.ts';
import { countPage, keepPage, type Stretch } from '../store/run-pages.ts';
import { loadRun } from '../store/runs.ts';
import { versionOf } from '../store/situation.ts';
import type { World } from '../world.ts';
import { nobody, selectPage } from './select-page.ts';
import { selectTask } from './start-runs.ts';

export const selectTaskSchema = z.object({ campaign: z.string(), occurrence: z.string(), segment: z.int(), page: z.int() });
export type SelectTask = z.infer<typeof selectTaskSchema>;

/**
 * Selects one page of one segment of a run: scans, asks the audience, keeps who is in it with her place and due instant, counts
 * them into the run, asks for the next page. The pages that stand are the cursor: repeated or killed anywhere, it goes on from them.
 */
export async function selectRecipients(world: World, task: SelectTask): Promise<{ selected: number }> {
  const run = await loadRun(world, task);
  const progress = run?.progress[task.segment];
  if (!run || !progress || run.status !== 'selecting' || progress.done) return { selected: 0 };
  // One that died after its page was counted, and before it asked for the next, is shown again.
  if (progress.pages === task.page + 1) await goOn(world, task);
  if (progress.pages !== task.page) return { selected: 0 };
  const catalogue = await loadCatalogue(world);
  const campaign = await versionOf(catalogue, run);
  const at = { segment: task.segment, page: task.page };
  const kept = await keepPage(world, run, {
    ...at,
    selected: campaign ? await selectPage(world, { run, campaign, catalogue }, at) : nobody(run),
  });
  const tally = emptyTally();
  count(tally, ['suppressed', 'held-out'], kept.heldOut.length);
  count(tally, ['failed', 'cannot-select'], kept.failed.length);
  const stretches = kept.groups.map((group): Stretch => ({ ...group, ...at, broadcast: kept.broadcast }));
  const counted = await countPage(world, run, { ...at, selected: kept, stretches, tally });
  if (counted && kept.next !== undefined) await goOn(world, task);
  return { selected: counted ? kept.cids.length : 0 };
}

async function goOn(world: World, { campaign, occurrence, segment, page }: SelectTask): Promise<void> {
  const rejected = await world.enqueue('pages', [selectTask({ campaign, occurrence, segment, page: page + 1 })]);
  if (rejected.length > 0) throw new Error(`the queue refused the next page: ${rejected[0]?.reason}`);
}
