import { countOf } from '../quantile.ts';
import type { ModelParameters, OrderModel } from './models/order-model.ts';
import { summaryOf } from './models/summary.ts';
import type { Purchases } from './purchases.ts';

/** What a model said on a day of the days after it, and what came. Order days, several orders of a day being one. */
export interface ModelCheck {
  /** Of customers who had bought so often again before: how many, and their mean orders after it. The last is "so often or more". */
  byRepeats: { repeats: string; customers: number; actual: number; expected: number }[];
  /** Repeat orders of those customers from the first of them on, added up to the end of a week. */
  weeks: { week: number; actual: number; expected: number }[];
  /** The week of the day. */
  calibratedWeek: number;
  /** Orders of all of them after the day. */
  total: { actual: number; expected: number };
}

const mostRepeats = 7;
const mostWeeks = 120;
const week = 7;

/**
 * Compares a model whose parameters were fitted up to the UTC day `calibrated` with what its customers did up to `until`.
 * Undefined without customers before the day or without a day after it.
 */
export function checkModel(
  { model, parameters }: { model: OrderModel; parameters: ModelParameters },
  customers: readonly Purchases[],
  { calibrated, until }: { calibrated: number; until: number },
): ModelCheck | undefined {
  const horizon = (until - calibrated) / week;
  const known = customers.flatMap((purchases) => {
    const summary = summaryOf(purchases, calibrated);
    const first = purchases.firstDay;
    return summary && first !== undefined ? [{ summary, first, days: orderDays(purchases, until) }] : [];
  });
  if (known.length === 0 || !(horizon > 0)) return undefined;
  const groups = Array.from({ length: mostRepeats + 1 }, () => ({ customers: 0, actual: 0, expected: 0 }));
  for (const { summary, days } of known) {
    const group = groups[Math.min(mostRepeats, summary.x)];
    if (!group) continue;
    group.customers += 1;
    group.actual += days.filter((on) => on > calibrated).length;
    group.expected += model.expectedOrders(parameters, summary, horizon);
  }
  const sum = (of: 'actual' | 'expected') => groups.reduce((all, group) => all + group[of], 0);
  return {
    byRepeats: groups.map(({ customers: count, actual, expected }, x) => ({
      repeats: x === mostRepeats ? `${x}+` : String(x),
      customers: count,
      actual: count === 0 ? 0 : actual / count,
      expected: count === 0 ? 0 : expected / count,
    })),
    ...tracked(known, (weeks) => model.expectation(parameters, weeks), { calibrated, until }),
    total: { actual: sum('actual'), expected: sum('expected') },
  };
}

function orderDays({ days }: Purchases, until: number): number[] {
  return days.flatMap(([on, orders]) => (orders > 0 && on <= until ? [on] : []));
}

function tracked(
  known: { first: number; days: number[] }[],
  expectation: (weeks: number) => number,
  { calibrated, until }: { calibrated: number; until: number },
): Pick<ModelCheck, 'weeks' | 'calibratedWeek'> {
  const begin = known.reduce((least, { first }) => Math.min(least, first), until);
  const last = Math.ceil((until - begin) / week);
  const step = Math.max(1, Math.ceil(last / mostWeeks));
  const starts = countOf(known.map(({ first }) => first));
  const repeats = known.flatMap(({ days }) => days.slice(1)).sort((a, b) => a - b);
  const byAge = new Map<number, number>();
  const expectedBy = (age: number) => {
    const value = byAge.get(age) ?? expectation(age / week);
    byAge.set(age, value);
    return value;
  };
  const weeks: ModelCheck['weeks'] = [];
  let actual = 0;
  for (let at = 0; at < last + step; at += step) {
    const number = Math.min(last, at);
    const day = Math.min(until, begin + number * week);
    for (; (repeats[actual] ?? Infinity) <= day; ) actual += 1;
    let expected = 0;
    for (const [first, count] of starts) if (first < day) expected += count * expectedBy(day - first);
    weeks.push({ week: number, actual, expected });
  }
  return { weeks, calibratedWeek: (calibrated - begin) / week };
}
