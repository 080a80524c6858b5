import type { LiveCampaign } from '../core/enrollment/program.ts';
import { InvalidInputError } from '../core/invalid-input.ts';
import type { Tallied } from '../core/measurement/counts.ts';
import { type Report, reportOf } from '../core/measurement/report.ts';
import { reportedCampaign } from '../core/measurement/report-campaign.ts';
import type { Revenues } from '../core/measurement/report-effects.ts';
import { ratesOf } from '../core/money.ts';
import { valuationOf } from '../core/scoring/valuation.ts';
import { type Catalogue, loadCatalogue } from '../store/catalogue.ts';
import { type LoadedCounts, loadCounts } from '../store/counters.ts';
import { endedCampaigns } from '../store/ended-campaigns.ts';
import { keys } from '../store/keys.ts';
import { queryItems } from '../store/read-items.ts';
import type { World } from '../world.ts';
import { type BudgetLine, listBudgets } from './list-budgets.ts';
import { UnknownCampaignError } from './order-campaign.ts';

/** What a report is asked for. Days are UTC, both included. */
export interface ReportAsked {
  campaign?: string | undefined;
  since?: string | undefined;
  until?: string | undefined;
}

export interface CampaignsReport extends Report {
  budgets: BudgetLine[];
  /** Campaigns that did something and are no longer in force, whose last version cannot be read with the settings of today. */
  unread?: string[];
}

/** What was looked at one by one instead of being read from the counters. */
export interface Recounted {
  counts: LoadedCounts;
  revenues: ReadonlyMap<string, Revenues>;
}

/** Reports of the campaigns in force or that did something in that time, or of one. Rejects with an UnknownCampaignError. */
export async function reportCampaigns(world: World, asked: ReportAsked, recounted?: Recounted): Promise<CampaignsReport> {
  const catalogue = await loadCatalogue(world);
  const { settings, pools } = catalogue;
  const { campaign, since, until } = asked;
  const known = await campaignsOf(world, catalogue, campaign);
  const days = { ...(since !== undefined && { since }), ...(until !== undefined && { until }) };
  const wanted = { ...(campaign !== undefined && { campaign }), ...days };
  const { tallied, countedUntil } = recounted?.counts ?? (await loadCounts(world, wanted));
  const former = campaign === undefined ? await formerCampaigns(world, catalogue, tallied) : { campaigns: [], unread: [] };
  const campaigns = [...known, ...former.campaigns];
  const { base } = ratesOf(settings);
  const margin = valuationOf(settings).margins?.default;
  const report = reportOf({
    campaigns: campaigns.map((each) => reportedCampaign(each, { settings, pools })),
    tallied,
    money: { currency: base, margin },
    now: world.now(),
    revenues: recounted?.revenues,
  });
  const budgets = await Promise.all(campaigns.map((each) => listBudgets(world, each)));
  return {
    ...report,
    ...days,
    ...(countedUntil !== undefined && { countedUntil }),
    budgets: budgets.flat(),
    ...(former.unread.length > 0 && { unread: former.unread }),
  };
}

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
async function formerCampaigns(
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
