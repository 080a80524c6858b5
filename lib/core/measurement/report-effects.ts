import { type Comparison, type Effect, judgedTogether, moneyEffect, moneyEffectOfValues, rateEffect } from '../experiment/effect.ts';
import { type SampleRatio, sampleRatio } from '../experiment/sample-ratio.ts';
import type { Counted } from '../quantile.ts';
import type { ReportedCampaign } from './report-campaign.ts';
import type { Figures } from './report-figures.ts';

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
  /** Why there is no effect to tell, and what to add. */
  missing?: 'goal' | 'goal of a broadcast' | 'control group' | 'entries';
}

/** The revenue of each entry, and how many had it; where they were looked at one by one. */
export interface Revenues {
  entered: Counted;
  heldOut: Counted;
}

export const controlGroup = 'control group';

/** The effects of a campaign. Intention to treat: whoever entered counts for it, reached or not. */
export function measure(
  campaign: ReportedCampaign,
  {
    all,
    control,
    arms,
    revenues,
  }: { all: Figures; control: Figures; arms: { split: string; arm: string; figures: Figures }[]; revenues?: Revenues | undefined },
): Measured {
  const { holdout, goal, broadcast } = campaign;
  const compared = campaign.splits.flatMap((split) => armEffects(split, { arms, control, hasGoal: goal !== undefined }));
  const groups = [
    { n: all.entered, share: 1 - holdout },
    { n: control.entered, share: holdout },
  ];
  const ratio = holdout > 0 && all.entered + control.entered > 0 ? sampleRatio(groups) : undefined;
  const beside = { arms: compared, ...(ratio && { ratio }) };
  if (!goal) return { effects: [], ...beside, missing: broadcast ? 'goal of a broadcast' : 'goal' };
  if (all.entered === 0) return { effects: [], ...beside, missing: 'entries' };
  if (control.entered === 0) return { effects: [], ...beside, missing: 'control group' };
  return { effects: effectsOf({ arm: campaign.id, figures: all }, control, revenues), ...beside };
}

function armEffects(
  { step, arms: planned, atEntry }: ReportedCampaign['splits'][number],
  { arms, control, hasGoal }: { arms: { split: string; arm: string; figures: Figures }[]; control: Figures; hasGoal: boolean },
): ArmEffects[] {
  const found = planned.map(({ arm, share }) => ({
    arm,
    share,
    figures: arms.find((each) => each.split === step && each.arm === arm)?.figures,
  }));
  const known = found.flatMap(({ arm, figures }) => (figures && figures.entered > 0 ? [{ arm, figures }] : []));
  const [first, ...others] = known;
  if (!first) return [];
  const ratio = sampleRatio(found.map(({ figures, share }) => ({ n: figures?.entered ?? 0, share })));
  const beside = { split: step, ratio };
  if (!hasGoal) return [{ ...beside, reference: first.arm, effects: [] }];
  const among = { ...beside, reference: first.arm, effects: judgedTogether(others.flatMap((arm) => effectsOf(arm, first.figures))) };
  if (!atEntry || control.entered === 0) return [among];
  const against = { split: step, reference: controlGroup, effects: judgedTogether(known.flatMap((arm) => effectsOf(arm, control))) };
  return [among, against];
}

function effectsOf({ arm, figures }: { arm: string; figures: Figures }, control: Figures, revenues?: Revenues): Effect[] {
  const of = (outcome: Outcome): Comparison => ({ arm, outcome });
  const money = (each: Figures) => ({ n: each.entered, sum: each.revenue, squares: each.revenueSquares });
  // Of some entries only the latest of a customer is kept: then the sums know more.
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
