import { type AroundEntry, aroundRule } from '../core/measurement/report-around.ts';
import { attributionRule } from '../core/measurement/report-attribution.ts';
import { holdoutRule, holdoutSentences } from '../core/measurement/report-holdout.ts';
import { moneyText } from '../core/money-text.ts';
import { counted } from './counted.ts';
import { numberOf } from './figure-text.ts';
import type { Looked, ShownReport } from './report-look.ts';
import { textTable, wrapped } from './report-table.ts';

/** What only a look at each customer tells, as a person reads it; nothing where nobody looked. */
export function lookedText(report: ShownReport): string[] {
  const { looked } = report;
  return looked ? [...heldOut(report, looked), ...touched(report, looked), ...lifetimes(report, looked), ...arounds(report, looked)] : [];
}

function heldOut({ currency }: ShownReport, { holdout }: Looked): string[] {
  if (!holdout) return [];
  const said = holdoutSentences(holdout, (minor) => moneyText(minor, currency));
  return ['', 'what all marketing brought', ...[...said, holdoutRule].flatMap((text) => wrapped(text, '  '))];
}

function touched({ currency }: ShownReport, looked: Looked): string[] {
  const rows = looked.attributed.map(({ campaign, step, orders, revenue }) => [
    `${campaign} ${step}`,
    counted(orders),
    moneyText(revenue, currency),
  ]);
  return [
    '',
    ...(rows.length === 0 ? ['No order came soon after a message.'] : textTable(['last touch', 'orders', 'revenue'], rows)),
    ...wrapped(attributionRule, '  '),
  ];
}

function lifetimes({ currency, campaign }: ShownReport, looked: Looked): string[] {
  const { entered, others } = looked.lifetime;
  const rows = [0, 1, 3, 6, 12, 24].flatMap((n) => {
    const [one, other] = [entered.curve[n], others.curve[n]];
    if (!one && !other) return [];
    const cell = (point: { value: number } | undefined) => (point ? moneyText(point.value, currency) : '–');
    return [[n === 0 ? 'in the month of the first order' : `${numberOf(n, 'month')} later`, cell(one), cell(other)]];
  });
  if (rows.length === 0) return [];
  return [
    '',
    ...textTable(['a customer has brought', campaign === undefined ? 'in a campaign' : 'entered', 'all others'], rows),
    ...wrapped(lifetimeRule, '  '),
  ];
}

/** What the page says of lifetime values. */
export const lifetimeRule =
  'Customers by the month of their first order; each step is of those who began long enough ago. Who enters a campaign differs from who does not, so the gap between the two is no effect.';

function arounds({ currency, campaign }: ShownReport, { around }: Looked): string[] {
  const [periods, cohorts] = [periodRows(around, currency), cohortRows(around, currency)];
  if (periods.length === 0) return [];
  return [
    '',
    ...textTable(periodHead(around), periods),
    '',
    ...textTable(cohortHead(around), cohorts),
    ...wrapped(aroundRule(campaign), '  '),
  ];
}

type Around = Looked['around'];

export function periodHead({ control }: Around): string[] {
  return ['revenue in 30 days', 'entered', 'customers', ...(control ? ['control group', 'customers'] : [])];
}

/** What a customer brought in each period around her first entry, by `periodHead`; cells are empty where there is nobody. */
export function periodRows({ entered, control }: Around, currency: string): string[][] {
  const cells = (group: AroundEntry, from: number) => {
    const period = group.periods.find((each) => each.from === from);
    return period ? [moneyText(period.revenue, currency), counted(period.customers)] : ['', ''];
  };
  const all = [...entered.periods, ...(control?.periods ?? [])].map(({ from, to }) => [from, to] as const);
  const starts = [...new Map(all)].sort(([a], [b]) => a - b);
  return starts.map(([from, to]) => [periodName(from, to), ...cells(entered, from), ...(control ? cells(control, from) : [])]);
}

/** "60 to 31 days before entry", "1 to 30 days after". */
export function periodName(from: number, to: number): string {
  if (from > 0) return `${from} to ${to} days after`;
  return to === 0 ? `${1 - from} days up to the entry` : `${-from} to ${-to} days before`;
}

export function cohortHead({ control }: Around): string[] {
  const head = ['first entry', 'customers', 'compared', 'before', 'after'];
  return [...head, ...(control ? ['control group compared', 'its before', 'its after'] : [])];
}

/** Both sides of the first entry by its month, of those of whom both are known. */
export function cohortRows({ entered, control }: Around, currency: string): string[][] {
  const money = (value: number | undefined) => (value === undefined ? '' : moneyText(value, currency));
  const months = [...new Set([...entered.cohorts, ...(control?.cohorts ?? [])].map(({ month }) => month))].sort();
  return months.map((month) => {
    const [one, other] = [entered, control].map((group) => group?.cohorts.find((each) => each.month === month));
    return [
      month,
      one ? counted(one.customers) : '',
      one ? counted(one.compared) : '',
      ...[money(one?.before), money(one?.after)],
      ...(control ? [other ? counted(other.compared) : '', money(other?.before), money(other?.after)] : []),
    ];
  });
}
