import { day, type Instant } from '../time.ts';

/** A message that went out to a customer. */
export interface Touch {
  campaign: string;
  step: string;
  at: Instant;
}

/** An order of hers; money in minor units of the base currency, 0 where there is no rate for it. */
export interface Purchase {
  order: string;
  at: Instant;
  revenue: number;
}

/** What last touch gives to the messages of one step of a campaign. */
export interface Attributed {
  campaign: string;
  step: string;
  orders: number;
  revenue: number;
}

/** So many days after a message its order may come. */
export const attributionDays = 7;

/** What the page says of it. */
export const attributionRule = `Last touch: an order within ${attributionDays} days after the last message that a customer was sent, of whichever campaign, goes to that message. This is not causal: who gets messages are often those who would have bought anyway. It helps to compare messages with each other; what a campaign brings is told by its control group alone.`;

/**
 * Gives the orders of one customer to her messages. `refunds` are what was given back, by order; they go where the order went.
 * An order at the very instant of a message is not its doing.
 */
export function lastTouch(
  touches: readonly Touch[],
  purchases: readonly Purchase[],
  refunds: ReadonlyMap<string, number> = new Map(),
): Attributed[] {
  const sorted = [...touches].sort((a, b) => a.at - b.at);
  const found = new Map<string, Attributed>();
  for (const { order, at, revenue } of purchases) {
    const touch = sorted.findLast((each) => each.at < at);
    if (!touch || at - touch.at > attributionDays * day) continue;
    const name = `${touch.campaign}#${touch.step}`;
    const known = found.get(name) ?? { campaign: touch.campaign, step: touch.step, orders: 0, revenue: 0 };
    found.set(name, { ...known, orders: known.orders + 1, revenue: known.revenue + revenue - (refunds.get(order) ?? 0) });
  }
  return [...found.values()];
}

/** Both together, by campaign and step. */
export function plusAttributed(one: Attributed[], other: Attributed[]): Attributed[] {
  const books = new Map<string, Attributed>();
  for (const each of [...one, ...other]) {
    const name = `${each.campaign}#${each.step}`;
    const known = books.get(name);
    books.set(name, { ...each, orders: each.orders + (known?.orders ?? 0), revenue: each.revenue + (known?.revenue ?? 0) });
  }
  return [...books].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, each]) => each);
}
