import { refusalInWords } from '../../core/entry-reasons.ts';
import { costText, moneyText } from '../../core/money-text.ts';
import { reasonInWords } from '../../core/send-reasons.ts';
import type { CampaignTally } from '../../core/simulation/tally.ts';
import { counted } from '../counted.ts';
import { numberOf, percent } from '../figure-text.ts';
import { wrapped } from '../report-table.ts';
import { countsText, reasonsText, sendingCost } from './amounts.ts';
import { comparisonText } from './comparison-text.ts';
import { ranOutText } from './ran-out.ts';
import {
  baseRateOf,
  busiestDay,
  type CampaignSums,
  histogramOf,
  measuredText,
  nobodyCame,
  rewardCostOf,
  type SimulationReport,
  spanText,
  sumsOf,
  totalsOf,
  zoneText,
} from './report.ts';

/** A simulation as a person reads it in a terminal. */
export function reportText(report: SimulationReport): string {
  const { tally, customers, source, currency, seed, compared } = report;
  const totals = totalsOf(tally);
  const { email, sms, messages, rewardCost, heldOut, parts } = totals;
  const busiest = busiestDay(tally);
  const some =
    tally.customers < customers
      ? `a sample of ${counted(tally.customers)} of ${numberOf(customers, 'customer')} (seed "${seed}")`
      : numberOf(tally.customers, 'customer');
  return [
    '',
    `Simulated ${spanText(report)}: ${some} of ${source}`,
    ...report.warnings.map((warning) => `! ${warning}`),
    `  ${zoneText(report)}`,
    `  ${numberOf(messages, 'message')} to ${numberOf(tally.messaged, 'customer')}: ${numberOf(email, 'e-mail')}, ${counted(sms)} SMS${sms > 0 ? ` of about ${numberOf(parts, 'part')}` : ''}, for ${sendingCost(totals, currency)}`,
    `  rewards for ${costText(rewardCost, currency)} · ${numberOf(heldOut, 'enrollment')} held out · ${busiest ? `the busiest day is ${busiest.day} with ${numberOf(busiest.messages, 'message')}` : 'nothing was sent on any day'}`,
    ...report.ranOut.flatMap((each) => wrapped(ranOutText(each), '  ')),
    '',
    ...campaignTable(report),
    ...wrapped(tableRule, '  '),
    '',
    ...histogram('Messages that a customer gets in all', tally.perCustomer),
    ...histogram('The most that she gets in any 7 days', tally.mostPerWeek),
    ...report.caps.map(({ atMost, per, of }) => `  the cap: at most ${atMost} ${of} in ${per}`),
    ...(compared ? ['', ...comparisonText(report, compared)] : []),
    ...report.notes.map((note, index) => `${index === 0 ? '\n' : ''}! ${note}`),
    '',
  ].join('\n');
}

const columns = ['entered', 'held out', 'planned', 'e-mail', 'SMS', 'dropped', 'open', 'cost'];
const width = 10;
/** What the first two columns count, and the next five. */
const groups = ['enrollments'.padStart(2 * width), 'messages'.padStart(5 * width)];
const tableRule =
  'Enrollments: a customer counts once for each time she comes in, and one who is held out gets no message. Messages: planned = e-mail + SMS + dropped + open, where open ones were still under way on the last day.';

function campaignTable({ tally, idle, currency }: SimulationReport): string[] {
  const campaigns = Object.entries(tally.campaigns);
  const longest = Math.max(8, ...campaigns.map(([name]) => name.length));
  const row = (name: string, cells: string[]) => name.padEnd(longest) + cells.map((cell) => cell.padStart(width)).join('');
  const sums = (name: string, { entered, heldOut, planned, dropped, open, ...sent }: Omit<CampaignSums, 'sent'>) => {
    const numbers = [entered, heldOut, planned, sent.email, sent.sms, dropped, open].map((value) => counted(value));
    return row(name, [...numbers, sendingCost(sent, currency)]);
  };
  return [
    ' '.repeat(longest) + groups.join(''),
    row('campaign', columns),
    ...campaigns.flatMap(([campaign, each]) => [
      sums(campaign, sumsOf(each)),
      ...about(each, idle[campaign] ?? '', currency).flatMap((line) => wrapped(line, '    ')),
    ]),
    ...(campaigns.length > 1 ? [sums('all', totalsOf(tally))] : []),
  ];
}

