import type { StandingOrders } from '../core/standing-orders.ts';
import type { Instant } from '../core/time.ts';
import type { Item, Path, Value, World } from '../world.ts';
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
    resume: { remove: [['pausedAt']] },
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

/** Those for this campaign and those for all together, the later of each. */
export function ordersFor(items: Item[], campaign: string): StandingOrders {
  const mine = items.filter(({ sk }) => sk === campaign || sk === allCampaigns).map(ordersFromItem);
  const latest = (name: keyof StandingOrders) => Math.max(0, ...mine.map((orders) => orders[name] ?? 0));
  const [pausedAt, cancelledAt, restoredAt] = [latest('pausedAt'), latest('cancelledAt'), latest('restoredAt')];
  return { ...(pausedAt > 0 && { pausedAt }), ...(cancelledAt > 0 && { cancelledAt }), ...(restoredAt > 0 && { restoredAt }) };
}

function ordersFromItem({ pausedAt, cancelledAt, restoredAt }: Item): StandingOrders {
  return {
    ...(typeof pausedAt === 'number' && { pausedAt }),
    ...(typeof cancelledAt === 'number' && { cancelledAt }),
    ...(typeof restoredAt === 'number' && { restoredAt }),
  };
}
