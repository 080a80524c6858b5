import { isBusy } from '../core/pacing.ts';
import { stopReason } from '../core/reputation.ts';
import { minute } from '../core/time.ts';
import { type Catalogue, forgetCatalogue } from '../store/catalogue.ts';
import { allCampaigns, loadOrders, stopBulkMail } from '../store/standing-orders.ts';
import { rateIn } from '../store/triggered-slots.ts';
import type { Task, World } from '../world.ts';

/** A tick may die before it has told the owners: so long each tick tells them, and each of them hears it once. */
const toldFor = 5 * minute;

/** A campaign that sends bulk mail. */
type Sending = { campaign: string; version: string };

/**
 * Whether bulk mail may be under way where no run is open, as of a journey after a wait, or has just been stopped: told by what
 * the catalogue has read, so that an idle minute costs nothing.
 */
export function mayBeSending(world: World, { standing, orders }: Pick<Catalogue, 'standing' | 'orders'>): boolean {
  const now = world.now();
  const rate = rateIn(standing, 'email');
  return (rate !== undefined && isBusy(rate, now)) || now - (orders(allCampaigns).bulkPausedAt ?? 0) < toldFor;
}

/**
 * The kill switch: stops all bulk mail when the provider counts too many bounces or complaints, and tells the owners of the
 * campaigns that send it. Resolves to whether it was stopped now. It never goes on by itself. When the provider does
 * not answer this rejects, and what stands goes on to stand.
 */
export async function watchReputation(world: World, sending: Sending[]): Promise<boolean> {
  const orders = (await loadOrders(world)).get(allCampaigns) ?? {};
  const { bulkPausedAt, because, resumedAt } = orders;
  const now = world.now();
  if (bulkPausedAt !== undefined) {
    if (now - bulkPausedAt < toldFor) await tellOwners(world, sending, { at: bulkPausedAt, because: because ?? '' });
    return false;
  }
  const reason = stopReason(await world.emailStatistics(), { ...(resumedAt !== undefined && { since: resumedAt }), now });
  if (reason === undefined || !(await stopBulkMail(world, { orders, because: reason, at: now }))) return false;
  forgetCatalogue(world);
  await tellOwners(world, sending, { at: now, because: reason });
  return true;
}

async function tellOwners(world: World, sending: Sending[], { at, because }: { at: number; because: string }): Promise<void> {
  const byCampaign = new Map(sending.map((each) => [each.campaign, each]));
  const tasks = [...byCampaign.values()].map(
    ({ campaign, version }, index): Task => ({
      id: `k${index}`,
      body: { notice: { about: 'bulk-paused', campaign, version, at, because } },
    }),
  );
  // What the queue refuses is told with the next tick.
  await world.enqueue('triggered', tasks);
}
