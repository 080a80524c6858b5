import type { Instant } from '../core/time.ts';
import type { World } from '../world.ts';
import { keys } from './keys.ts';
import { loadPage } from './run-pages.ts';
import { loadRun, type Run } from './runs.ts';

/** Who stands at a place of a run, and when the run was due for her. */
export interface Recipient {
  run: Run;
  cid: string;
  dueAt: Instant;
}

/** Finds a recipient by her place, "12.3.0.417": run, segment, page, index. Nothing when nobody stands there. */
export async function loadRecipient(world: World, place: string): Promise<Recipient | undefined> {
  const [number = -1, segment = -1, page = -1, index = -1] = place.split('.').map(Number);
  const named = await world.table.get(keys.numberedRun(number));
  if (typeof named?.campaign !== 'string' || typeof named.occurrence !== 'string') return undefined;
  const run = await loadRun(world, { campaign: named.campaign, occurrence: named.occurrence });
  const selected = run && (await loadPage(world, run, { segment, page }));
  const cid = selected?.cids[index];
  const group = selected?.groups.find(({ from, to }) => from <= index && index < to);
  return run && cid !== undefined && group ? { run, cid, dueAt: group.dueAt } : undefined;
}
