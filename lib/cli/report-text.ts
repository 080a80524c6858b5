import type { CampaignReport, Returned } from '../core/measurement/report.ts';
import { returnRule } from '../core/measurement/report.ts';
import { attributionRule } from '../core/measurement/report-attribution.ts';
import { namedEffects } from '../core/measurement/report-effects.ts';
import type { Figures } from '../core/measurement/report-figures.ts';
import { purposeRule, purposes } from '../core/measurement/report-purpose.ts';
import { armSentences, effectSentences, effectText, percent } from '../core/measurement/report-words.ts';
import { minorOfMicro } from '../core/money.ts';
import { moneyText } from '../core/money-text.ts';
import { total } from '../core/run-totals.ts';
import { instantText } from '../core/time.ts';
import { counted } from './counted.ts';
import type { ShownReport } from './report-look.ts';
import { textTable, wrapped } from './report-table.ts';

/** The report as a person reads it in a terminal. */
export function showReport(report: ShownReport): string {
  const { campaigns, campaign } = report;
  const [only] = campaigns;
  const body = campaign !== undefined && only ? inFull(only, report) : overview(report);
  return [
    '',
    title(report),
    ...body,
    ...budgets(report),
    ...touched(report),
    ...lifetimes(report),
    '',
    ...wrapped(returnRule(report.margin), '  '),
    '',
  ].join('\n');
}

function title({ since, until, countedUntil, campaign, campaigns }: ShownReport): string {
  const [only] = campaigns;
  const what = campaign === undefined ? 'Campaigns' : `${only?.campaign.name} (${campaign})`;
  return `${what}: ${periodText({ since, until })}${countedUntil === undefined ? ', nothing was counted yet' : `, counted up to ${instantText(countedUntil, 'UTC')} UTC`}`;
}

/** "entered since 2027-03-01", "all who ever entered". */
export function periodText({ since, until }: { since?: string | undefined; until?: string | undefined }): string {
  if (since === undefined && until === undefined) return 'all who ever entered';
  return `entered${since === undefined ? '' : ` since ${since}`}${until === undefined ? '' : ` until ${until}`}`;
}

const head = ['entered', 'control', 'targeted', 'sent', 'delivered', 'opened', 'clicked', 'answered', 'goals', 'revenue', 'cost'];

/** What is counted of entries and not of messages, by its column. */
const ofEntries = new Set([1, 2, 9, 10]);

function cells(
  { entered, targeted, sent, delivered, opened, clicked, responded, goals, revenue, cost }: Figures,
  control: number | undefined,
  currency: string,
): string[] {
  const beside = control === undefined ? '' : counted(control);
  const numbers = [sent.email + sent.sms, delivered, opened, clicked, responded, goals].map(counted);
  return [counted(entered), beside, counted(targeted), ...numbers, moneyText(revenue, currency), microText(cost.total, currency)];
}

/** Millionths of a currency. */
export function microText(micro: number, currency: string): string {
  return moneyText(minorOfMicro(micro, currency), currency);
}

function overview({ campaigns, currency, spend, unread = [] }: ShownReport): string[] {
  const active = campaigns.filter(isActive);
  const quiet = campaigns.filter((each) => !isActive(each)).map(({ campaign }) => campaign.id);
  const rows = active.map((each) => [each.campaign.id, ...cells(each.all, each.control.entered, currency), roiText(each.returned)]);
  const sum = purposes.reduce((all, purpose) => all + spend[purpose], 0);
  const shares = purposes.map((purpose) => `${purpose} ${moneyText(spend[purpose], currency)} (${percent(spend[purpose] / sum)})`);
  return [
    '',
    ...(active.length === 0 ? ['No campaign did anything in this time.'] : textTable(['campaign', ...head, 'ROI'], rows)),
    ...(quiet.length > 0 ? ['', ...wrapped(`Nothing of: ${quiet.join(', ')}`, '')] : []),
    ...(unread.length > 0 ? ['', ...wrapped(`! ${untold(unread)}`, '')] : []),
    ...active.flatMap((each) => ['', ...effects(each, currency)]),
    ...(sum > 0 ? ['', `Spent ${moneyText(sum, currency)}: ${shares.join(' · ')}`, ...wrapped(purposeRule, '  ')] : []),
  ];
}

/** What the figures leave out. */
export function untold(unread: string[]): string {
  return `Left out, since the last version is not valid with the settings of today: ${unread.join(', ')}.`;
}

/** Whether anything was counted of it. */
export function isActive({ all, control }: CampaignReport): boolean {
  return all.entered + all.targeted + control.entered > 0;
}

/** "212% [80%, 344%]" against the control group with its interval, or the gross one; '–' without a cost, a goal, or groups to trust. */
export function roiText({ net, grossReturn }: Returned): string {
  const whole = (share: number) => (Math.abs(share) < 100 ? `${Math.round(share * 100)}%` : `${counted(Math.round(share))}×`);
  if (net?.roi) return `${net.enough ? whole(net.roi.value) : 'unclear'} [${whole(net.roi.low)}, ${whole(net.roi.high)}]`;
  return grossReturn === undefined ? '–' : `gross ${whole(grossReturn)}`;
}

