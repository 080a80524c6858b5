import { type Comparison, type Effect, judgedTogether, moneyEffect, moneyEffectOfValues, rateEffect } from '../experiment/effect.ts';
import { type SampleRatio, sampleRatio } from '../experiment/sample-ratio.ts';
import type { Counted } from '../quantile.ts';
import { armPrefix, type Counts, firstPrefix, heldOutPrefix } from './counts.ts';
import type { ReportedCampaign } from './report-campaign.ts';
import { type Figures, figuresOf } from './report-figures.ts';

/** What is measured of each customer, from entry to the end of the goal window. */
export type Outcome = 'goal' | 'buyers' | 'revenue';

/** Arms of one split, each held against another. */
export interface ArmEffects {
  split: string;
  /** The arm, or "control group". */
  reference: string;
  effects: Effect[];
  ratio?: SampleRatio;
}

export interface Measured {
  /** The whole campaign against its control group. */
  effects: Effect[];
  /** Whether the control group has the size that was planned. */
  ratio?: SampleRatio;
  arms: ArmEffects[];
  /** Customers, each at her first entry. `open`: of both, those whose goal window is not over; they are in no effect. */
  customers: { entered: number; control: number; open: number };
  /** Why there is no effect to tell, and what to add. */
  missing?: 'goal' | 'goal of a broadcast' | 'control group' | 'entries' | 'windows';
}

/** The revenue in the window of each first entry that is over, and how many had it; where they were looked at one by one. */
export interface Revenues {
  entered: Counted;
  heldOut: Counted;
}

export const controlGroup = 'control group';

/**
 * The effects of a campaign, of each customer at her first entry: a later one may be an effect itself. Intention to treat: whoever
 * entered counts for it, reached or not. `counts` of all, and `over` of those of whom the goal window is over.
 */
export function measure(
  campaign: ReportedCampaign,
  { counts, over, revenues }: { counts: Counts; over: Counts; revenues?: Revenues | undefined },
): Measured {
  const { holdout, goal, broadcast, id } = campaign;
  const [all, closed] = [groupsOf(counts, campaign), groupsOf(over, campaign)];
  const customers = {
    ...{ entered: all.entered.entered, control: all.control.entered },
    open: all.entered.entered + all.control.entered - closed.entered.entered - closed.control.entered,
  };
  const groups = [
    { n: customers.entered, share: 1 - holdout },
    { n: customers.control, share: holdout },
  ];
  const ratio = holdout > 0 && customers.entered + customers.control > 0 ? sampleRatio(groups) : undefined;
  const arms = campaign.splits.flatMap((split) => armEffects(split, { all, closed, hasGoal: goal !== undefined }));
  const beside = { customers, arms, ...(ratio && { ratio }) };
  if (!goal) return { effects: [], ...beside, missing: broadcast ? 'goal of a broadcast' : 'goal' };
  if (customers.entered === 0) return { effects: [], ...beside, missing: 'entries' };
  if (customers.control === 0) return { effects: [], ...beside, missing: 'control group' };
  if (closed.entered.entered === 0 || closed.control.entered === 0) return { effects: [], ...beside, missing: 'windows' };
  return { effects: effectsOf({ arm: id, figures: closed.entered }, closed.control, revenues), ...beside };
}

/** What is compared, each customer at her first entry. */
interface Groups {
  entered: Figures;
  control: Figures;
  arm(split: string, arm: string): Figures;
}

function groupsOf(counts: Counts, { prices }: ReportedCampaign): Groups {
  const of = (prefix: string) => figuresOf(counts, prices, firstPrefix + prefix);
  return { entered: of(''), control: of(heldOutPrefix), arm: (split, arm) => of(armPrefix(split, arm)) };
}

function armEffects(
  { step, arms: planned, atEntry }: ReportedCampaign['splits'][number],
  { all, closed, hasGoal }: { all: Groups; closed: Groups; hasGoal: boolean },
): ArmEffects[] {
  const sizes = planned.map(({ arm, share }) => ({ n: all.arm(step, arm).entered, share }));
  if (sizes.every(({ n }) => n === 0)) return [];
  const known = planned.map(({ arm }) => ({ arm, figures: closed.arm(step, arm) })).filter(({ figures }) => figures.entered > 0);
  const [first, ...others] = known;
  const beside = { split: step, ratio: sampleRatio(sizes) };
  if (!hasGoal || !first) return [{ ...beside, reference: first?.arm ?? planned[0]?.arm ?? '', effects: [] }];
  const among = { ...beside, reference: first.arm, effects: judgedTogether(others.flatMap((arm) => effectsOf(arm, first.figures))) };
  const { control } = closed;
  if (!atEntry || control.entered === 0) return [among];
  const against = { split: step, reference: controlGroup, effects: judgedTogether(known.flatMap((arm) => effectsOf(arm, control))) };
  return [among, against];
}

/** Whether the groups of a comparison are of the sizes that were planned; of others nothing is claimed. */
export function isTrusted({ arms, ratio }: Measured, { split, reference }: ArmEffects): boolean {
  const isSized = !arms.some((each) => each.split === split && each.ratio?.alarm);
  return isSized && !(reference === controlGroup && ratio?.alarm);
}

/** An effect by the name of what was compared. */
export interface NamedEffect {
  name: string;
  effect: Effect;
  isTrusted: boolean;
}

/** The effects of a campaign, by its own name, and of its arms. */
export function namedEffects(measured: Measured, name: string): NamedEffect[] {
  const arms = measured.arms.flatMap((each) =>
    each.effects.map((effect) => ({ name: `${effect.arm} v ${each.reference}`, effect, isTrusted: isTrusted(measured, each) })),
  );
  return [...measured.effects.map((effect) => ({ name, effect, isTrusted: measured.ratio?.alarm !== true })), ...arms];
}

function effectsOf({ arm, figures }: { arm: string; figures: Figures }, control: Figures, revenues?: Revenues): Effect[] {
  const of = (outcome: Outcome): Comparison => ({ arm, outcome });
  const money = (each: Figures) => ({ n: each.entered, sum: each.revenue, squares: each.revenueSquares });
  // What is gone is still in the sums: then they know more.
  const complete = revenues && entries(revenues.entered) === figures.entered && entries(revenues.heldOut) === control.entered;
  return [
    rateEffect({ n: figures.entered, successes: figures.goals }, { n: control.entered, successes: control.goals }, of('goal')),
    rateEffect({ n: figures.entered, successes: figures.buyers }, { n: control.entered, successes: control.buyers }, of('buyers')),
    complete
      ? moneyEffectOfValues(revenues.entered, revenues.heldOut, of('revenue'))
      : moneyEffect(money(figures), money(control), of('revenue')),
  ].flatMap((effect) => effect ?? []);
}

function entries(values: Counted): number {
  return values.reduce((sum, [, times]) => sum + times, 0);
}
