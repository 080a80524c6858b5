import { InvalidInputError } from '../core/invalid-input.ts';
import type { StandingOrders } from '../core/standing-orders.ts';
import { loadCatalogue } from '../store/catalogue.ts';
import { allCampaigns, loadOrders, type OrderName, saveOrder } from '../store/standing-orders.ts';
import type { World } from '../world.ts';

/** No campaign of this id is in force. */
export class UnknownCampaignError extends InvalidInputError {
  readonly given: string;
  /** The ids in force. */
  readonly allowed: string[];

  constructor(given: string, allowed: string[]) {
    super(`no campaign "${given}" is in force; in force are ${allowed.join(', ') || 'none'}`);
    this.given = given;
    this.allowed = allowed;
  }
}

/**
 * Pauses, resumes or cancels a campaign, or all of them (`*`). Paused: messages and runs wait, journeys go on. Cancelled: what
 * was planned or entered before this instant is dropped; what comes after is not. Takes effect within a minute, sends nothing
 * again, and is safe to repeat. Resolves to what stands now, by campaign; rejects with an UnknownCampaignError.
 */
export async function orderCampaign(
  world: World,
  { campaign, order }: { campaign: string; order: OrderName },
): Promise<Map<string, StandingOrders>> {
  const [{ live }, standing] = await Promise.all([loadCatalogue(world), loadOrders(world)]);
  const known = [...new Set([...live.map(({ id }) => id), ...standing.keys()])].filter((id) => id !== allCampaigns).sort();
  if (campaign !== allCampaigns && !known.includes(campaign)) throw new UnknownCampaignError(campaign, known);
  const repeated = order === 'pause' && standing.get(campaign)?.pausedAt !== undefined;
  if (!repeated) await saveOrder(world, { campaign, order, at: world.now() });
  return loadOrders(world);
}
