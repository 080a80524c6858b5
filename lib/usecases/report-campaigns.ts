import { type Report, reportOf } from '../core/measurement/report.ts';
import type { Revenues } from '../core/measurement/report-effects.ts';
import { ratesOf } from '../core/money.ts';
import { valuationOf } from '../core/scoring/valuation.ts';
import { loadCatalogue } from '../store/catalogue.ts';
import { type LoadedCounts, loadCounts } from '../store/counters.ts';
import type { World } from '../world.ts';
import { type BudgetLine, listBudgets } from './list-budgets.ts';
import { campaignsOf, formerCampaigns, withGoals } from './reported-campaigns.ts';

/** What a report is asked for. Days are UTC, both included. */
export interface ReportAsked {
  campaign?: string | undefined;
  since?: string | undefined;
  until?: string | undefined;
}

export interface CampaignsReport extends Report {
  budgets: BudgetLine[];
  /** The first and the last UTC day on which anybody entered of whom something was counted, whatever days were asked for. */
  recorded?: { first: string; last: string };
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
  // Of all campaigns, whichever is asked for: up to when it was counted is one and the same.
  const { tallied: all, countedUntil } = recounted?.counts ?? (await loadCounts(world));
  const tallied = all.filter((one) => isAsked(one, asked));
  const recorded = all.filter((one) => campaign === undefined || one.campaign === campaign).map(({ bucket }) => bucket.slice(0, 10));
  const [first, last] = [recorded.sort()[0], recorded.at(-1)];
  const former = campaign === undefined ? await formerCampaigns(world, catalogue, tallied) : { campaigns: [], unread: [] };
  const campaigns = [...known, ...former.campaigns];
  const { base } = ratesOf(settings);
  const margin = valuationOf(settings).margins?.default;
  const report = reportOf({
    campaigns: await withGoals(world, campaigns, { settings, pools }),
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
    ...(first !== undefined && last !== undefined && { recorded: { first, last } }),
    budgets: budgets.flat(),
    ...(former.unread.length > 0 && { unread: former.unread }),
  };
}

/** Whether an entry, or what was counted of some, is of the campaign and the days that are asked for. */
export function isAsked(of: { campaign: string; bucket: string }, { campaign, since = '', until = '~' }: ReportAsked): boolean {
  const on = of.bucket.slice(0, 10);
  return (campaign === undefined || campaign === of.campaign) && on >= since && on <= until;
}
