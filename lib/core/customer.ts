import type { Activity, Money } from './activity.ts';
import { setAttributes, stampOf } from './attributes.ts';
import type { Json } from './enrollment/enrollment.ts';
import type { PointsSummary } from './loyalty/account.ts';
import { type Margins, marginOf } from './margin.ts';
import type { Rates } from './money.ts';
import { readMoney, toBase } from './money.ts';
import { foldSigns, type Signs } from './signs.ts';
import { sortedByName } from './sorted-by-name.ts';
import type { Instant } from './time.ts';
import { day } from './time.ts';

/**
 * What is known of a customer: sums, extremes and day buckets, so that folding the same activities in any order gives
 * the same profile. JSON-safe and bounded: 2.2 KB for somebody who orders daily, .3 KB more for each further type of activity,
 * up to .7 KB for each of the 24 things at most that live definitions count by "did" with where or same.
 * Lists keep their latest days, and remember that older ones were dropped, so that a question reaching further back is
 * answered "unknown" and never wrongly. Days are UTC days since 1970.
 */
export interface Profile {
  /** What she has in loyalty programs; written together with the account. */
  points?: { [program: string]: PointsSummary };
  /** The shop's own id. */
  id: string;
  attributes: { [name: string]: Json };
  /** Which activity each attribute stands from: `occurredAt#id` → names. */
  stamps: { [stamp: string]: string[] };
  orders: OrderRecord;
  /** Category → latest day of an order in it. */
  categories: { [category: string]: number };
  /** True once a category was dropped: a missing one may then have been bought long ago. */
  categoriesDropped: boolean;
  /** What she did beside ordering, by type of activity. */
  activities: { [type: string]: ActivityRecord };
  /** At which hours she is there, and how content she is. */
  signs?: Signs;
  /** What the live definitions count of her activities, by the id of the need; one that is missing was never counted. */
  counts?: { [need: string]: CountRecord };
  /** Uploaded lists that she stands on: what her row says, and the last day (YYYY-MM-DD) on which it holds. */
  lists?: { [segment: string]: { until: string; row: { [column: string]: Json } } };
  /**
   * Segments that are triggers: whether she was in it when last looked at, how often she came in or left, and which rule was
   * asked: what is remembered of another rule says nothing.
   */
  segments?: { [segment: string]: { in: boolean; times: number; rule: string } };
}

/**
 * Orders count when placed. A refund reduces what was spent, on the day of the refund, so that it may come before its
 * order; it does not reduce the count of orders.
 */
export interface OrderRecord {
  count: number;
  firstAt: Instant | null;
  lastAt: Instant | null;
  /** Minor units by currency, over the whole life. */
  spend: { [currency: string]: number };
  /** [day, orders, spend in minor units of the base currency; null when a rate was missing], earliest first. */
  days: [number, number, number | null][];
  /** The latest day that was dropped from `days`. */
  droppedDay: number | null;
  /**
   * By currency the margin in what she spent while the settings stated margins, and how much that was, both in minor units
   * and less refunds. Each order keeps the margins of its day: other settings count for what comes after.
   */
  margin?: { [currency: string]: [margin: number, of: number] };
}

/** How the money of activities is counted: the rates, and margins where the settings state them. */
export interface Bookkeeping extends Rates {
  margins?: Margins | undefined;
}

export interface ActivityRecord {
  n: number;
  lastAt: Instant;
  /** [day, times], earliest first. */
  days: [number, number][];
  droppedDay: number | null;
}

/**
 * How often she did it. The latest cells of [day, times, label] are kept; what was dropped is remembered, so that a
 * question that reaches back to it is answered "unknown". 0 = never.
 */
export type CountRecord =
  | 0
  | {
      /** Over the whole life, those included that only may match. */
      n: number;
      /** Of them: a property that decides was missing. */
      maybe: number;
      lastAt: Instant;
      /** Earliest first. The label is '' or, by "same", a hash of the value; '?' where it only may match. */
      days: [day: number, times: number, label: string][];
      droppedDay: number | null;
    };

export const keptOrderDays = 64;
export const keptActivityDays = 16;
const keptCategories = 10;

/** A customer of whom nothing is known yet. */
export function emptyProfile(id: string): Profile {
  return {
    id,
    attributes: {},
    stamps: {},
    orders: { count: 0, firstAt: null, lastAt: null, spend: {}, days: [], droppedDay: null },
    categories: {},
    categoriesDropped: false,
    activities: {},
  };
}

/**
 * The profile after one more activity. Commutative: any order of the same activities gives an equal profile.
 * Each activity must be folded once; the caller guarantees it. The given profile is not changed.
 */
export function foldActivity(profile: Profile, activity: Activity, books: Bookkeeping): Profile {
  const signs = foldSigns(profile.signs, activity);
  const seen = signs === undefined ? profile : { ...profile, signs };
  if (activity.type === 'order.placed')
    return { ...seen, orders: foldOrder(profile.orders, activity, books), ...foldCategories(profile, activity) };
  const counted = { ...seen, activities: foldCount(profile.activities, activity) };
  if (activity.type === 'customer.updated') return setAttributes(counted, activity.data, stampOf(activity.occurredAt, activity.id));
  return activity.type === 'order.refunded' ? { ...counted, orders: foldRefund(profile.orders, activity, books) } : counted;
}

