import { limitOf, periodOf } from '../core/budget.ts';
import type { LiveCampaign } from '../core/enrollment/program.ts';
import { type Report, reportOf } from '../core/measurement/report.ts';
import { reportedCampaign } from '../core/measurement/report-campaign.ts';
import type { Revenues } from '../core/measurement/report-effects.ts';
import { minorDigits, ratesOf } from '../core/money.ts';
import { valuationOf } from '../core/scoring/valuation.ts';
import { loadBudget } from '../store/budgets.ts';
import { type Catalogue, loadCatalogue } from '../store/catalogue.ts';
import { type LoadedCounts, loadCounts } from '../store/counters.ts';
import { keys } from '../store/keys.ts';
import { queryItems } from '../store/read-items.ts';
import type { World } from '../world.ts';
import { UnknownCampaignError } from './order-campaign.ts';

/** What a report is asked for. Days are UTC, both included. */
export interface ReportAsked {
  campaign?: string | undefined;
  since?: string | undefined;
  until?: string | undefined;
}

/** A budget of one period, planned and spent, in minor units of its currency. */
export interface BudgetLine {
  campaign: string;
  period: string;
  currency: string;
  planned: number;
  spent: number;
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
  const wanted = {
    ...(campaign !== undefined && { campaign }),
    ...(since !== undefined && { since }),
    ...(until !== undefined && { until }),
  };
  const { tallied, countedUntil } = recounted?.counts ?? (await loadCounts(world, wanted));
  const { base } = ratesOf(settings);
  const margin = valuationOf(settings).margins?.default;
  const report = reportOf({
    campaigns: campaigns.map((each) => reportedCampaign(each, { settings, pools })),
    tallied,
    money: { currency: base, digits: minorDigits(base), margin },
    revenues: recounted?.revenues,
  });
  const budgets = await Promise.all(campaigns.map((each) => budgetsOf(world, each)));
  return {
    ...report,
    ...(since !== undefined && { since }),
    ...(until !== undefined && { until }),
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

/** Every period of which something was spent, and the one of now. */
async function budgetsOf(world: World, { id, limits, zone }: LiveCampaign): Promise<BudgetLine[]> {
  const rule = limits.budget;
  if (!rule) return [];
  const spent = await queryItems(world, { table: 'control', pk: keys.budget(id, '').pk });
  const current = rule.per === 'run' ? [] : [periodOf(rule, { run: undefined, zone, now: world.now() })];
  const periods = [...new Set([...spent.map(({ sk }) => sk), ...current])].sort();
  return Promise.all(
    periods.map(async (period) => {
      const purse = (await loadBudget(world, id, period)) ?? { limit: limitOf(rule), left: limitOf(rule), currency: rule.currency };
      const minor = 10 ** (6 - minorDigits(purse.currency));
      const { limit, left, currency } = purse;
      return { campaign: id, period, currency, planned: limit / minor, spent: (limit - left) / minor };
    }),
  );
}
