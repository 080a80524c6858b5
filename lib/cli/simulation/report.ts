import type { Campaign } from '../../core/definition/campaign.ts';
import { stepIdOf } from '../../core/definition/defaults.ts';
import { partsOf } from '../../core/definition/walk.ts';
import { unnamedSteps } from '../../core/description/unnamed-steps.ts';
import { total } from '../../core/run-totals.ts';
import type { Comparison } from '../../core/simulation/simulated.ts';
import type { CampaignTally, SimulationTally } from '../../core/simulation/tally.ts';
import { day, type Instant } from '../../core/time.ts';
import { counted } from '../counted.ts';
import { dayText, numberOf } from '../figure-text.ts';
import type { RanOut } from './ran-out.ts';

/** Everything that a simulation has to tell, as JSON prints it, the text says it and the page draws it. */
export interface SimulationReport {
  from: Instant;
  until: Instant;
  /** Where the past comes from, for people. */
  source: string;
  /** In which the days of the tally begin. */
  zone: string;
  /** All customers of the source; `tally.customers` of them were simulated. */
  customers: number;
  /** The hash by which the sample was taken; absent = everybody. */
  seed?: string;
  /** Of every cost and revenue. */
  currency: string;
  /** At most so many messages of class marketing in so many days, where the settings say so. */
  caps: { atMost: number; per: string; of: string }[];
  /** What people call each step of a campaign, in the order in which they stand there. */
  steps: { [campaign: string]: [step: string, name: string][] };
  /** Why nobody came into a campaign, to be told where nobody did. */
  idle: { [campaign: string]: string };
  tally: SimulationTally;
  passes: number;
  /** False: what customers share still moved after the most passes. */
  settled: boolean;
  /** What makes the figures mean something else than they seem to. */
  warnings: string[];
  /** Budgets and numbers of entries that ran out. */
  ranOut: RanOut[];
  /** What else whoever asked should know of it. */
  notes: string[];
  compared?: ComparedReport;
}

export interface ComparedReport {
  /** The file or folder of the other version. */
  draft: string;
  /** Campaigns whose definition differs. */
  changed: string[];
  tally: SimulationTally;
  comparison: Comparison;
  ranOut: RanOut[];
}

/** What people call the steps of a campaign: by their names, else by what they do and where they stand. */
export function stepNames(campaign: Campaign): SimulationReport['steps'][string] {
  const unnamed = unnamedSteps(campaign.steps);
  return partsOf(campaign).flatMap((part): [string, string][] => {
    if (part.part !== 'step') return [];
    const step = stepIdOf(part.value) ?? part.path.join('.');
    const without = stepIdOf(part.value) === undefined ? unnamed[step] : undefined;
    return [[step, without ? `${without.does} (${without.where})` : step]];
  });
}

/** "from 9 December 2010 to 9 December 2011", with the hour where the last day is not a whole one. */
export function spanText({ from, until }: Pick<SimulationReport, 'from' | 'until'>): string {
  const hour = until % day === 0 || until % day === day - 1 ? '' : `, ${new Date(until).toISOString().slice(11, 16)} UTC`;
  return `from ${dayText(Math.floor(from / day))} to ${dayText(Math.floor((until - 1) / day))}${hour}`;
}

/** In which zone days are counted. */
export function zoneText({ zone }: Pick<SimulationReport, 'zone'>): string {
  return zone === 'UTC' ? 'Days are counted in UTC' : `Days are counted in ${zone}, the first and the last one cut by UTC`;
}

/** Messages sent of a campaign. */
export function sentOf({ sent }: Pick<CampaignTally, 'sent'>): number {
  return sent.email + sent.sms;
}

/** Rewards of a campaign, in millionths of the base currency. */
export function rewardCostOf({ rewards }: Pick<CampaignTally, 'rewards'>): number {
  return Object.values(rewards).reduce((sum, { cost }) => sum + cost, 0);
}

/** Codes that were granted, and that no message showed which went out. */
export function hiddenCodesOf({ rewards }: Pick<CampaignTally, 'rewards'>): number {
  return Object.values(rewards).reduce((sum, { granted, shown, points }) => (points > 0 ? sum : sum + granted - shown), 0);
}

/** Nothing happened that could have let anybody in. */
export function nobodyCame({ entered, heldOut, notEntered }: CampaignTally): boolean {
  return entered + heldOut + total(notEntered) === 0;
}

/**
 * What a campaign adds up to. `entered` and `heldOut` are enrollments: a customer counts once for each time she comes in. The others
 * are messages: planned = sent + dropped + open, and who is held out has none.
 */
