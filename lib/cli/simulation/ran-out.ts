import { brandOf } from '../../core/definition/defaults.ts';
import type { Limits, SimulationPlan } from '../../core/simulation/simulated.ts';
import type { SimulationTally } from '../../core/simulation/tally.ts';
import { day, type Instant, instantText, localDate } from '../../core/time.ts';
import { dayText, numberOf } from '../figure-text.ts';

/** What ran out of one campaign while it was simulated. */
export interface RanOut {
  campaign: string;
  limit: 'budget' | 'entriesPerDay';
  /** Of the brand, in which days and months begin. */
  zone: string;
  /** When, earliest first. A period is a month, a year, a run, "life", or a day, whose entries can be taken before it comes. */
  periods: { period: string; at: Instant }[];
  /** Messages that were not sent for the budget; how often a customer was not let in for the entries of the day. */
  refused: number;
}

/** What ran out, by campaign. Of a budget the first time in each period counts: from then on it no longer covered everything. */
export function ranOutOf({ campaigns, settings, until }: SimulationPlan, limits: Limits, tally: SimulationTally): RanOut[] {
  return campaigns.flatMap((campaign): RanOut[] => {
    const brand = brandOf(campaign, settings);
    const zone = settings.brands.find(({ id }) => id === brand)?.zone ?? 'UTC';
    const known = tally.campaigns[campaign.id];
    const own = Object.entries(limits).filter(([name]) => name.startsWith(`${campaign.id}#`));
    const budgets = new Map<string, Instant>();
    const days = new Map<string, Instant>();
    for (const [name, { at }] of own) {
      const [period = '', price] = name.slice(campaign.id.length + 1).split('@');
      // Days are booked ahead, also beyond the end.
      if (price === undefined && period > localDate(until, zone)) continue;
      // What has no price in the budget's currency was never covered, which is no end of it.
      if (Number(price) === Number.MAX_SAFE_INTEGER) continue;
      const into = price === undefined ? days : budgets;
      into.set(period, Math.min(at, into.get(period) ?? at));
    }
    const found = (limit: RanOut['limit'], periods: Map<string, Instant>, refused = 0): RanOut[] => {
      if (periods.size === 0) return [];
      const sorted = [...periods].map(([period, at]) => ({ period, at })).sort((one, other) => one.at - other.at);
      return [{ campaign: campaign.id, limit, zone, periods: sorted, refused }];
    };
    return [...found('budget', budgets, known?.suppressed.budget), ...found('entriesPerDay', days, known?.notEntered['entries-per-day'])];
  });
}

/** "The budget of campaign win-back ran out on 3 March 2011 at 14:05 (Europe/London): 777 messages were not sent." */
export function ranOutText(ranOut: RanOut): string {
  const { campaign, limit, refused } = ranOut;
  if (limit === 'budget') {
    const lost = refused === 0 ? 'rewards were no longer given; no message was lost to it' : `${messages(refused)} not sent`;
    return `The budget of campaign ${campaign} ran out ${whenText(ranOut)}: ${lost}.`;
  }
  return `The entries a day of campaign ${campaign} ran out ${whenText(ranOut)}: ${refused === 1 ? 'once' : `${numberOf(refused, 'time')}`} a customer was not let in, or not yet.`;
}

/** What runs out otherwise by a draft, and what no longer does. */
export function otherwiseRanOut(before: RanOut[], after: RanOut[]): string[] {
  const [was, is] = [before.map(ranOutText), after.map(ranOutText)];
  const gone = before.filter((one) => !after.some(({ campaign, limit }) => campaign === one.campaign && limit === one.limit));
  return [
    ...is.filter((text) => !was.includes(text)).map((text) => `With the draft: ${text}`),
    ...gone.map(
      ({ campaign, limit }) =>
        `With the draft ${limit === 'budget' ? 'the budget' : 'the entries a day'} of campaign ${campaign} no longer ${limit === 'budget' ? 'runs' : 'run'} out.`,
    ),
  ];
}

function messages(count: number): string {
  return `${numberOf(count, 'message')} ${count === 1 ? 'was' : 'were'}`;
}

function whenText({ limit, periods, zone }: RanOut): string {
  const [first] = periods;
  if (!first) return '';
  const isAhead = limit === 'entriesPerDay' && localDate(first.at, zone) !== first.period;
  const on = isAhead
    ? `for ${longDate(first.period)}`
    : `on ${longDate(localDate(first.at, zone))} at ${instantText(first.at, zone).slice(11)} (${zone})`;
  if (periods.length === 1) return on;
  return `${limit === 'budget' ? `${periods.length} times` : `on ${numberOf(periods.length, 'day')}`}, first ${on}`;
}

function longDate(date: string): string {
  return dayText(Date.parse(`${date}T00:00:00Z`) / day);
}
