import { type CampaignReport, returnRule } from '../core/measurement/report.ts';
import { namedEffects } from '../core/measurement/report-effects.ts';
import { partsRule } from '../core/measurement/report-figures.ts';
import { purposeRule, purposes } from '../core/measurement/report-purpose.ts';
import { armSentences, dateText, effectSentences, effectText, percent } from '../core/measurement/report-words.ts';
import { minorDigits } from '../core/money.ts';
import { costText, moneyText } from '../core/money-text.ts';
import { instantText } from '../core/time.ts';
import { counted } from './counted.ts';
import { numberOf } from './figure-text.ts';
import { closingText, figureCells, figureHead, grantedSentences, partRows } from './report-cells.ts';
import type { ShownReport } from './report-look.ts';
import { lookedText } from './report-look-text.ts';
import { textTable, wrapped } from './report-table.ts';

/** The report as a person reads it in a terminal. */
export function showReport(report: ShownReport): string {
  const { campaigns, campaign } = report;
  const [only] = campaigns;
  const nothing = nothingText(report);
  if (nothing !== undefined) return ['', title(report), '', ...wrapped(nothing, ''), ''].join('\n');
  const body = campaign !== undefined && only ? inFull(only, report) : overview(report);
  return [
    '',
    title(report),
    ...body,
    ...budgets(report),
    ...lookedText(report),
    ...(campaigns.some(isActive) ? ['', ...wrapped(returnRule(report.margin), '  ')] : []),
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

/** Where the days that were asked for hold nothing, and others do: which. */
export function nothingText({ campaigns, campaign, since, until, recorded }: ShownReport): string | undefined {
  if (!recorded || campaigns.some(isActive) || (since === undefined && until === undefined)) return undefined;
  const { first, last } = recorded;
  const whom = campaign === undefined ? 'Nobody entered a campaign' : `Nobody entered "${campaign}"`;
  return `${whom} in this time. What is counted was entered ${first === last ? `on ${first}` : `from ${first} to ${last}`} (UTC): choose --since and --until so that they take in some of it.`;
}

function overview({ campaigns, currency, spend, unread = [] }: ShownReport): string[] {
  const active = campaigns.filter(isActive);
  const quiet = campaigns.filter((each) => !isActive(each)).map(({ campaign }) => campaign.id);
  const rows = active.map((each) => [
    each.campaign.id,
    ...figureCells(each.all, { currency, hasGoal: each.campaign.goal !== undefined }),
    roiText(each),
  ]);
  const sum = purposes.reduce((all, purpose) => all + spend[purpose], 0);
  const shares = purposes.map((purpose) => `${purpose} ${spendText(spend[purpose], currency)} (${percent(spend[purpose] / sum)})`);
  return [
    '',
    ...(active.length === 0 ? ['No campaign did anything in this time.'] : textTable(['campaign', ...figureHead, 'ROI'], rows)),
    ...(quiet.length > 0 ? ['', ...wrapped(`Nothing of: ${quiet.join(', ')}`, '')] : []),
    ...(unread.length > 0 ? ['', ...wrapped(`! ${untold(unread)}`, '')] : []),
    ...active.flatMap((each) => ['', ...effects(each, currency)]),
    ...(sum > 0 ? ['', `Spent ${spendText(sum, currency)}: ${shares.join(' · ')}`, ...wrapped(purposeRule, '  ')] : []),
  ];
}

/** What the figures leave out. */
export function untold(unread: string[]): string {
  return `Left out, since the last version is not valid with the settings of today: ${unread.join(', ')}.`;
}

/** Whether anything was counted of it. */
export function isActive({ all, control }: CampaignReport): boolean {
  return all.entered + all.targeted + control.controlGroup > 0;
}

/**
 * "212% [80%, 344%]" against the control group with its interval, or the gross one, of windows that are over; before any is, until
 * when; '–' without a cost, a goal, or groups to trust.
 */
export function roiText({ returned: { net, gross, cost }, measured, open }: CampaignReport): string {
  const whole = (share: number) => (Math.abs(share) < 100 ? `${Math.round(share * 100)}%` : `${counted(Math.round(share))}×`);
  if (net?.roi) return `${net.enough ? whole(net.roi.value) : 'unclear'} [${whole(net.roi.low)}, ${whole(net.roi.high)}]`;
  if (gross?.roi !== undefined) return `gross ${whole(gross.roi)}`;
  return open && cost > 0 && !gross && measured.ratio?.alarm !== true ? `open until ${dateText(open.first)}` : '–';
}

/** Minor units of what was spent. */
export function spendText(minor: number, currency: string): string {
  return costText(minor * 10 ** (6 - minorDigits(currency)), currency);
}

function effects(report: CampaignReport, currency: string): string[] {
  const money = (minor: number) => moneyText(minor, currency);
  return [
    report.campaign.id,
    ...[...effectSentences(report, money), ...armSentences(report, money)].flatMap((text) => wrapped(text, '  ')),
  ];
}

function inFull(report: CampaignReport, { currency }: ShownReport): string[] {
  const { all } = report;
  const parts = partRows(report, currency);
  return [
    '',
    ...textTable(['', ...figureHead], parts),
    ...(parts.length > 1 ? wrapped(partsRule, '  ') : []),
    '',
    ...wrapped(closingText(report), ''),
    ...grantedSentences(all, currency).flatMap((text) => wrapped(text, '')),
    ...unknown(report).flatMap((text) => wrapped(text, '! ')),
    '',
    ...effects(report, currency),
    ...measuredRows(report, currency),
    '',
    `  cost ${costText(all.cost.total, currency)} · return on investment ${roiText(report)}`,
  ];
}

/** What makes figures too low. */
export function unknown({ uncosted, unpriced }: CampaignReport): string[] {
  return [
    ...(uncosted > 0
      ? [
          `Of ${numberOf(uncosted, 'message')} no cost is known, which counts as nothing: state "unitCosts" in the settings; of what was cut off in the middle none will ever be known.`,
        ]
      : []),
    ...(unpriced > 0
      ? [
          `${numberOf(unpriced, 'order')} or ${unpriced === 1 ? 'refund is' : 'refunds are'} in a currency without a rate; their revenue counts as nothing.`,
        ]
      : []),
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
