import type { Purchases, Summary } from '../purchases.ts';

/** Her orders in time, without what they were worth. */
export type History = Pick<Summary, 'x' | 'tx' | 'T'>;

/** Customers of whom the models cannot tell one from another, and how many they are. */
export type Counted<Row> = Row & { count: number };

/** A summary of one customer, or of `count` customers who are alike. */
export type Summarised = Summary & { count?: number };

const week = 7;

/**
 * What the models need to know of her up to and including a UTC day. Undefined before her first order, and where `days` was cut
 * so far that her last order before that day is not known. A day of refunds only counts towards the order day before it.
 * Order days that were cut off are reckoned from how many orders were, at as many orders a day as on the days that are left.
 * `minorUnits` is how many of them make one of the currency: 100 for GBP, 1 for JPY.
 */
export function summaryOf({ days, orders, firstDay }: Purchases, asOfDay: number, minorUnits = 100): Summary | undefined {
  const all = orderDays(days);
  const known = all.filter(({ day }) => day <= asOfDay);
  const first = Math.min(firstDay ?? Infinity, known[0]?.day ?? Infinity);
  const last = known.at(-1)?.day;
  if (last === undefined || !Number.isFinite(asOfDay)) return undefined;
  const cut = first < (known[0]?.day ?? first) ? cutDays(orders, all) : 0;
  const x = known.length + cut - 1;
  const repeat = cut > 0 ? known : known.slice(1);
  const revenue = repeat.reduce((sum, day) => sum + day.revenue, 0);
  return {
    x,
    tx: (last - first) / week,
    T: (asOfDay - first) / week,
    mean: x === 0 ? 0 : revenue / repeat.length / minorUnits,
  };
}

interface OrderDay {
  day: number;
  orders: number;
  revenue: number;
}

function orderDays(days: Purchases['days']): OrderDay[] {
  const found: OrderDay[] = [];
  for (const [day, orders, revenue] of days.toSorted(([one], [other]) => one - other)) {
    const latest = found.at(-1);
    if (latest && (latest.day === day || !(orders > 0))) {
      latest.orders += orders;
      latest.revenue += revenue;
    } else if (orders > 0) found.push({ day, orders, revenue });
  }
  return found;
}

function cutDays(orders: number, left: OrderDay[]): number {
  const leftOrders = left.reduce((sum, day) => sum + day.orders, 0);
  return Math.max(1, Math.round(((orders - leftOrders) * left.length) / leftOrders) || 1);
}

/** Three hundred years of order days. */
const mostDays = 110_000;

/** Whether the models can read it: whole repeat days, a last order not after today, an age that is not negative, a count above 0. */
export function isSound({ x, tx, T, count = 1 }: History & { count?: number }): boolean {
  return Number.isInteger(x) && x >= 0 && x <= mostDays && tx >= 0 && tx <= T && Number.isFinite(T) && count > 0 && Number.isFinite(count);
}

/** Equal histories once, with how many customers have them, in an order of their own: the same customers in any order give the same list. */
export function countHistories(summaries: Iterable<Summarised>): Counted<History>[] {
  const rows: Counted<History>[] = [];
  for (const { x, tx, T, count = 1 } of summaries) rows.push({ x, tx: x === 0 ? 0 : tx, T, count });
  return merged(rows, (one, other) => one.x - other.x || one.T - other.T || one.tx - other.tx);
}

/** The same for what repeat buyers spend: equal numbers of repeat days with an equal mean. */
export function countSpends(summaries: Iterable<Summarised>): Counted<Pick<Summary, 'x' | 'mean'>>[] {
  const rows: Counted<Pick<Summary, 'x' | 'mean'>>[] = [];
  for (const { x, mean, count = 1 } of summaries) if (x > 0) rows.push({ x, mean, count });
  return merged(rows, (one, other) => one.x - other.x || one.mean - other.mean);
}

function merged<Row extends { count: number }>(rows: Row[], compare: (one: Row, other: Row) => number): Row[] {
  const found: Row[] = [];
  for (const row of rows.sort(compare)) {
    const latest = found.at(-1);
    if (latest && compare(latest, row) === 0) latest.count += row.count;
    else found.push(row);
  }
  return found;
}
