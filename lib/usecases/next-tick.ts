import { settled } from '../core/run-totals.ts';
import type { Instant } from '../core/time.ts';
import { releasable, releasedBefore } from '../store/run-pages.ts';
import { loadOpenRuns, loadPointers, type Run } from '../store/runs.ts';
import { allCampaigns, loadOrders } from '../store/standing-orders.ts';
import type { World } from '../world.ts';
import { standsStillAfter } from './tend-run.ts';

/**
 * When `runCampaigns` has something to do next, now included; undefined when nothing is planned. Where time is virtual the
 * minutes before it can be left out.
 */
export async function nextTickAt(world: World): Promise<Instant | undefined> {
  const [pointers, runs] = await Promise.all([loadPointers(world), loadOpenRuns(world)]);
  if (pointers.length === 0 && runs.length === 0) return undefined;
  const orders = await loadOrders(world);
  const paused = (campaign: string) => [campaign, allCampaigns].some((each) => orders.get(each)?.pausedAt !== undefined);
  const starts = pointers.flatMap(({ campaign, nextAt }) => (nextAt === undefined || paused(campaign) ? [] : [nextAt]));
  const stopped = orders.get(allCampaigns)?.bulkPausedAt !== undefined;
  const open = await Promise.all(runs.map((run) => nextOf(world, run, stopped || paused(run.campaign))));
  const instants = [...starts, ...open.flat()];
  return instants.length === 0 ? undefined : Math.min(...instants);
}

async function nextOf(world: World, run: Run, paused: boolean): Promise<Instant[]> {
  const segments = Object.values(run.progress);
  const complete = segments.every(({ done }) => done);
  const [released, up] = await Promise.all([releasedBefore(world, run).next(), releasable(world, run).next()]);
  return [
    ...(complete && (run.status === 'selecting' || settled(run.tally) === run.targeted) ? [world.now()] : []),
    ...segments.flatMap(({ at, done }) => (done ? [] : [at + standsStillAfter])),
    ...(released.done ? [] : [released.value.auditAt]),
    // Of a paused campaign nothing is released, until it is too late for it.
    ...(up.done ? [] : [paused ? up.value.expiresAt : up.value.dueAt]),
  ];
}
