import type { DatabaseSync } from 'node:sqlite';
import { type Rates, toBase } from '../core/money.ts';
import type { Purchases } from '../core/scoring/purchases.ts';
import { day, type Instant } from '../core/time.ts';
import { OrderFileError } from './order-file-error.ts';
import { minorUnits, rowColumns, rowsOf } from './staged-rows.ts';

export interface PurchaseOptions {
  rates: Rates;
  /** What happened at this instant or later is left out. */
  before: Instant;
  /** Takes what was given back off the revenue, on the day on which it was. Without it revenue is what the orders were worth. */
  net: boolean;
}

/**
 * Every customer with an order, by id, with her order days. An order that was cancelled whole is none; nor is one of free
 * articles (`priced`: quantity × price), while one whose total is 0 counts: it was paid for in another way.
 * @throws OrderFileError when an amount has no rate to the base currency.
 */
export function* stagedPurchases(
  database: DatabaseSync,
  { rates, before, net, priced }: PurchaseOptions & { priced: boolean },
): Generator<Purchases> {
  const rows = database.prepare(`SELECT ${rowColumns} FROM orders
    WHERE cancelled = 0 AND at < ${before} ${net ? '' : "AND kind = 'order'"} ${priced ? 'AND amount > 0' : ''} ORDER BY customer, at`);
  let current = nothingBought('');
  for (const { row } of rowsOf(rows)) {
    const { customer, at, kind, currency } = row;
    if (customer !== current.id) {
      if (current.orders > 0) yield current;
      current = nothingBought(customer);
    }
    const worth = toBase({ amount: minorUnits(row), currency }, rates);
    if (worth === undefined) throw new OrderFileError(`there is no rate from ${currency} to ${rates.base}`);
    add(current, Math.floor(at / day), kind === 'order' ? { orders: 1, revenue: worth } : { orders: 0, revenue: -worth });
  }
  if (current.orders > 0) yield current;
}

function nothingBought(id: string): Purchases {
  return { id, days: [], orders: 0, revenue: 0, firstDay: undefined, lastDay: undefined };
}

/** Adds to a customer what comes no earlier than what she has. */
function add(purchases: Purchases, on: number, { orders, revenue }: { orders: number; revenue: number }): void {
  const last = purchases.days.at(-1);
  if (last?.[0] === on) {
    last[1] += orders;
    last[2] += revenue;
  } else purchases.days.push([on, orders, revenue]);
  purchases.orders += orders;
  purchases.revenue += revenue;
  if (orders === 0) return;
  purchases.firstDay ??= on;
  purchases.lastDay = on;
}