function effects(report: CampaignReport, currency: string): string[] {
  const money = (minor: number) => moneyText(minor, currency);
  return [
    report.campaign.id,
    ...[...effectSentences(report, money), ...armSentences(report, money)].flatMap((text) => wrapped(text, '  ')),
  ];
}

function inFull(report: CampaignReport, { currency }: ShownReport): string[] {
  const { all, control, steps, arms, buckets, campaign, returned } = report;
  const part = (name: string, figures: Figures, beside?: number) => [name, ...cells(figures, beside, currency)];
  const runs = campaign.scheduled ? buckets.map((each) => part(each.bucket.replace('T', ' '), each.all, each.control.entered)) : [];
  const rows = [
    part('all', all, control.entered),
    ...(control.entered > 0 ? [part('control group', control)] : []),
    ...runs,
    ...steps.map(({ step, figures }) => part(`step ${step}`, figures).map((cell, column) => (ofEntries.has(column) ? '' : cell))),
    ...arms.map(({ split, arm, figures }) => part(`${split}: ${arm}`, figures)),
  ];
  const dropped = Object.entries(all.notSent).sort(([, a], [, b]) => b - a);
  return [
    '',
    ...textTable(['', ...head], rows),
    '',
    `targeted ${counted(all.targeted)} = sent ${counted(all.sent.email + all.sent.sms)} + held out ${counted(all.withheld)} + not sent ${counted(total(all.notSent))}${dropped.length > 0 ? ` (${dropped.map(([reason, times]) => `${reason} ${counted(times)}`).join(', ')})` : ''} + unknown ${counted(all.unknown)} + waiting ${counted(waiting(report))}`,
    ...(all.points > 0 || total(all.coupons) > 0
      ? [`granted ${counted(all.points)} points and ${counted(total(all.coupons))} coupons, worth ${microText(all.cost.rewards, currency)}`]
      : []),
    ...unknown(report).flatMap((text) => wrapped(text, '! ')),
    '',
    ...effects(report, currency),
    ...measuredRows(report, currency),
    '',
    `  cost ${moneyText(returned.cost, currency)} · return on investment ${roiText(returned)}`,
  ];
}

/** Planned, and neither sent nor dropped. */
export function waiting({ all }: CampaignReport): number {
  return Math.max(0, all.targeted - all.withheld - all.sent.email - all.sent.sms - total(all.notSent) - all.unknown);
}

/** What makes figures too low. */
export function unknown({ uncosted, unpriced }: CampaignReport): string[] {
  return [
    ...(uncosted > 0
      ? [`Of ${counted(uncosted)} messages no cost is known: state "unitCosts" in the settings. They count as nothing.`]
      : []),
    ...(unpriced > 0 ? [`${counted(unpriced)} orders and refunds are in a currency without a rate; their revenue counts as nothing.`] : []),
  ];
}

function measuredRows({ measured, campaign }: CampaignReport, currency: string): string[] {
  const money = (minor: number) => moneyText(minor, currency);
  const all = namedEffects(measured, campaign.id);
  if (all.length === 0) return [];
  const rows = all.map(({ effect, name }) => {
    const { kind, always, bootstrap, p, pHolm, outcome } = effect;
    const interval = (low: number, high: number) => effectText({ ...effect, low, high }, money).replace(/^.*\[/, '[');
    return [
      name,
      outcome,
      effectText(effect, money),
      interval(always.low, always.high),
      kind === 'money' && bootstrap ? interval(bootstrap.low, bootstrap.high) : '',
      (pHolm ?? p).toPrecision(2),
    ];
  });
  return [
    '',
    ...textTable(['compared', 'outcome', 'difference [95%]', 'always valid', 'bootstrap', 'p'], rows, 2).map((line) => `  ${line}`),
  ];
}

function budgets({ budgets: lines }: ShownReport): string[] {
  if (lines.length === 0) return [];
  const rows = lines.map(({ campaign, period, planned, spent, currency }) => [
    `${campaign} ${period === 'life' ? '(whole life)' : period.replace('T', ' ')}`,
    moneyText(planned, currency),
    moneyText(spent, currency),
    percent(planned === 0 ? 0 : spent / planned),
    bar(planned === 0 ? 0 : spent / planned),
  ]);
  return ['', ...textTable(['budget', 'planned', 'spent', '', ''], rows)];
}

function bar(share: number): string {
  const full = Math.max(0, Math.min(20, Math.round(share * 20)));
  return '█'.repeat(full) + '░'.repeat(20 - full);
}

function touched({ looked, currency }: ShownReport): string[] {
  if (!looked) return [];
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

function lifetimes({ looked, currency, campaign }: ShownReport): string[] {
  if (!looked) return [];
  const { entered, others } = looked.lifetime;
  const rows = [0, 1, 3, 6, 12, 24].flatMap((n) => {
    const [one, other] = [entered.curve[n], others.curve[n]];
    if (!one && !other) return [];
    const cell = (point: { value: number } | undefined) => (point ? moneyText(point.value, currency) : '–');
    return [[n === 0 ? 'in the month of the first order' : `${n} months later`, cell(one), cell(other)]];
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
