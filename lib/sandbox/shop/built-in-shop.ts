import { type Instant, localDate } from '../../core/time.ts';
import type { Entry } from '../../orders/entry.ts';
import { chance, pickEvenly } from './chance.ts';
import { type Shopper, shopperAt } from './customers.ts';
import { activitiesOf } from './purchases.ts';
import { cameAt, ordersPerYear } from './rhythm.ts';

/** The shop that the sandbox opens when it is given no orders: Linden & Pine, two years old at `endAt`. */
export interface BuiltInShop {
  /** What happened before `liveFrom`, customer by customer: who she is, then what she did in time order. */
  history: Iterable<Entry>;
  /** What happens from `liveFrom` until `endAt`, in time order; a new customer is told right before what she does first. */
  live: Iterable<Entry>;
}

/**
 * Generates the shop: about 1,000 customers and 5,000 orders in twelve countries and six currencies. The same input gives
 * the same shop; nothing in it is a person's, and no address or number in it can reach anyone.
 */
export function builtInShop({ endAt, liveFrom, customers = 1000 }: { endAt: Instant; liveFrom: Instant; customers?: number }): BuiltInShop {
  const shop = { endAt, liveFrom, customers };
  return { history: { [Symbol.iterator]: () => historyOf(shop) }, live: { [Symbol.iterator]: () => liveOf(shop) } };
}

interface Shop {
  endAt: Instant;
  liveFrom: Instant;
  customers: number;
}

function* historyOf({ endAt, liveFrom, customers }: Shop): Generator<Entry> {
  for (let index = 0; index < customers; index++) {
    const shopper = shopperAt(index);
    const before = activitiesOf(shopper, endAt).filter(({ occurredAt }) => Date.parse(occurredAt) < liveFrom);
    if (before.length > 0) yield* introduce(shopper, endAt);
    for (const activity of before) yield { activity };
  }
}

function* liveOf({ endAt, liveFrom, customers }: Shop): Generator<Entry> {
  const shoppers = Array.from({ length: customers }, (_, index) => shopperAt(index));
  const all = shoppers.flatMap((shopper) =>
    activitiesOf(shopper, endAt).map((activity, nth) => ({ shopper, activity, nth, at: Date.parse(activity.occurredAt) })),
  );
  // Sorting is stable, so what one customer does in one instant keeps its order.
  const live = all.filter(({ at }) => at >= liveFrom).sort((a, b) => a.at - b.at);
  for (const { shopper, activity, nth } of live) {
    if (nth === 0) yield* introduce(shopper, endAt);
    yield { activity };
  }
}

/** Who comes about every other week has an account manager. */
const managedFrom = 24;
const managers = ['mia@lindenandpine.example', 'tom@lindenandpine.example'] as const;

function* introduce(shopper: Shopper, endAt: Instant): Generator<Entry> {
  const since = localDate(Math.floor(cameAt(shopper.id, endAt)), shopper.zone);
  const isManaged = ordersPerYear(shopper.id) >= managedFrom;
  const accountManager = pickEvenly(managers, chance(shopper.id, 'manager'));
  for (const customer of shopper.details)
    yield { customer: { ...customer, attributes: { ...customer.attributes, since, ...(isManaged && { accountManager }) } } };
}
