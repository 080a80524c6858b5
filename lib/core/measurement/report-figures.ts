import { type Counts, heldOutPrefix } from './counts.ts';
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
  /** Messages of those who are held out, by this campaign or from all marketing. */
  withheld: number;
  /** Dropped or failed, by reason; `withheld` is none. */
  notSent: { [reason: string]: number };
  unknown: number;
  /** Wait for open hours, a free slot or a place under a cap. */
  held: number;
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
    withheld,
    notSent: Object.entries(byReason(counts, `${prefix}failed.`)).reduce(added, suppressed),
    unknown: of('unknown'),
    held: Object.values(byReason(counts, `${prefix}held.`)).reduce((sum, times) => sum + times, 0),
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

/** The control group of a campaign: how many were held out, and what they did in the goal window anyway. */
export function controlOf(counts: Counts, prices: RewardPrices): Figures {
  return { ...figuresOf(counts, prices, heldOutPrefix), entered: counts.heldOut ?? 0 };
}

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