/** What is worth a line of its own, below a campaign's row. */
function about(each: CampaignTally, idle: string, currency: string): string[] {
  const { suppressed, held, notEntered, rewards, lostTo, notices, events, restarted, parts, sent, uncosted } = each;
  if (nobodyCame(each)) return [idle];
  const base = baseRateOf(each);
  const measured = base && measuredText(base);
  const granted = Object.entries(rewards).map(([reward, { granted: n, shown, cost, points }]) =>
    [
      `${reward} ×${counted(n)}`,
      ...(points > 0 ? [`(${numberOf(points, 'point')})`] : []),
      ...(cost > 0 ? [costText(cost, currency)] : []),
      ...(points === 0 && shown < n ? [`(${shownText(shown, (cost / n) * shown, currency)})`] : []),
    ].join(' '),
  );
  const beside = [
    ...(restarted > 0 ? [`${counted(restarted)} started again`] : []),
    ...(notices > 0 ? [`${numberOf(notices, 'notice')} to colleagues`] : []),
    ...(events > 0 ? [`${numberOf(events, 'event')} to other systems`] : []),
    ...(sent.sms > 0 ? [`about ${numberOf(parts, 'part')} of SMS`] : []),
    ...(uncosted > 0 ? [`${numberOf(uncosted, 'message')} without a price in the settings, counted as free`] : []),
  ];
  return [
    ...named('came and did not enter', reasonsText(notEntered, refusalInWords)),
    ...named('dropped', reasonsText(suppressed, reasonInWords)),
    ...named('had to wait', reasonsText(held, reasonInWords)),
    ...named('lost its place under the caps to', countsText(lostTo)),
    ...(granted.length > 0 ? [`rewards: ${granted.join(', ')}, ${costText(rewardCostOf(each), currency)} in all`] : []),
    ...(beside.length > 0 ? [beside.join(', ')] : []),
    ...(base
      ? [
          `without it ${percent(base.rate, 1)} of ${numberOf(base.n, 'enrollment')}, held out ones included, reached the goal in its window: what it must beat; all these windows together, the goal reached or not, hold ${numberOf(base.orders, 'order')} worth ${moneyText(base.revenue, currency)}`,
          ...(measured === undefined ? [] : [measured]),
        ]
      : openWindows(each.window.open)),
  ];
}

/** A code that no message has shown costs the budget all the same, and the shop nothing so far. */
function shownText(shown: number, cost: number, currency: string): string {
  return shown === 0
    ? 'no message that went out shows one'
    : `messages that went out show ${counted(shown)} of them${cost > 0 ? `, ${costText(cost, currency)}` : ''}`;
}

/** Nobody knows yet what they would have done without it. */
function openWindows(open: number): string[] {
  return open > 0
    ? [`what happens without it is not known: the goal's window of ${numberOf(open, 'enrollment')} is not over at the end`]
    : [];
}

function named(title: string, text: string): string[] {
  return text === '' ? [] : [`${title}: ${text}`];
}

function histogram(title: string, counts: { [messages: string]: number }): string[] {
  const bars = histogramOf(counts).map(({ messages, customers }) => `${messages}: ${counted(customers)}`);
  return bars.length === 0 ? [] : [`${title} → customers`, ...inLines(bars)];
}

function inLines(parts: string[]): string[] {
  const lines: string[] = [];
  for (const part of parts) {
    const last = lines.at(-1);
    if (last === undefined || last.length + part.length > 100) lines.push(`  ${part}`);
    else lines[lines.length - 1] = `${last} · ${part}`;
  }
  return lines;
}
