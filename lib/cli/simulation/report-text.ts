import { moneyText } from '../../core/money-text.ts';
import { total } from '../../core/run-totals.ts';
import type { CampaignTally } from '../../core/simulation/tally.ts';
import { day } from '../../core/time.ts';
import { counted } from '../counted.ts';
import { dayText, numberOf, percent } from '../figure-text.ts';
import { costText, reasonsText } from './amounts.ts';
import { comparisonText } from './comparison-text.ts';
import { baseRateOf, busiestDay, histogramOf, rewardCostOf, type SimulationReport, totalsOf } from './report.ts';

/** A simulation as a person reads it in a terminal. */
export function reportText(report: SimulationReport): string {
  const { tally, from, until, customers, source, currency, seed, settled, passes, compared } = report;
  const { email, sms, messages, cost, rewardCost, heldOut } = totalsOf(tally);
  const busiest = busiestDay(tally);
  const some =
    tally.customers < customers
      ? `a sample of ${counted(tally.customers)} of ${numberOf(customers, 'customer')} (seed "${seed}")`
      : numberOf(tally.customers, 'customer');
  return [
    '',
    `Simulated from ${dayText(Math.floor(from / day))} to ${dayText(Math.floor((until - 1) / day))}: ${some} of ${source}`,
    `  ${counted(messages)} messages to ${numberOf(tally.messaged, 'customer')}: ${counted(email)} e-mails, ${counted(sms)} SMS, for ${costText(cost, currency)}`,
    `  rewards for ${costText(rewardCost, currency)} · ${counted(heldOut)} held out · ${busiest ? `the busiest day is ${busiest.day} with ${numberOf(busiest.messages, 'message')}` : 'nothing was sent on any day'}`,
    '',
    ...campaignTable(report),
    '',
    ...histogram('Messages that a customer gets in all', tally.perCustomer),
    ...histogram('The most that she gets in any 7 days', tally.mostPerWeek),
    ...report.caps.map(({ atMost, per, of }) => `  the cap: at most ${atMost} ${of} in ${per}`),
    ...(compared ? ['', ...comparisonText(report, compared)] : []),
    ...(settled
      ? []
      : ['', `! What customers share (budgets, entries a day) still moved after ${passes} passes: the figures are approximate.`]),
    ...report.notes.map((note, index) => `${index === 0 ? '\n' : ''}! ${note}`),
    '',
  ].join('\n');
}

const columns = ['entered', 'held out', 'planned', 'e-mail', 'SMS', 'dropped', 'waiting', 'cost'];
const width = 10;

function campaignTable({ tally, currency }: SimulationReport): string[] {
  const longest = Math.max(8, ...Object.keys(tally.campaigns).map((name) => name.length));
  const row = (name: string, cells: string[]) => name.padEnd(longest) + cells.map((cell) => cell.padStart(width)).join('');
  const rows = Object.entries(tally.campaigns).flatMap(([campaign, each]) => {
    const { entered, heldOut, targeted, sent, suppressed, open, cost } = each;
    const numbers = [entered, heldOut, targeted, sent.email, sent.sms, total(suppressed), open].map((value) => counted(value));
    return [row(campaign, [...numbers, costText(cost, currency)]), ...about(each, currency).map((line) => `  ${line}`)];
  });
  return [row('campaign', columns), ...rows];
}

/** What is worth a line of its own, below a campaign's row. */
function about(each: CampaignTally, currency: string): string[] {
  const { suppressed, held, notEntered, rewards, lostTo, notices, events, restarted, parts, sent, uncosted } = each;
  const base = baseRateOf(each);
  const granted = Object.entries(rewards).map(
    ([reward, { granted: n, cost, points }]) =>
      `${reward} ×${counted(n)}${points > 0 ? ` (${counted(points)} points)` : ''}${cost > 0 ? ` ${costText(cost, currency)}` : ''}`,
  );
  const beside = [
    ...(restarted > 0 ? [`${counted(restarted)} started again`] : []),
    ...(notices > 0 ? [`${numberOf(notices, 'notice')} to colleagues`] : []),
    ...(events > 0 ? [`${numberOf(events, 'event')} to other systems`] : []),
    ...(parts > sent.sms ? [`${counted(parts)} parts of SMS`] : []),
    ...(uncosted > 0 ? [`${counted(uncosted)} messages have no price in the settings and count as free`] : []),
  ];
  return [
    ...named('not entered', notEntered),
    ...named('not sent', suppressed),
    ...named('had to wait', held),
    ...named('lost its place under the caps to', lostTo),
    ...(granted.length > 0 ? [`rewards: ${granted.join(', ')}, ${costText(rewardCostOf(each), currency)} in all`] : []),
    ...(beside.length > 0 ? [beside.join(', ')] : []),
    ...(base
      ? [
          `without it ${percent(base.rate, 1)} of ${counted(base.n)} reached the goal in its window, with ${numberOf(base.orders, 'order')} worth ${moneyText(base.revenue, currency)}: what it must beat`,
        ]
      : []),
  ];
}

function named(title: string, counts: { [name: string]: number }): string[] {
  const text = reasonsText(counts);
  return text === '' ? [] : [`${title}: ${text}`];
}

function histogram(title: string, counts: { [messages: string]: number }): string[] {
  const bars = histogramOf(counts).map(({ messages, customers }) => `${messages}: ${counted(customers)}`);
  return bars.length === 0 ? [] : [`${title} → customers`, ...wrapped(bars)];
}

function wrapped(parts: string[]): string[] {
  const lines: string[] = [];
  for (const part of parts) {
    const last = lines.at(-1);
    if (last === undefined || last.length + part.length > 100) lines.push(`  ${part}`);
    else lines[lines.length - 1] = `${last} · ${part}`;
  }
  return lines;
}
