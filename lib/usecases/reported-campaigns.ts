import type { LiveCampaign } from '../core/enrollment/program.ts';
import { InvalidInputError } from '../core/invalid-input.ts';
import type { Tallied } from '../core/measurement/counts.ts';
import { goalsInForce } from '../core/measurement/goal-window.ts';
import { type Priced, type ReportedCampaign, reportedCampaign } from '../core/measurement/report-campaign.ts';
import type { Catalogue } from '../store/catalogue.ts';
import { endedCampaigns } from '../store/ended-campaigns.ts';
import { keys } from '../store/keys.ts';
import { queryItems } from '../store/read-items.ts';
import { publishedGoals } from '../store/versions-published.ts';
import type { World } from '../world.ts';
import { UnknownCampaignError } from './order-campaign.ts';

/**
 * The latest version of those in force, by id, or of one; where that is no longer in force, its last. Rejects with an
 * UnknownCampaignError.
 */
export async function campaignsOf(world: World, catalogue: Catalogue, id: string | undefined): Promise<LiveCampaign[]> {
  const live = catalogue.live.toSorted((a, b) => (a.id < b.id ? -1 : 1));
  if (id === undefined) return live;
  const found = live.find((each) => each.id === id) ?? (await lastVersion(world, catalogue, id));
  if (found) return [found];
  throw new UnknownCampaignError(
    id,
    live.map((each) => each.id),
  );
}

/** Those that are no longer in force, but of which something was counted. */
export async function formerCampaigns(
  world: World,
  catalogue: Catalogue,
  tallied: Tallied[],
): Promise<{ campaigns: LiveCampaign[]; unread: string[] }> {
  const live = new Set(catalogue.live.map(({ id }) => id));
  const former = [...new Set(tallied.map(({ campaign }) => campaign))].filter((id) => !live.has(id));
  const unread: string[] = [];
  const found = former.map((id) =>
    lastVersion(world, catalogue, id).catch((error: unknown) => {
      if (!(error instanceof InvalidInputError)) throw error;
      unread.push(id);
    }),
  );
  return { campaigns: (await Promise.all(found)).flatMap((each) => each ?? []), unread: unread.sort() };
}

/** The version that went out of force, or any where that was not noted. Undefined where none was ever published. */
async function lastVersion(world: World, catalogue: Catalogue, id: string): Promise<LiveCampaign | undefined> {
  const ended = (await endedCampaigns(world)).find(({ campaign }) => campaign === id);
  const [any] = await queryItems(world, { table: 'control', pk: keys.definition(id, '').pk });
  const version = ended?.version ?? any?.sk;
  return version === undefined ? undefined : (await catalogue.version(id, version)).campaign;
}

/** What a report says of each, with the goals by which those are measured who entered by other versions. */
export function withGoals(world: World, campaigns: readonly LiveCampaign[], priced: Priced): Promise<ReportedCampaign[]> {
  return Promise.all(
    campaigns.map(async (campaign) => {
      const goals = goalsInForce(await publishedGoals(world, campaign.id), campaign.version);
      return { ...reportedCampaign(campaign, priced), ...(goals && { goals }) };
    }),
  );
}
