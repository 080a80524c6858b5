import { day, type Instant } from '../time.ts';
import { type FrequencyBounds, frequencyClass } from './frequency.ts';
import { judgeLapse, type LapseBy, type LapseShop, silentOf } from './lapse-rules.ts';
import { gapPercentile, silenceProbability } from './models/silence.ts';
import { summaryOf } from './models/summary.ts';
import { aliveBy } from './outlook.ts';
import type { ValueClass } from './pareto.ts';
import { upTo } from './past.ts';
import type { Summary } from './purchases.ts';
import type { Scored } from './segment-table.ts';

/** One customer of the portrait, by the names of the columns. Undefined is what cannot be said. */
export interface CustomerRow {
  id: string;
  /** Of the models; undefined for whoever came after the day up to which they see. */
  summary: Summary | undefined;
  recencyDays: number;
  orders: number;
  /** Minor units. */
  revenue: number;
  r: number;
  f: number;
  m: number;
  segment: string;
  valueClass: ValueClass;
  frequencyClass: string | undefined;
  alive: number | undefined;
  expectedOrders: number | undefined;
  silence: number | undefined;
  nextOrderAt: Instant | undefined;
  lapsed: boolean | undefined;
}

export interface RowScope extends LapseShop {
  asOf: number;
  frequency: FrequencyBounds;
  /** Models and lapse look at a customer as she was on this day. */
  modelsUntil: number;
  /** How far expected orders look. */
  weeks: number;
  lapse: LapseBy;
  valueClasses: ReadonlyMap<string, ValueClass>;
}

const week = 7;
/** In days: beyond it a date would say nothing. */
const furthest = 3650;

/** A row for each customer, by id. */
export function* customerRows(scored: readonly Scored[], scope: RowScope): Generator<CustomerRow> {
  const { asOf, frequency, modelsUntil, weeks, fitted, lapse, valueClasses } = scope;
  for (const { purchases, recency, r, f, m, segment } of scored.toSorted(byId)) {
    const before = upTo(purchases, modelsUntil);
    const summary = summaryOf(before, modelsUntil);
    const silent = silentOf(before, modelsUntil);
    const { id, orders, revenue } = purchases;
    yield {
      id,
      summary,
      recencyDays: recency,
      orders,
      revenue,
      r,
      f,
      m,
      segment,
      valueClass: valueClasses.get(id) ?? 'C',
      frequencyClass: frequencyClass(purchases, asOf, frequency),
      alive: fitted && summary && known(aliveBy(fitted, summary)),
      expectedOrders: fitted && summary && known(fitted.model.expectedOrders(fitted.parameters, summary, weeks)),
      silence: fitted && summary && known(silenceProbability(fitted.parameters, summary)),
      nextOrderAt: fitted && summary && nextOrderAt(summary, modelsUntil, gapPercentile(fitted.parameters, summary, 0.5)),
      lapsed: summary && silent && judgeLapse(lapse, silent, scope)?.lapsed,
    };
  }
}

/** `gap` is in days from her last order. */
function nextOrderAt({ T, tx }: Summary, today: number, gap: number): Instant | undefined {
  const lastDay = Math.round(today - (T - tx) * week);
  return gap <= furthest ? (lastDay + Math.round(gap)) * day : undefined;
}

function known(value: number | undefined): number | undefined {
  return value !== undefined && Number.isFinite(value) ? value : undefined;
}

function byId({ purchases: one }: Scored, { purchases: other }: Scored): number {
  return one.id < other.id ? -1 : one.id > other.id ? 1 : 0;
}