function foldCount(activities: Profile['activities'], activity: Activity): Profile['activities'] {
  const at = activity.occurredAt;
  const known = activities[activity.type] ?? { n: 0, lastAt: at, days: [], droppedDay: null };
  const days = bucket(known.days, dayOf(at), (same) => [dayOf(at), (same?.[1] ?? 0) + 1]);
  const record: ActivityRecord = {
    n: known.n + 1,
    lastAt: Math.max(known.lastAt, at),
    ...bounded(days, keptActivityDays, known.droppedDay),
  };
  return sortedByName({ ...activities, [activity.type]: record });
}

function foldOrder(orders: OrderRecord, activity: Activity, books: Bookkeeping): OrderRecord {
  const at = activity.occurredAt;
  return {
    ...foldSpend(orders, { at, value: activity.data.total, lines: activity.data.lines, sign: 1 }, books),
    count: orders.count + 1,
    firstAt: orders.firstAt === null ? at : Math.min(orders.firstAt, at),
    lastAt: orders.lastAt === null ? at : Math.max(orders.lastAt, at),
  };
}

function foldRefund(orders: OrderRecord, activity: Activity, books: Bookkeeping): OrderRecord {
  return foldSpend(orders, { at: activity.occurredAt, value: activity.data.amount, lines: activity.data.lines, sign: -1 }, books);
}

interface Flow {
  at: Instant;
  value: Json | undefined;
  lines: Json | undefined;
  sign: 1 | -1;
}

function foldSpend(orders: OrderRecord, flow: Flow, books: Bookkeeping): OrderRecord {
  const money = readMoney(flow.value);
  const spend = { ...orders.spend };
  if (money) spend[money.currency] = (spend[money.currency] ?? 0) + flow.sign * money.amount;
  const inBase = money && toBase(money, books);
  const days = bucket(orders.days, dayOf(flow.at), (same) => {
    const [, n, sum] = same ?? [0, 0, 0];
    return [dayOf(flow.at), n + (flow.sign === 1 ? 1 : 0), sum === null || inBase === undefined ? null : sum + flow.sign * inBase];
  });
  const margin = money && books.margins && foldMargin(orders.margin, flow, { money, margins: books.margins });
  return { ...orders, spend: sortedByName(spend), ...bounded(days, keptOrderDays, orders.droppedDay), ...(margin && { margin }) };
}

function foldMargin(known: OrderRecord['margin'], { lines, sign }: Flow, { money, margins }: { money: Money; margins: Margins }) {
  const [margin, of] = known?.[money.currency] ?? [0, 0];
  const changed: [number, number] = [margin + sign * marginOf(money, lines, margins), of + sign * money.amount];
  return sortedByName({ ...known, [money.currency]: changed });
}

function foldCategories(profile: Profile, activity: Activity): Pick<Profile, 'categories' | 'categoriesDropped'> {
  const named = activity.data.categories;
  if (!Array.isArray(named)) return { categories: profile.categories, categoriesDropped: profile.categoriesDropped };
  const today = dayOf(activity.occurredAt);
  const latest = new Map(Object.entries(profile.categories));
  for (const category of named) {
    if (typeof category === 'string' && category.length <= 64) latest.set(category, Math.max(latest.get(category) ?? today, today));
  }
  if (latest.size <= keptCategories)
    return { categories: sortedByName(Object.fromEntries(latest)), categoriesDropped: profile.categoriesDropped };
  const ranked = [...latest].sort(([a, dayA], [b, dayB]) => dayB - dayA || (a < b ? -1 : 1));
  return { categories: sortedByName(Object.fromEntries(ranked.slice(0, keptCategories))), categoriesDropped: true };
}

/** Replaces the bucket of a day by `change` of it, or adds it in its place. */
function bucket<B extends [number, ...unknown[]]>(days: B[], wanted: number, change: (known: B | undefined) => B): B[] {
  const last = days.at(-1);
  if (last === undefined || last[0] < wanted) return [...days, change(undefined)];
  if (last[0] === wanted) return [...days.slice(0, -1), change(last)];
  const rest = days.filter(([number]) => number !== wanted);
  const changed = change(days.find(([number]) => number === wanted));
  return [...rest, changed].sort(([a], [b]) => a - b);
}

function bounded<B extends [number, ...unknown[]]>(
  days: B[],
  most: number,
  droppedDay: number | null,
): { days: B[]; droppedDay: number | null } {
  const gone = days.length > most ? days[days.length - most - 1] : undefined;
  const latestGone = gone === undefined ? droppedDay : Math.max(gone[0], droppedDay ?? gone[0]);
  return { days: days.slice(-most), droppedDay: latestGone };
}

function dayOf(at: Instant): number {
  return Math.floor(at / day);
}
