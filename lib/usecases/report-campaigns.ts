import type { LiveCampaign } from '../core/enrollment/program.ts';
import { type Report, reportOf } from '../core/measurement/report.ts';
import { reportedCampaign } from '../core/measurement/report-campaign.ts';
import type { Revenues } from '../core/measurement/report-effects.ts';
import { minorDigits, ratesOf } from '../core/money.ts';
import { valuationOf } from '../core/scoring/valuation.ts';
import { type Catalogue, loadCatalogue } from '../store/catalogue.ts';
import { type LoadedCounts, loadCounts } from '../store/counters.ts';
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
}

/** What was looked at one by one instead of being read from the counters. */
export interface Recounted {
  counts: LoadedCounts;
  revenues: ReadonlyMap<string, Revenues>;
}

/** Reports of the campaigns in force, or of one, also when it is no longer in force. Rejects with an UnknownCampaignError. */
export async function reportCampaigns(world: World, asked: ReportAsked, recounted?: Recounted): Promise<CampaignsReport> {
  const catalogue = await loadCatalogue(world);
  const { settings, pools } = catalogue;
  const campaigns = await campaignsOf(world, catalogue, asked.campaign);
  const { campaign, since, until } = asked;
  const days = { ...(since !== undefined && { since }), ...(until !== undefined && { until }) };
  const wanted = { ...(campaign !== undefined && { campaign }), ...days };
  const { tallied, countedUntil } = recounted?.counts ?? (await loadCounts(world, wanted));
  const { base } = ratesOf(settings);
  const margin = valuationOf(settings).margins?.default;
  const report = reportOf({
    campaigns: campaigns.map((each) => reportedCampaign(each, { settings, pools })),
    tallied,
    money: { currency: base, digits: minorDigits(base), margin },
    revenues: recounted?.revenues,
  });
  const budgets = await Promise.all(campaigns.map((each) => listBudgets(world, each)));
  return {
    ...report,
    ...days,
    ...(countedUntil !== undefined && { countedUntil }),
    budgets: budgets.flat(),
  };
}

/** The latest version in force, by id; of one that is no longer, any that was published. */
async function campaignsOf(world: World, { live, version }: Catalogue, id: string | undefined): Promise<LiveCampaign[]> {
  const sorted = live.toSorted((a, b) => (a.id < b.id ? -1 : 1));
  if (id === undefined) return sorted;
  const found = sorted.find((each) => each.id === id);
  if (found) return [found];
  const [old] = await queryItems(world, { table: 'control', pk: keys.definition(id, '').pk });
  if (!old)
    throw new UnknownCampaignError(
      id,
      sorted.map((each) => each.id),
    );
  return [(await version(id, old.sk)).campaign];
}
