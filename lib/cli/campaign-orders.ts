import { Command } from 'commander';
import type { StandingOrders } from '../core/standing-orders.ts';
import { instantText } from '../core/time.ts';
import { allCampaigns, loadOrders, type OrderName } from '../store/standing-orders.ts';
import { orderCampaign } from '../usecases/order-campaign.ts';
import type { World } from '../world.ts';
import { connect } from './connect.ts';
import { withSuggestion } from './suggest.ts';

interface Options {
  all?: true;
  outputs?: string;
}

const descriptions: Record<OrderName, string> = {
  pause: 'hold every message of a campaign and start no run of it; nobody loses her place',
  resume: 'let a paused campaign go on',
  cancel: 'drop everything that a campaign has planned and everybody who is inside; it goes on with those who come later',
};

/** `rapport pause|resume|cancel ID|--all`: takes effect within a minute, in the running sandbox or in a deployed stack. */
export function campaignOrderCommand(order: OrderName): Command {
  return new Command(order)
    .description(descriptions[order])
    .argument('[campaign]', 'the id of a campaign in force')
    .option('--all', 'every campaign')
    .option('--outputs <file>', 'a deployed stack: the file that "cdk deploy --outputs-file" wrote')
    .action(async (campaign: string | undefined, { all, outputs }: Options) => {
      const wanted = wantedCampaign(campaign, all === true, order);
      for (const line of await giveOrder(await connect(outputs), { campaign: wanted, order })) console.log(line);
    });
}

function wantedCampaign(campaign: string | undefined, all: boolean, order: OrderName): string {
  if (all && campaign === undefined) return allCampaigns;
  if (!all && campaign !== undefined && campaign !== allCampaigns) return campaign;
  throw new Error(`name one campaign, "rapport ${order} ID", or every one, "rapport ${order} --all"`);
}

/** Gives the order; resolves to what a person should read. Rejects with the ids in force when there is no such campaign. */
export async function giveOrder(world: World, { campaign, order }: { campaign: string; order: OrderName }): Promise<string[]> {
  const before = (await loadOrders(world)).get(campaign);
  const standing = await withSuggestion(() => orderCampaign(world, { campaign, order }));
  const idle = order === 'resume' && before?.pausedAt === undefined && before?.bulkPausedAt === undefined;
  return told(standing, { campaign, order, idle });
}

function told(
  standing: Map<string, StandingOrders>,
  { campaign, order, idle }: { campaign: string; order: OrderName; idle: boolean },
): string[] {
  const { pausedAt, cancelledAt } = standing.get(campaign) ?? {};
  const all = campaign === allCampaigns;
  const who = all ? 'every campaign' : campaign;
  const lines: Record<OrderName, string> = {
    pause: `${who} is paused since ${at(pausedAt)}: messages and runs wait, and are dropped when they are no longer valid; "npm run rapport -- resume ${all ? '--all' : campaign}" lets them go on`,
    resume: idle ? `${who} was not paused: nothing changed` : `${who} goes on; what was held is tried again within half an hour`,
    cancel: `of ${who}, everything planned or entered before ${at(cancelledAt)} is dropped; what comes later is not: to end it, take it out of force and publish`,
  };
  return [lines[order], ...(order === 'pause' ? [] : stillPaused(standing, campaign))];
}

/** An order for one does not lift the one for all, nor the other way round. */
function stillPaused(standing: Map<string, StandingOrders>, campaign: string): string[] {
  const stopped = standing.get(allCampaigns)?.bulkPausedAt;
  if (campaign !== allCampaigns && stopped !== undefined)
    return [`bulk mail has stopped by itself on ${at(stopped)}, so its runs wait: "npm run rapport -- resume --all" lifts that`];
  const paused = [...standing].filter(([id, { pausedAt }]) => pausedAt !== undefined && id !== campaign).map(([id]) => id);
  if (campaign !== allCampaigns)
    return paused.includes(allCampaigns) ? ['all campaigns are paused, so it waits: "npm run rapport -- resume --all" lifts that'] : [];
  return paused.length > 0 ? [`paused by itself, and still so: ${paused.sort().join(', ')}`] : [];
}

function at(instant: number | undefined): string {
  return instant === undefined ? 'now' : `${instantText(instant, 'UTC')} UTC`;
}
