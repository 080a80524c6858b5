import { total } from '../run-totals.ts';
import { armPrefix, type Counts, heldOutPrefix, stepPrefix } from './counts.ts';
import { squaresOf } from './squares.ts';

/** What became of those who entered, of a campaign or of a part of it. */
export interface Figures {
  entered: number;
  /** Messages that were meant to be sent. */
  targeted: number;
  sent: { email: number; sms: number };
  /** Sent, and neither bounced nor rejected. */
  delivered: number;
  /** People's: what machines opened and clicked is left out. */
  opened: number;
  clicked: number;
  responded: number;
  complained: number;
  /** Of `targeted`: one for each entry of the control group, and for each who gets no marketing at all. */
  controlGroup: number;
  noMarketing: number;
  /** Dropped or failed, by reason; neither of these two. */
  notSent: { [reason: string]: number };
  unknown: number;
  /** Of `targeted`: all others. They are on their way, or wait for open hours, a free slot or a place under a cap. */
  waiting: number;
  /** Entries that reached the goal in its window. */
  goals: number;
  /** In the window: orders, entries with any, and their money in minor units of the base currency, refunds subtracted. */
  orders: number;
  buyers: number;
  revenue: number;
  /** The sum of the squares of each entry's revenue. */
  revenueSquares: number;
  points: number;
  /** Codes of coupons, by pool. */
  coupons: { [pool: string]: number };
  /** Millionths of the base currency: of messages, of rewards as they are priced now, and both. */
  cost: { messages: number; rewards: number; total: number };
}

/** What rewards of a campaign cost, in millionths of the base currency; a pool that is not named costs nothing. */
export interface RewardPrices {
  point: number;
  pools: { [pool: string]: number };
}

/** The figures of the names that begin so: '' for the campaign, 'step/hello/', 'arm/offer/points/'. */
export function figuresOf(counts: Counts, prices: RewardPrices, prefix = ''): Figures {
  const of = (name: string) => counts[prefix + name] ?? 0;
  const sent = { email: of('sent.email'), sms: of('sent.sms') };
  const { 'held-out': withheld = 0, ...suppressed } = byReason(counts, `${prefix}suppressed.`);
  const controlGroup = of('heldOut');
  const notSent = Object.entries(byReason(counts, `${prefix}failed.`)).reduce(added, suppressed);
  const settled = sent.email + sent.sms + withheld + total(notSent) + of('unknown');
  const coupons = byReason(counts, `${prefix}coupons.`);
  const rewards = Object.entries(coupons).reduce(
    (sum, [pool, times]) => sum + times * (prices.pools[pool] ?? 0),
    of('points') * prices.point,
  );
  return {
    entered: of('entered'),
    targeted: of('targeted'),
    sent,
    delivered: sent.email + sent.sms - of('bounced') - of('rejected'),
    opened: of('opened'),
    clicked: of('clicked'),
    responded: of('responded'),
    complained: of('complained'),
    controlGroup,
    noMarketing: withheld - controlGroup,
    notSent,
    unknown: of('unknown'),
    waiting: Math.max(0, of('targeted') - settled),
    goals: of('goals'),
    orders: of('orders'),
    buyers: of('buyers'),
    revenue: of('revenue'),
    revenueSquares: squaresOf(counts, prefix),
    points: of('points'),
    coupons,
    cost: { messages: of('cost'), rewards, total: of('cost') + rewards },
  };
}

/** What is told of the control group: how many there are, and what they did in the goal window anyway. They get no message. */
export type ControlFigures = Pick<Figures, 'targeted' | 'controlGroup' | 'goals' | 'orders' | 'buyers' | 'revenue' | 'revenueSquares'>;

export function controlOf(counts: Counts, prices: RewardPrices): ControlFigures {
  const { goals, orders, buyers, revenue, revenueSquares } = figuresOf(counts, prices, heldOutPrefix);
  const { heldOut = 0 } = counts;
  return { targeted: heldOut, controlGroup: heldOut, goals, orders, buyers, revenue, revenueSquares };
}

/** What is told of a step: its messages. Entries, goals, purchases and rewards are of the whole campaign. */
export type StepFigures = Omit<
  Figures,
  'entered' | 'controlGroup' | 'noMarketing' | 'goals' | 'orders' | 'buyers' | 'revenue' | 'revenueSquares' | 'points' | 'coupons'
>;

export function stepFiguresOf(counts: Counts, prices: RewardPrices, step: string): StepFigures {
  const { entered, controlGroup, noMarketing, goals, orders, buyers, revenue, revenueSquares, points, coupons, ...messages } = figuresOf(
    counts,
    prices,
    stepPrefix(step),
  );
  return messages;
}

/**
 * What is told of an arm: her whole entry, and the messages that were decided once she had come to it. How many of hers were
 * planned from then on is not known, and nobody is held out of an arm alone.
 */
export type ArmFigures = Omit<Figures, 'targeted' | 'waiting' | 'controlGroup' | 'noMarketing'>;

export function armFiguresOf(counts: Counts, prices: RewardPrices, [split, arm]: readonly [string, string]): ArmFigures {
  const { targeted, waiting, controlGroup, noMarketing, ...known } = figuresOf(counts, prices, armPrefix(split, arm));
  return known;
}

/** The same without goals and purchases, where a campaign without a goal has counted none. */
export function asCounted(figures: Partial<Figures>, hasGoal: boolean): Partial<Figures> {
  const { goals, orders, buyers, revenue, revenueSquares, ...others } = figures;
  return hasGoal || goals || orders ? figures : others;
}

/** Why cells of a step, an arm or the control group are empty. */
export const partsRule =
  'Cells are empty where a part has no such figure: entries, goals, revenue and rewards are of the whole campaign and of no step, whose cost is that of its messages; in an arm stand the messages that were decided once the customer had come to it, and how many were meant for her from then on is not counted; the control group gets no message, and is targeted once each; a campaign without a goal counts no purchases.';

/** "step" → the steps, "arm" → split/arm, of which something was counted; in the order of their names. */
export function partsOf(counts: Counts, kind: 'step' | 'arm'): string[] {
  const names = Object.keys(counts).filter((name) => name.startsWith(`${kind}/`));
  return [...new Set(names.map((name) => name.slice(kind.length + 1, name.lastIndexOf('/'))))].sort();
}

function byReason(counts: Counts, prefix: string): { [reason: string]: number } {
  const found = Object.entries(counts).filter(([name, times]) => name.startsWith(prefix) && times !== 0);
  return Object.fromEntries(found.map(([name, times]) => [name.slice(prefix.length), times]));
}

function added(sum: { [reason: string]: number }, [reason, times]: [string, number]): { [reason: string]: number } {
  return { ...sum, [reason]: (sum[reason] ?? 0) + times };
}
