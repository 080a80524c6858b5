import { verdictOf } from '../experiment/effect.ts';
import { minorOfMicro } from '../money.ts';
import type { Instant } from '../time.ts';
import { type Counts, firstPrefix, plusCounts, type Tallied, universalPrefix } from './counts.ts';
import { type GoalInForce, goalsIn, windowsOverAt } from './goal-window.ts';
import type { ReportedCampaign } from './report-campaign.ts';
import { type Measured, measure, type Revenues } from './report-effects.ts';
import {
  type ArmFigures,
  armFiguresOf,
  asCounted,
  type ControlFigures,
  controlOf,
  type Figures,
  figuresOf,
  partsOf,
  type StepFigures,
  stepFiguresOf,
} from './report-figures.ts';
import { type Purpose, purposes } from './report-purpose.ts';

/** One part of a campaign: everybody, a step, an arm of a split, or the control group. */
export interface ReportRow {
  /** The day of entry, or the run; absent for the whole period. */
  bucket?: string;
  step?: string;
  split?: string;
  arm?: string;
  group: 'entered' | 'control group';
  /** Without what such a part does not have. */
  figures: Partial<Figures>;
}

export interface CampaignReport {
  campaign: ReportedCampaign;
  all: Figures;
  control: ControlFigures;
  steps: { step: string; figures: StepFigures }[];
  arms: { split: string; arm: string; figures: ArmFigures }[];
  buckets: { bucket: string; all: Figures; control: ControlFigures }[];
  /** All of these once more, and for each bucket. */
  rows: ReportRow[];
  measured: Measured;
  /** Where the goal was changed: by which ones those are measured whose windows are over, or all while none is. */
  measuredBy?: GoalInForce[];
  returned: Returned;
  /** When goal windows that are still open are over: the first of them, and the last; absent where none is open. */
  open?: { first: Instant; last: Instant };
  /** Customers who get no marketing at all: neither treated nor a control group of one campaign. */
  universal: number;
  /** Messages whose cost, and orders whose revenue, is not known. */
  uncosted: number;
  unpriced: number;
}

/** What a campaign cost and brought, in minor units of the base currency. */
export interface Returned {
  cost: number;
  /**
   * Of entries whose goal window is over: revenue, or margin where the settings state margins, also what would have come anyway;
   * their cost; and (value − cost) / cost, which the campaign did not cause alone. Absent while every window is open.
   */
  gross?: { value: number; cost: number; roi?: number };
  /**
   * The same of what first entries whose goal window is over brought beyond the control group, with its 95% interval, and their
   * part of the cost; absent where nobody was held out, and where the groups are not of the planned sizes.
   */
  net?: { value: number; low: number; high: number; cost: number; enough: boolean; roi?: { value: number; low: number; high: number } };
}

export interface Report {
  /** UTC days on which customers entered, both included. */
  since?: string;
  until?: string;
  currency: string;
  /** The share of the price that counts, where the settings state it. */
  margin?: number;
  countedUntil?: Instant;
  campaigns: CampaignReport[];
  /** What was spent, in minor units, by what it is for. */
  spend: { [purpose in Purpose]: number };
}

export interface ReportInput {
  campaigns: ReportedCampaign[];
  tallied: Tallied[];
  money: { currency: string; margin?: number | undefined };
  now: Instant;
  revenues?: ReadonlyMap<string, Revenues> | undefined;
}

/** Figures, effects and spend of these campaigns, from what was counted. */
export function reportOf({ campaigns, tallied, ...input }: ReportInput): Report {
  const reports = campaigns.map((campaign) =>
    reportCampaign(campaign, { ...input, tallied: tallied.filter((one) => one.campaign === campaign.id) }),
  );
  const spent = (purpose: Purpose) =>
    reports.reduce((sum, { campaign, returned }) => (campaign.purpose === purpose ? sum + returned.cost : sum), 0);
  const [acquisition, development, retention] = purposes.map(spent);
  const { currency, margin } = input.money;
  return {
    currency,
    ...(margin !== undefined && { margin }),
    campaigns: reports,
    spend: { acquisition: acquisition ?? 0, development: development ?? 0, retention: retention ?? 0 },
  };
}

