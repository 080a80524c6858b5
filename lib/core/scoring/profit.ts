import { toBase } from '../money.ts';
import type { Look } from './look.ts';

/** Minor units of the base currency, over her whole life. */
export interface Profit {
  margin: number;
  serving: number;
  rewards: number;
  /** margin − serving − rewards. */
  profit: number;
}

/**
 * What is left of what she paid: the margin in it, less what her orders and returns cost to serve and the points that she spent.
 * What she paid while the settings stated no margins counts by the default of today. Undefined where margins or a rate are
 * missing. Coupons and messages are not in it.
 */
export function profitOf({ profile, rates, valuation, knowsRevenue, purchases }: Look): Profit | undefined {
  const { margins, costToServe, programs = [] } = valuation ?? {};
  if (!margins || !costToServe || !knowsRevenue()) return undefined;
  let margin = 0;
  let covered = 0;
  for (const [currency, [amount, of]] of Object.entries(profile.orders.margin ?? {})) {
    margin += toBase({ amount, currency }, rates) ?? 0;
    covered += toBase({ amount: of, currency }, rates) ?? 0;
  }
  const { revenue, orders } = purchases();
  margin = Math.round(margin + (revenue - covered) * margins.default);
  const returns = profile.activities['order.refunded']?.n ?? 0;
  const serving = orders * costToServe.order + returns * costToServe.return;
  const rewards = Math.round(programs.reduce((sum, { id, pointCost }) => sum + (profile.points?.[id]?.spent ?? 0) * pointCost, 0));
  return { margin, serving, rewards, profit: margin - serving - rewards };
}

/** Whether she costs more than she brings; known sooner than the tier, so that it can be asked before anything is spent on her. */
export function isBelowZero(known: Profit | undefined): boolean | undefined {
  return known && known.profit < 0;
}

/** Best first. */
export const profitTiers = ['high', 'moderate', 'break-even', 'loss-making'] as const;
export type ProfitTier = (typeof profitTiers)[number];

/** Less profit than this share of what she paid is as good as none. */
export const breakEven = 0.05;

/**
 * Loss-making: costs more than she brings. Break-even: brings less than 5 % of what she paid. High: at least the usual margin of
 * somebody at the bound of value class A, which needs the figures of the shop. Moderate: the others. Undefined without orders.
 */
export function profitTierOf(look: Look): ProfitTier | undefined {
  const known = profitOf(look);
  const { orders, revenue } = look.purchases();
  if (!known || orders === 0) return undefined;
  if (isBelowZero(known)) return 'loss-making';
  if (known.profit < breakEven * revenue || known.profit === 0) return 'break-even';
  const high = highProfit(look);
  return high === undefined ? undefined : known.profit >= high ? 'high' : 'moderate';
}

/** From which profit a customer is of the tier high; undefined without the figures of the shop, or without margins. */
export function highProfit({ shop, valuation }: Look): number | undefined {
  return shop?.value && valuation?.margins && Math.round(shop.value.a * valuation.margins.default);
}

/** The share of margin in what she buys, 0 to 1: her own where orders were counted with margins, else the default. */
export function marginShareOf({ profile, rates, valuation }: Look): number | undefined {
  if (!valuation?.margins) return undefined;
  const known = Object.entries(profile.orders.margin ?? {}).map(([currency, [amount, of]]) => ({
    margin: toBase({ amount, currency }, rates) ?? 0,
    of: toBase({ amount: of, currency }, rates) ?? 0,
  }));
  const of = known.reduce((sum, one) => sum + one.of, 0);
  const share = known.reduce((sum, one) => sum + one.margin, 0) / of;
  return of > 0 && share >= 0 && share <= 1 ? share : valuation.margins.default;
}
