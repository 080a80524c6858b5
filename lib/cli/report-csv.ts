import type { CampaignReport, ReportRow } from '../core/measurement/report.ts';
import { minorDigits } from '../core/money.ts';
import { total } from '../core/run-totals.ts';
import type { ShownReport } from './report-look.ts';

/** False or undefined: this part has no such figure. */
type Cell = string | number | false | undefined;

const columns: { [name: string]: (row: ReportRow, of: { report: CampaignReport; digits: number }) => Cell } = {
  campaign: (_, { report }) => report.campaign.id,
  run: ({ bucket }) => bucket,
  step: ({ step }) => step,
  split: ({ split }) => split,
  arm: ({ arm }) => arm,
  group: ({ group }) => group,
  entered: ({ figures }) => figures.entered,
  control_group: ({ figures }) => figures.controlGroup,
  no_marketing: ({ figures }) => figures.noMarketing,
  targeted: ({ figures }) => figures.targeted,
  sent_email: ({ figures }) => figures.sent?.email,
  sent_sms: ({ figures }) => figures.sent?.sms,
  delivered: ({ figures }) => figures.delivered,
  opened: ({ figures }) => figures.opened,
  clicked: ({ figures }) => figures.clicked,
  responded: ({ figures }) => figures.responded,
  complained: ({ figures }) => figures.complained,
  not_sent: ({ figures }) => figures.notSent && total(figures.notSent),
  unknown: ({ figures }) => figures.unknown,
  waiting: ({ figures }) => figures.waiting,
  goals: ({ figures }) => figures.goals,
  orders: ({ figures }) => figures.orders,
  buyers: ({ figures }) => figures.buyers,
  revenue: ({ figures: { revenue } }, { digits }) => revenue !== undefined && (revenue / 10 ** digits).toFixed(digits),
  points: ({ figures }) => figures.points,
  coupons: ({ figures }) => figures.coupons && total(figures.coupons),
  cost_messages: ({ figures: { cost } }) => cost && (cost.messages / 1e6).toFixed(6),
  cost_rewards: ({ figures: { cost }, step }) => cost && step === undefined && (cost.rewards / 1e6).toFixed(6),
};

/**
 * A row for each campaign, and for each of its runs or days of entry, steps and arms; an empty cell of `run` is the whole period, and
 * another one says that this part has no such figure. Money in major units of the base currency.
 */
export function reportCsv({ campaigns, currency }: ShownReport): string {
  const digits = minorDigits(currency);
  const rows = campaigns.flatMap((report) =>
    report.rows.map((row) => Object.values(columns).map((cell) => text(cell(row, { report, digits })))),
  );
  return [[...Object.keys(columns), 'currency'], ...rows.map((row) => [...row, currency])].map((row) => `${row.join(',')}\n`).join('');
}

const amount = /^-?\d+(\.\d+)?$/;

/** A spreadsheet counts what looks like a formula, quoted or not, unless an apostrophe stands before it. */
function text(value: Cell): string {
  const raw = value === false ? '' : String(value ?? '');
  const written = /^[=+\-@\t\r]/.test(raw) && !amount.test(raw) ? `'${raw}` : raw;
  return /[",\r\n]/.test(written) ? `"${written.replaceAll('"', '""')}"` : written;
}