function reportCampaign(campaign: ReportedCampaign, { tallied, money, revenues, now }: Omit<ReportInput, 'campaigns'>): CampaignReport {
  const { goal } = campaign;
  const counts = sumOf(tallied);
  const judged = tallied.filter(({ bucket }) => windowsOverAt(bucket, campaign) <= now);
  const over = sumOf(judged);
  const measuredBy = goalsIn(
    (judged.length > 0 ? judged : tallied).map(({ bucket }) => bucket),
    campaign,
  );
  const parts = partsIn(campaign, counts);
  const { all, control, steps, arms } = parts;
  const buckets = tallied.map((one) => ({ bucket: one.bucket, ...partsIn(campaign, one.counts) }));
  const measured = measure(campaign, { counts, over, revenues: revenues?.get(campaign.id) });
  return {
    ...{ campaign, all, control, steps, arms, measured },
    ...(measuredBy.length > 0 && { measuredBy }),
    buckets: buckets.map(({ bucket, all, control }) => ({ bucket, all, control })),
    rows: [...rowsOf(parts), ...buckets.flatMap((one) => rowsOf(one).map((row) => ({ bucket: one.bucket, ...row })))].map((row) => ({
      ...row,
      figures: asCounted(row.figures, goal !== undefined),
    })),
    returned: returnedBy({ all, over: figuresOf(over, campaign.prices) }, measured, { ...money, compared: costOf(over, campaign) }),
    ...openOf(campaign, { buckets: tallied.map(({ bucket }) => bucket), now }),
    universal: counts[`${firstPrefix}${universalPrefix}entered`] ?? counts[`${universalPrefix}entered`] ?? 0,
    uncosted: counts.uncosted ?? 0,
    unpriced: (counts.unpriced ?? 0) + (counts['heldOut/unpriced'] ?? 0),
  };
}

function openOf(campaign: ReportedCampaign, { buckets, now }: { buckets: string[]; now: Instant }): Pick<CampaignReport, 'open'> {
  const ends = campaign.goal ? buckets.map((bucket) => windowsOverAt(bucket, campaign)).filter((at) => at > now) : [];
  const sorted = ends.sort((a, b) => a - b);
  const [first, last] = [sorted[0], sorted.at(-1)];
  return first === undefined || last === undefined ? {} : { open: { first, last } };
}

const sumOf = (tallied: Tallied[]) => tallied.reduce<Counts>((sum, one) => plusCounts(sum, one.counts), {});

type Parts = Pick<CampaignReport, 'all' | 'control' | 'steps' | 'arms'>;

function partsIn(campaign: ReportedCampaign, counts: Counts): Parts {
  const { prices } = campaign;
  // What an older version had and this one has not comes last.
  const counted = partsOf(counts, 'step');
  const known = campaign.steps.filter((step) => counted.includes(step));
  return {
    all: figuresOf(counts, prices),
    control: controlOf(counts, prices),
    steps: [...new Set([...known, ...counted])].map((step) => ({ step, figures: stepFiguresOf(counts, prices, step) })),
    arms: partsOf(counts, 'arm').map((name) => {
      const [split = '', arm = ''] = name.split('/');
      return { split, arm, figures: armFiguresOf(counts, prices, [split, arm]) };
    }),
  };
}

function rowsOf({ all, control, steps, arms }: Parts): ReportRow[] {
  return [
    { group: 'entered', figures: all },
    ...(control.controlGroup > 0 ? [{ group: 'control group' as const, figures: control }] : []),
    ...steps.map((one) => ({ group: 'entered' as const, ...one })),
    ...arms.map((one) => ({ group: 'entered' as const, ...one })),
  ];
}

/** What was spent on first entries, in millionths: their part of all entries, since messages do not say to which they belong. */
function costOf(counts: Counts, { prices }: ReportedCampaign): number {
  const { cost, entered } = figuresOf(counts, prices);
  return entered > 0 ? (cost.total * (counts[`${firstPrefix}entered`] ?? 0)) / entered : 0;
}

function returnedBy(
  { all, over }: { all: Figures; over: Figures },
  { effects, missing, ratio }: Measured,
  { currency, margin = 1, compared }: ReportInput['money'] & { compared: number },
): Returned {
  const minor = (micro: number) => minorOfMicro(micro, currency);
  const [cost, part, closed] = [minor(all.cost.total), minor(compared), minor(over.cost.total)];
  if (ratio?.alarm) return { cost };
  const effect = effects.find(({ outcome }) => outcome === 'revenue');
  const incremental = effect?.incremental;
  const known = incremental && Number.isFinite(incremental.low) && Number.isFinite(incremental.high) ? incremental : undefined;
  const roi = (earned: number, of: number) => (earned * margin - of) / of;
  return {
    cost,
    // Without a goal nothing that was bought is counted.
    ...(over.entered > 0 &&
      (missing === undefined || missing === 'control group') && {
        gross: { value: over.revenue * margin, cost: closed, ...(closed > 0 && { roi: roi(over.revenue, closed) }) },
      }),
    ...(effect &&
      known && {
        net: {
          ...{ value: known.value * margin, low: known.low * margin, high: known.high * margin, cost: part },
          enough: effect.enough || verdictOf(effect) === 'beyond-chance',
          ...(part > 0 && { roi: { value: roi(known.value, part), low: roi(known.low, part), high: roi(known.high, part) } }),
        },
      }),
  };
}

/** How the returns are counted, for the page. */
export function returnRule(margin: number | undefined): string {
  const worth =
    margin === undefined ? 'revenue' : `revenue × the margin of ${Math.round(margin * 100)}% that the settings state as default`;
  return `Return on investment = (what the campaign brought beyond its control group, as ${worth}, − cost) / cost, both of first entries whose goal window is over; of customers who entered again the cost in proportion. Cost is messages and rewards; rewards as they are priced now. Where there is no control group only the gross return can be told: of those whose goal window is over, with everything that they bought in it, also what they would have bought anyway.`;
}
