import type { Enrollment, Window } from '../enrollment/enrollment.ts';
import { monthOf, monthText } from '../scoring/cohorts.ts';
import type { Purchases } from '../scoring/purchases.ts';
import { day, type Instant } from '../time.ts';
import { bucketOf } from './counts-of.ts';

/** Days of one period, and how many are looked at before an entry, and after it. */
export const periodDays = 30;
const reach = 6;
/** Before and after of a cohort: so many periods, of the same customers. */
const beside = 3;
export const besideDays = beside * periodDays;

/** When she first entered, where that is counted, and whether she was held out then. */
export interface FirstEntry {
  campaign: string;
  /** UTC day since 1970. */
  on: number;
  /** Of the run that entered her, else of that day. */
  bucket: string;
  group: 'entered' | 'control';
}

/**
 * Her first entry ever into that campaign, whichever days are asked for: a later one comes after what this one did. Without a
 * campaign the first of all in which she was not held out: each campaign holds out another share, so that beside all who entered
 * a control group would be one of other campaigns. Undefined without an entry, and where she was kept from all marketing then.
 */
export function firstEntry(enrollments: readonly Enrollment[], campaign: string | undefined): FirstEntry | undefined {
  const entries = enrollments
    .filter((one) => campaign === undefined || one.campaign === campaign)
    .flatMap((one) => [
      entryOf(one),
      ...(one.measured ?? []).map(({ from, run, as }): Entry => ({ campaign: one.campaign, at: from, run, as })),
    ])
    .filter(({ as }) => campaign !== undefined || as === undefined);
  const [first] = entries.sort((a, b) => a.at - b.at);
  if (!first || first.as === 'universal') return undefined;
  const { campaign: into, at, run: bucket = bucketOf({ enteredAt: at }), as } = first;
  return { campaign: into, on: Math.floor(at / day), bucket, group: as ? 'control' : 'entered' };
}

interface Entry {
  campaign: string;
  at: Instant;
  run: string | undefined;
  as: Window['as'];
}

function entryOf({ campaign, status, heldOutBy, enteredAt, since = enteredAt, run }: Enrollment): Entry {
  return { campaign, at: since, run, as: status === 'held-out' ? (heldOutBy ?? 'heldOut') : undefined };
}

/** Customers of whom a period is known, and what they brought in it. Money in minor units of the base currency. */
interface Brought {
  customers: number;
  revenue: number;
}

/** By the month of first entry. Additive: the books of two parts of the customers are the sum. */
export type AroundBooks = Map<
  number,
  { customers: number; periods: Map<number, Brought>; compared: number; before: number; after: number }
>;

/** Adds one customer; days after `until` (UTC, the last that is over) are not looked at. */
export function addAroundEntry(books: AroundBooks, purchases: Purchases, { on, until }: { on: number; until: number }): void {
  const month = monthOf(on);
  const cohort = books.get(month) ?? { customers: 0, periods: new Map<number, Brought>(), compared: 0, before: 0, after: 0 };
  books.set(month, cohort);
  cohort.customers += 1;
  const known = Array.from({ length: 2 * reach }, (_, n) => n - reach).flatMap((period) => {
    const revenue = revenueIn(purchases, { on, until, period });
    return revenue === undefined ? [] : [{ period, revenue }];
  });
  for (const { period, revenue } of known) {
    const { customers, revenue: sum } = cohort.periods.get(period) ?? { customers: 0, revenue: 0 };
    cohort.periods.set(period, { customers: customers + 1, revenue: sum + revenue });
  }
  const near = known.filter(({ period }) => period >= -beside && period < beside);
  if (near.length < 2 * beside) return;
  cohort.compared += 1;
  for (const { period, revenue } of near) cohort[period < 0 ? 'before' : 'after'] += revenue;
}

/**
 * What she brought in the n-th period after the day of her entry; −1 is the one that ends with that day, since what she did then is
 * often why she entered. Undefined where it is not over, where she was no customer yet as it began, and where her profile keeps
 * no days that old.
 */
function revenueIn(
  { days, orders, firstDay }: Purchases,
  { on, until, period }: { on: number; until: number; period: number },
): number | undefined {
  const from = on + 1 + period * periodDays;
  const to = from + periodDays - 1;
  if (firstDay === undefined || firstDay >= from || to > until) return undefined;
  const kept = days.reduce((sum, [, n]) => sum + n, 0);
  if (kept < orders && (days[0]?.[0] ?? from) > from) return undefined;
  return days.reduce((sum, [each, , revenue]) => (each >= from && each <= to ? sum + revenue : sum), 0);
}

/** What a customer brought before she first entered a campaign, and after. Means, in minor units of the base currency. */
export interface AroundEntry {
  /** `from` and `to` are days after that of the entry, both included: −29 to 0 ends with it. */
  periods: { from: number; to: number; customers: number; revenue: number }[];
  /** `before` and `after` are per 30 days of the 90 on each side, of the customers of whom all of these are known: `compared`. */
  cohorts: { month: string; customers: number; compared: number; before?: number; after?: number }[];
}

/** Periods of which nothing is known are left out. */
export function aroundEntry(books: AroundBooks): AroundEntry {
  const sorted = [...books].sort(([a], [b]) => a - b);
  const periods = Array.from({ length: 2 * reach }, (_, n) => n - reach).flatMap((period) => {
    const parts = sorted.flatMap(([, cohort]) => cohort.periods.get(period) ?? []);
    const customers = parts.reduce((sum, each) => sum + each.customers, 0);
    if (customers === 0) return [];
    const from = 1 + period * periodDays;
    return [{ from, to: from + periodDays - 1, customers, revenue: parts.reduce((sum, each) => sum + each.revenue, 0) / customers }];
  });
  return {
    periods,
    cohorts: sorted.map(([month, { customers, compared, before, after }]) => ({
      ...{ month: monthText(month), customers, compared },
      ...(compared > 0 && { before: before / compared / beside, after: after / compared / beside }),
    })),
  };
}

/** What text and page say of it, of one campaign or of all. */
export function aroundRule(campaign: string | undefined): string {
  const beside =
    campaign === undefined
      ? 'The control group of a campaign falls back alike, but campaigns hold out different shares and some nobody, so beside all who entered it would be one of other campaigns: it is shown with the report of one campaign. Entries in which she was held out are not counted here.'
      : 'The control group falls back alike, so look at the two beside each other. In which group a customer is was drawn at her first entry.';
  return `A description and no effect: customers enter a campaign after something happened, often an order, and then fall back to what is usual for them, whether they are sent anything or not (regression to the mean). ${beside} What a campaign caused is told by its effects alone. Revenue per customer in ${periodDays} days, without costs. The day of the first entry counts as before; with --since or --until those are told of whose first entry is in these days. A period holds customers who had ordered before it began, and is over for each of them; a cohort compares the ${besideDays} days on both sides of the same customers.`;
}
