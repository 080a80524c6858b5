import { type Budget, budgetFor, budgetName, timesCost, unpaid } from '../budget.ts';
import { isoText } from '../date-text.ts';
import { grantPoints } from '../loyalty/grant.ts';
import { withPoints } from '../loyalty/summary.ts';
import { addDuration, type Instant } from '../time.ts';
import type { Enrollment, Json } from './enrollment.ts';
import type { RewardNode } from './node.ts';
import type { LiveCampaign } from './program.ts';
import type { Situation } from './situation.ts';

interface Granting {
  enrollment: Enrollment;
  /** The version that she is inside of. */
  campaign: LiveCampaign;
  /** Names the entry: the same step of the same occurrence grants once. */
  id: string;
  at: Instant;
  zone: string;
  now: Instant;
}

export interface Granted {
  situation: Situation;
  /** What the step remembers; undefined when nothing was granted. */
  found?: { [property: string]: Json };
  because: string;
}

/**
 * Grants what a step promises: points at once, a code when the first message that shows it is made. After a restart, what was
 * granted stays granted and is not granted again. What it costs is taken from the budget of the campaign, now and for good: also
 * where no message ever shows the code. Where the budget does not cover it nothing is granted, and she goes on.
 */
export function grant(node: RewardNode, situation: Situation, granting: Granting): Granted {
  const { enrollment } = granting;
  if (enrollment.steps[node.id]?.grantedAt !== undefined)
    return { situation, because: 'was granted before the restart, so it is not granted again' };
  const budget = budgetOf(situation, granting);
  const amount = budget ? priceOf(node, situation, budget) : 0;
  if (budget && !covers(situation, budget, amount)) return { situation, found: unpaid, because: refusal(node, budget, amount) };
  const granted =
    'points' in node.reward ? points(node.reward, situation, { ...granting, step: node.id }) : code(node.reward, situation, granting);
  if (!budget || amount === 0 || !granted.found) return granted;
  const spent = [...(granted.situation.spent ?? []), { budget, amount }];
  return { ...granted, situation: { ...granted.situation, spent } };
}

/** Of the version in force, whichever she is inside of. */
function budgetOf({ live, settings }: Situation, { campaign, enrollment, now }: Granting): Budget | undefined {
  const { budget } = (live.find(({ id }) => id === campaign.id) ?? campaign).limits;
  return budget && budgetFor(budget, { campaign, run: enrollment.run, settings, now });
}

/** In millionths of the budget's currency; 0 where nobody said what it costs, infinite where there is no rate for that. */
function priceOf({ reward }: RewardNode, { loyalty, pools }: Situation, budget: Budget): number {
  const [cost, times] =
    'points' in reward
      ? [loyalty?.programs.find(({ id }) => id === reward.program)?.definition.pointCost, reward.points]
      : [pools?.find(({ id }) => id === reward.pool)?.cost, 1];
  return cost === undefined ? 0 : (timesCost(cost, times, budget) ?? Infinity);
}

function covers({ purses, spent = [] }: Situation, budget: Budget, amount: number): boolean {
  const name = budgetName(budget);
  const taken = spent.reduce((sum, other) => (budgetName(other.budget) === name ? sum + other.amount : sum), 0);
  return amount === 0 || taken + amount <= (purses?.get(name) ?? budget.limit);
}

function refusal({ reward }: RewardNode, { campaign, currency }: Budget, amount: number): string {
  const what = 'points' in reward ? `no points` : `no code of "${reward.pool}"`;
  const why = amount === Infinity ? `cannot be counted: there is no rate for ${currency} and what it costs` : 'is spent';
  return `${what}: the budget of "${campaign}" ${why}`;
}

function code({ pool, validFor }: Extract<RewardNode['reward'], { pool: string }>, situation: Situation, { at, zone }: Granting): Granted {
  const expiresAt = validFor === undefined ? null : text(addDuration(at, validFor, zone));
  return { situation, found: { pool, grantedAt: text(at), expiresAt }, because: `a code of "${pool}"` };
}

function points(
  { points: many, program: id }: Extract<RewardNode['reward'], { points: number }>,
  situation: Situation,
  { enrollment, id: entry, step, at, now }: Granting & { step: string },
): Granted {
  const { loyalty } = situation;
  if (!loyalty || id === undefined) return { situation, because: `no points: there is no program "${id ?? ''}" in force` };
  const because = `campaign ${enrollment.campaign}, step ${step}`;
  const granted = grantPoints(loyalty, { program: id, id: entry, points: many, at, because }, now);
  if ('refused' in granted) return { situation, because: `no points: ${granted.refused}` };
  const profile = withPoints(situation.profile, granted);
  const balance = profile.points?.[id]?.available ?? 0;
  return {
    situation: { ...situation, loyalty: granted, profile },
    found: { points: many, balance, grantedAt: text(at) },
    because: `${many} points of "${id}"`,
  };
}

function text(at: Instant): string {
  return isoText(at);
}