export interface CampaignSums {
  entered: number;
  heldOut: number;
  planned: number;
  sent: number;
  email: number;
  sms: number;
  dropped: number;
  open: number;
  /** Millionths of the base currency. */
  cost: number;
}

export function sumsOf(campaign: CampaignTally): CampaignSums {
  const { entered, heldOut, targeted, sent, suppressed, open, cost } = campaign;
  return {
    ...{ entered, heldOut, planned: targeted - heldOut, sent: sentOf(campaign), ...sent },
    ...{ dropped: total(suppressed), open, cost },
  };
}

/** The sums over all campaigns. */
export function totalsOf({ campaigns }: SimulationTally) {
  const all = Object.values(campaigns);
  const sum = (of: (one: CampaignTally) => number) => all.reduce((whole, one) => whole + of(one), 0);
  const sums = (name: keyof CampaignSums) => sum((one) => sumsOf(one)[name]);
  return {
    ...{ entered: sums('entered'), heldOut: sums('heldOut'), planned: sums('planned'), messages: sums('sent') },
    ...{ email: sums('email'), sms: sums('sms'), dropped: sums('dropped'), open: sums('open'), cost: sums('cost') },
    parts: sum(({ parts }) => parts),
    rewardCost: sum(rewardCostOf),
    uncosted: sum(({ uncosted }) => uncosted),
  };
}

/** The day with the most messages, the earlier of two; undefined when none was sent. */
export function busiestDay({ contacts }: SimulationTally): { day: string; messages: number; customers: number } | undefined {
  const days = Object.entries(contacts).sort(([one], [other]) => (one < other ? -1 : 1));
  return days.reduce<{ day: string; messages: number; customers: number } | undefined>(
    (most, [day, counts]) => (counts.messages > (most?.messages ?? 0) ? { day, ...counts } : most),
    undefined,
  );
}

/** "0", "1", …, "20+" in order, with nothing left out between them. */
export function histogramOf(counts: { [messages: string]: number }): { messages: string; customers: number }[] {
  const most = Math.max(0, ...Object.keys(counts).map((key) => Number.parseInt(key, 10)));
  return Array.from({ length: most + 1 }, (_, n) => {
    const messages = `${n}+` in counts ? `${n}+` : String(n);
    return { messages, customers: counts[messages] ?? 0 };
  });
}

/** What the control group and everybody else did without the campaign, in its goal's window: the rate that it must beat. */
export interface BaseRate {
  /** Who entered or was held out, whose window is over. */
  n: number;
  /** Whose window is not over at the end. */
  open: number;
  /** Which began while the window of an earlier one of hers was open, and are measured with it. */
  within: number;
  bought: number;
  /** 0 to 1. */
  rate: number;
  orders: number;
  /** Minor units of the base currency. */
  revenue: number;
}

/** Of everybody whose window is over; undefined when the campaign has no goal, or there is nobody. */
export function baseRateOf({ entered, heldOut, goals, window }: CampaignTally): BaseRate | undefined {
  const n = window.entered.n + window.heldOut.n;
  if (n === 0) return undefined;
  const bought = goals.entered + goals.heldOut;
  const [orders, revenue] = [window.entered.orders + window.heldOut.orders, window.entered.revenue + window.heldOut.revenue];
  const { open } = window;
  return { n, open, within: entered + heldOut - n - open, bought, rate: bought / n, orders, revenue };
}

/** How the enrollments of a campaign add up to those that are measured; undefined where all are. */
export function measuredText({ n, open, within }: BaseRate): string | undefined {
  const others = [
    ...(open > 0 ? [`${counted(open)} whose window is not over at the end`] : []),
    ...(within > 0
      ? [`${counted(within)} that began in the window of an earlier one and ${within === 1 ? 'is' : 'are'} measured with it`]
      : []),
  ];
  return others.length === 0 ? undefined : `${numberOf(n + open + within, 'enrollment')} = these ${counted(n)} + ${others.join(' + ')}`;
}

/** The campaigns in which anything comes out otherwise by the other version, be it for one customer, and those in which nothing does. */
export function differing(
  { campaigns }: SimulationTally,
  { tally, comparison }: Pick<ComparedReport, 'tally' | 'comparison'>,
): { ids: string[]; same: string[] } {
  const isSame = (id: string) => {
    const { gained, lost, more, fewer } = comparison[id] ?? { gained: 0, lost: 0, more: 0, fewer: 0 };
    return gained + lost + more + fewer === 0 && JSON.stringify(campaigns[id]) === JSON.stringify(tally.campaigns[id]);
  };
  const all = Object.keys(campaigns);
  return { ids: all.filter((id) => !isSame(id)), same: all.filter(isSame) };
}
