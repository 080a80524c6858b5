import { stopReason } from '../core/reputation.ts';
import { minute } from '../core/time.ts';
import { forgetCatalogue } from '../store/catalogue.ts';
import type { Run } from '../store/runs.ts';
import { allCampaigns, loadOrders, stopBulkMail } from '../store/standing-orders.ts';
import type { Task, World } from '../world.ts';

/** A tick may die before it has told the owners: so long each tick tells them, and each of them hears it once. */
const toldFor = 5 * minute;

/**
 * The kill switch: stops all bulk mail when the provider counts too many bounces or complaints, and tells the owners of the
 * campaigns with a run under way. Resolves to whether it was stopped now. It never goes on by itself. When the provider does
 * not answer this rejects, and what stands goes on to stand.
 */
export async function watchReputation(world: World, runs: Pick<Run, 'campaign' | 'version'>[]): Promise<boolean> {
  const orders = (await loadOrders(world)).get(allCampaigns) ?? {};
  const { bulkPausedAt, because, resumedAt } = orders;
  const now = world.now();
  if (bulkPausedAt !== undefined) {
    if (now - bulkPausedAt < toldFor) await tellOwners(world, runs, { at: bulkPausedAt, because: because ?? '' });
    return false;
  }
  const reason = stopReason(await world.emailStatistics(), { ...(resumedAt !== undefined && { since: resumedAt }), now });
  if (reason === undefined || !(await stopBulkMail(world, { orders, because: reason, at: now }))) return false;
  forgetCatalogue(world);
  await tellOwners(world, runs, { at: now, because: reason });
  return true;
}

async function tellOwners(
  world: World,
  runs: Pick<Run, 'campaign' | 'version'>[],
  { at, because }: { at: number; because: string },
): Promise<void> {
  const byCampaign = new Map(runs.map((run) => [run.campaign, run]));
  const tasks = [...byCampaign.values()].map(
    ({ campaign, version }, index): Task => ({
      id: `k${index}`,
      body: { notice: { about: 'bulk-paused', campaign, version, at, because } },
    }),
  );
  // What the queue refuses is told with the next tick.
  await world.enqueue('triggered', tasks);
}
