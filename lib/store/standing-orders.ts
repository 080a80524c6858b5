import type { StandingOrders } from '../core/standing-orders.ts';
import type { Instant } from '../core/time.ts';
import type { Condition, Item, Path, Value, World } from '../world.ts';
import { keys } from './keys.ts';

/** Stands for every campaign, also those of tomorrow. */
export const allCampaigns = '*';

export const orderNames = ['pause', 'resume', 'cancel'] as const;
export type OrderName = (typeof orderNames)[number];

/**
 * Writes down what a person orders for one campaign, or for `allCampaigns`. The same again changes nothing but the instant of
 * a cancellation. Every function knows of it as soon as it reads the catalogue anew (15 seconds).
 */
export async function saveOrder(world: World, { campaign, order, at }: { campaign: string; order: OrderName; at: Instant }): Promise<void> {
  const changes: Record<OrderName, { set?: [Path, Value][]; remove?: Path[] }> = {
    pause: { set: [[['pausedAt'], at]] },
    // For all: what the kill switch stopped goes on too, and what the provider counted until now is forgiven.
    resume: { remove: [['pausedAt'], ['bulkPausedAt'], ['because']], ...(campaign === allCampaigns && { set: [[['resumedAt'], at]] }) },
    cancel: { set: [[['cancelledAt'], at]] },
  };
  await world.table.write([{ update: keys.orders(campaign), ...changes[order] }]);
}

/**
 * Writes down that the tables were taken back to an earlier state: nothing that was planned up to `at` is sent any more. A later
 * restore counts; an earlier one changes nothing.
 */
export async function saveRestored(world: World, at: Instant): Promise<void> {
  const standing = (await loadOrders(world)).get(allCampaigns);
  if (at > (standing?.restoredAt ?? 0)) await world.table.write([{ update: keys.orders(allCampaigns), set: [[['restoredAt'], at]] }]);
}

/** What stands now, by campaign; `allCampaigns` is one of them when something was ordered for all. */
export async function loadOrders(world: World): Promise<Map<string, StandingOrders>> {
  const { items } = await world.table.query({ table: 'control', pk: keys.orders(allCampaigns).pk });
  return new Map(items.filter(({ sk }) => !sk.startsWith('#')).map((item) => [item.sk, ordersFromItem(item)]));
}

/**
 * Stops bulk mail, unless it stands still or a person has let it go on since `orders` were read. Resolves to whether this call
 * has stopped it.
 */
export async function stopBulkMail(
  world: World,
  { orders, because, at }: { orders: Pick<StandingOrders, 'resumedAt'>; because: string; at: Instant },
): Promise<boolean> {
  const { resumedAt } = orders;
  const same: Condition = resumedAt === undefined ? { absent: ['resumedAt'] } : { equals: [['resumedAt'], resumedAt] };
  const set: [Path, Value][] = [
    [['bulkPausedAt'], at],
    [['because'], because],
  ];
  const key = keys.orders(allCampaigns);
  return (await world.table.write([{ update: key, set, if: { all: [{ absent: ['bulkPausedAt'] }, same] } }])) === undefined;
}

/** Those for this campaign and those for all together, the later of each. */
export function ordersFor(items: Item[], campaign: string): StandingOrders {
  const mine = items.filter(({ sk }) => sk === campaign || sk === allCampaigns).map(ordersFromItem);
  const all: StandingOrders = {};
  for (const orders of mine) {
    for (const name of instants) {
      const latest = Math.max(all[name] ?? 0, orders[name] ?? 0);
      if (latest > 0) all[name] = latest;
    }
    if (orders.because !== undefined) all.because = orders.because;
  }
  return all;
}

const instants = ['pausedAt', 'cancelledAt', 'restoredAt', 'bulkPausedAt', 'resumedAt'] as const;

function ordersFromItem(item: Item): StandingOrders {
  const orders: StandingOrders = {};
  for (const name of instants) {
    const at = item[name];
    if (typeof at === 'number') orders[name] = at;
  }
  if (typeof item.because === 'string') orders.because = item.because;
  return orders;
}
