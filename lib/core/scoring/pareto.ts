import { binsOf, type LogHistogram } from './sketch.ts';

/** Who brings the revenue: value classes A, B, C, and how unequal the customers are. Money in minor units. */
export interface Pareto {
  customers: number;
  /** Of those who brought something; what others brought back is not taken off. */
  revenue: number;
  /** Share of the revenue that the best 1, 10 and 20 % of the customers bring; undefined without revenue. */
  topShares: { 1: number; 10: number; 20: number } | undefined;
  /** 0 = all bring the same, towards 1 = one brings everything; undefined without revenue. */
  gini: number | undefined;
  classes: { a: number; b: number; c: number };
  /** The least that somebody of class A, of class B brought; undefined without revenue. */
  thresholds: { a: number; b: number } | undefined;
}

export type ValueClass = 'A' | 'B' | 'C';

/** A is who is needed for the first 80 % of the revenue, B for the next 15 %; whoever crosses a line belongs above it. */
const lines = { a: 0.8, b: 0.95 };

/** Customers who brought alike: how many, together how much, and the least that one of them brought. */
interface Group {
  count: number;
  sum: number;
  low: number;
}

/** Of a list of customers with what each brought; between equal ones the id decides, so that the order of the list does not. */
export function paretoOf(customers: readonly Brought[]): Pareto {
  return pareto(ranked(customers).map(({ revenue }) => ({ count: 1, sum: revenue, low: revenue })));
}

export interface Brought {
  id: string;
  revenue: number;
}

/** Each customer's class by her place in the list, as `paretoOf` counts them. */
export function valueClasses(customers: readonly Brought[]): Map<string, ValueClass> {
  const list = ranked(customers);
  const total = list.reduce((sum, { revenue }) => sum + Math.max(0, revenue), 0);
  let before = 0;
  return new Map(
    list.map(({ id, revenue }): [string, ValueClass] => {
      const share = { before, revenue };
      before += Math.max(0, revenue);
      return [id, classAt(share, total)];
    }),
  );
}

function classAt({ before, revenue }: { before: number; revenue: number }, total: number): ValueClass {
  if (revenue <= 0 || before >= lines.b * total) return 'C';
  return before < lines.a * total ? 'A' : 'B';
}

/**
 * Of a histogram, for a pass over customers that cannot keep the list: within a bin everybody counts as its mean, so that shares
 * and Gini are right to 1 %, and a class begins at the lower end of the bin in which its last customer is, at most 1 % below her.
 */
export function paretoOfHistogram(histogram: LogHistogram): Pareto {
  return pareto(binsOf(histogram).reverse());
}

/**
 * The class of an amount by the shop's thresholds, as nightly counted; equal amounts are of one class, so that at a threshold
 * shared by many the classes may be larger than by place in the list.
 */
export function valueClass(revenue: number, { a, b }: { a: number; b: number }): ValueClass {
  if (revenue <= 0 || revenue < b) return 'C';
  return revenue >= a ? 'A' : 'B';
}

function ranked(customers: readonly Brought[]): Brought[] {
  return [...customers].sort((one, other) => other.revenue - one.revenue || (one.id < other.id ? -1 : 1));
}

/** `groups` best first. */
function pareto(groups: Group[]): Pareto {
  const customers = groups.reduce((sum, { count }) => sum + count, 0);
  const bringing = groups.filter(({ sum }) => sum > 0);
  const revenue = bringing.reduce((sum, group) => sum + group.sum, 0);
  const classes = { a: 0, b: 0, c: customers };
  if (revenue === 0) return { customers, revenue, topShares: undefined, gini: undefined, classes, thresholds: undefined };
  const thresholds = { a: 0, b: 0 };
  let before = 0;
  for (const { count, sum, low } of bringing) {
    const mean = sum / count;
    // So many of the group come while less than the share is reached.
    const until = (line: number) => Math.min(count, Math.max(0, Math.ceil((line * revenue - before) / mean)));
    const [a, upToB] = [until(lines.a), until(lines.b)];
    if (a > 0) thresholds.a = low;
    if (upToB > 0) thresholds.b = low;
    classes.a += a;
    classes.b += upToB - a;
    before += sum;
  }
  classes.c = customers - classes.a - classes.b;
  const top = (percent: number) => best(bringing, Math.ceil((percent * customers) / 100)) / revenue;
  return {
    customers,
    revenue,
    topShares: { 1: top(1), 10: top(10), 20: top(20) },
    gini: gini(bringing, { customers, revenue }),
    classes,
    thresholds,
  };
}

/** What the best `count` customers bring together. */
function best(groups: Group[], count: number): number {
  let left = count;
  let sum = 0;
  for (const group of groups) {
    const taken = Math.min(left, group.count);
    sum += (taken * group.sum) / group.count;
    left -= taken;
    if (left === 0) break;
  }
  return sum;
}

/** 2·Σ(i·y_i)/(n·Σy) − (n+1)/n with y ascending; whoever brought nothing has a place and no weight. */
function gini(groups: Group[], { customers, revenue }: { customers: number; revenue: number }): number {
  let weighted = 0;
  let above = 0;
  for (const { count, sum } of groups) {
    const meanPlace = customers - above - (count - 1) / 2;
    weighted += meanPlace * sum;
    above += count;
  }
  return (2 * weighted) / (customers * revenue) - (customers + 1) / customers;
}
