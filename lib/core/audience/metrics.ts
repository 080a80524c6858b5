import type { Profile } from '../customer.ts';
import type { Json } from '../enrollment/enrollment.ts';
import type { Rates } from '../money.ts';
import { toBase } from '../money.ts';
import type { CalendarDuration, Instant } from '../time.ts';
import { day, subtractDuration } from '../time.ts';

/** What was found at a path. `unknown`: there may be more that is not known, so that "not found" proves nothing. */
export interface Found {
  values: Json[];
  unknown: boolean;
}

/**
 * The window of "within". Windows of days and longer hold whole UTC days, the first one included; shorter ones are
 * exact, and unknown where day buckets cannot tell.
 */
export interface Window {
  duration: CalendarDuration;
  zone: string;
  now: Instant;
}

/** At least and at most so many; equal when it is known exactly. */
export interface Count {
  min: number;
  max: number;
}

export const metricNames = [
  'orders',
  'spend',
  'averageOrder',
  'spendChange',
  'lastOrderAt',
  'firstOrderAt',
  'categories',
  'daysBetweenOrders',
] as const;
export type MetricName = (typeof metricNames)[number];

const nothing: Found = { values: [], unknown: true };

/** Money is `{ amount, currency }` in the currency of the rates, spendChange in percent (-30 = a third less), instants in ms. */
export function metric(profile: Profile, name: MetricName, scope: { rates: Rates; window?: Window | undefined }): Found {
  const { orders } = profile;
  switch (name) {
    case 'orders':
      return one(exactly(countOrders(profile, scope.window)));
    case 'spend':
      return money(spendOf(profile, scope), scope.rates);
    case 'averageOrder': {
      const count = exactly(countOrders(profile, scope.window));
      const spend = spendOf(profile, scope);
      return money(count && spend !== undefined ? Math.round(spend / count) : undefined, scope.rates);
    }
    case 'spendChange':
      return one(scope.window && spendChange(profile, scope.window));
    case 'lastOrderAt':
      return one(orders.lastAt);
    case 'firstOrderAt':
      return one(orders.firstAt);
    case 'categories':
      return { values: Object.keys(profile.categories), unknown: profile.categoriesDropped };
    case 'daysBetweenOrders':
      if (orders.firstAt === null || orders.lastAt === null || orders.count < 2) return nothing;
      return one(Math.round(((orders.lastAt - orders.firstAt) / day / (orders.count - 1)) * 10) / 10);
  }
}

/** Every metric that needs no window, for templates: unknown ones are left out. */
export function metricsOf(profile: Profile, rates: Rates): { [name: string]: Json } {
  const all = metricNames.map((name): [string, Found] => [name, metric(profile, name, { rates })]);
  const known = all.filter(([name, { values }]) => name === 'categories' || values.length > 0);
  return Object.fromEntries(known.map(([name, { values }]) => [name, name === 'categories' ? values : (values[0] ?? null)]));
}

/** How often she did an activity, ever or within a window. */
export function countActivity(profile: Profile, type: string, window?: Window): Count {
  if (type === 'order.placed') return countOrders(profile, window);
  const record = profile.activities[type];
  if (!record) return { min: 0, max: 0 };
  if (!window) return { min: record.n, max: record.n };
  return countDays(
    {
      total: record.n,
      days: record.days,
      droppedDay: record.droppedDay,
      lastAt: record.lastAt,
    },
    window,
  );
}

function countOrders(profile: Profile, window: Window | undefined): Count {
  const { count, days, droppedDay, lastAt } = profile.orders;
  if (!window) return { min: count, max: count };
  return countDays({ total: count, days, droppedDay, lastAt }, window);
}

interface Buckets {
  total: number;
  days: readonly (readonly [number, number, ...unknown[]])[];
  droppedDay: number | null;
  lastAt: Instant | null;
}

function countDays({ total, days, droppedDay, lastAt }: Buckets, window: Window): Count {
  const from = startOf(window);
  const first = Math.floor(from / day);
  const onFirst = days.find(([number]) => number === first)?.[1] ?? 0;
  const after = days.filter(([number]) => number > first).reduce((sum, [, n]) => sum + n, 0);
  const sure = wholeDays(window) ? onFirst : Number(after === 0 && onFirst > 0 && lastAt !== null && lastAt >= from);
  // With the last one before the window, nothing on its first day lies inside.
  const possible = wholeDays(window) || (lastAt !== null && lastAt >= from) ? onFirst : 0;
  const forgotten = droppedDay !== null && droppedDay >= first;
  return { min: after + sure, max: forgotten ? total : after + possible };
}

function spendOf(profile: Profile, { rates, window }: { rates: Rates; window?: Window | undefined }): number | undefined {
  if (window) return spendBetween(profile, { from: startOf(window), until: Infinity, whole: wholeDays(window) });
  let sum = 0;
  for (const [currency, amount] of Object.entries(profile.orders.spend)) {
    const inBase = toBase({ amount, currency }, rates);
    if (inBase === undefined) return undefined;
    sum += inBase;
  }
  return sum;
}

/** From the day of `from` up to, without, the day of `until`. */
function spendBetween(profile: Profile, { from, until, whole }: { from: Instant; until: Instant; whole: boolean }): number | undefined {
  const { days, droppedDay } = profile.orders;
  const first = Math.floor(from / day);
  if (droppedDay !== null && droppedDay >= first) return undefined;
  if (!whole && days.some(([number]) => number === first)) return undefined;
  let sum = 0;
  for (const [number, , spend] of days) {
    if (number < first || number >= until / day) continue;
    if (spend === null) return undefined;
    sum += spend;
  }
  return sum;
}

function spendChange(profile: Profile, window: Window): number | undefined {
  if (!wholeDays(window)) return undefined;
  const middle = Math.floor(startOf(window) / day) * day;
  const before = spendBetween(profile, { from: subtractDuration(middle, window.duration, window.zone), until: middle, whole: true });
  const recent = spendBetween(profile, { from: middle, until: Infinity, whole: true });
  if (before === undefined || recent === undefined || before <= 0) return undefined;
  return Math.round((recent / before - 1) * 10_000) / 100;
}

/** The instant at which a window begins. */
export function startOf({ now, duration, zone }: Window): Instant {
  return subtractDuration(now, duration, zone);
}

export function wholeDays({ duration }: Window): boolean {
  return duration.ms === 0;
}

function exactly({ min, max }: Count): number | undefined {
  return min === max ? min : undefined;
}

function one(value: Json | undefined): Found {
  return value === undefined || value === null ? nothing : { values: [value], unknown: false };
}

function money(amount: number | undefined, rates: Rates): Found {
  return amount === undefined ? nothing : { values: [{ amount, currency: rates.base }], unknown: false };
}
