import { refusalInWords } from '../../core/entry-reasons.ts';
import { costText, moneyText } from '../../core/money-text.ts';
import { reasonInWords } from '../../core/send-reasons.ts';
import { html, type Markup, markup } from '../../sandbox/inbox/html.ts';
import { counted } from '../counted.ts';
import { numberOf, percent } from '../figure-text.ts';
import { figure, table } from '../plots/figure.ts';
import { pageStyle } from '../plots/page-style.ts';
import { partPlot } from '../plots/part-bars.ts';
import { countsText, reasonsText, sendingCost } from './amounts.ts';
import { comparisonSection } from './page-comparison.ts';
import { timeSection, whoSection } from './page-days.ts';
import { ranOutText } from './ran-out.ts';
import {
  baseRateOf,
  busiestDay,
  hiddenCodesOf,
  measuredText,
  nobodyCame,
  rewardCostOf,
  type SimulationReport,
  spanText,
  sumsOf,
  totalsOf,
  zoneText,
} from './report.ts';

/** A simulation as one HTML file: no scripts, nothing loaded from anywhere. */
export function simulationPage(report: SimulationReport): string {
  const title = `Simulated ${spanText(report)}`;
  const page = html`<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>${title}</title>
<style>${markup(pageStyle)}</style></head>
<body><main>
${opening(report)}
${report.compared && comparisonSection(report, report.compared)}
${timeSection(report)}
${funnelSection(report)}
${whoSection(report)}
${costSection(report)}
${baseSection(report)}
<footer class="note"><p>The past is ${report.source}. ${report.tally.customers < report.customers ? `A sample of ${counted(report.tally.customers)} of its ${numberOf(report.customers, 'customer')} was simulated, by the seed “${report.seed}”.` : ''} Customers did what they really did: nobody buys more or less because of a message. Drawn by <code>rapport simulate</code>.</p></footer>
</main></body></html>`;
  return `<!doctype html>\n${page}\n`;
}

function opening(report: SimulationReport): Markup {
  const { tally, currency } = report;
  const totals = totalsOf(tally);
  const { messages, email, sms, parts, rewardCost, heldOut, entered } = totals;
  const busiest = busiestDay(tally);
  const warnings = [...report.warnings, ...report.ranOut.map(ranOutText), ...report.notes];
  return html`<header>
<p class="over">What these campaigns would have done</p>
<h1>${messages === 0 ? 'Nobody would have got a message' : `${numberOf(messages, 'message')} to ${numberOf(tally.messaged, 'customer')}`}</h1>
<p class="lead">Played on the shop’s own past ${spanText(report)}: ${numberOf(tally.customers, 'customer')} with ${numberOf(tally.activities, 'activity', 'activities')} in that time. ${zoneText(report)}. Nothing was sent.</p>
</header>
<dl class="numbers">
${number('enrollments', counted(entered), `${counted(heldOut)} more held out`)}
${number('messages sent', counted(messages), `${numberOf(email, 'e-mail')}, ${counted(sms)} SMS${sms > 0 ? ` of about ${numberOf(parts, 'part')}` : ''}`)}
${number('reached', percent(tally.customers === 0 ? 0 : tally.messaged / tally.customers), `of ${numberOf(tally.customers, 'customer')}`)}
${number('sending costs', sendingCost(totals, currency), `${sms > 0 ? 'SMS are estimated; ' : ''}${rewardCost > 0 ? `rewards ${costText(rewardCost, currency)}` : 'no rewards'}`)}
${number('the busiest day', busiest ? counted(busiest.messages) : '–', busiest ? `messages, ${dateText(busiest.day)}` : 'nothing was sent')}
</dl>
${warnings.length > 0 && html`<ul class="warnings" aria-label="What to know before you trust this">${warnings.map((text) => html`<li>${text}</li>`)}</ul>`}`;
}

function number(name: string, value: string, beside: string): Markup {
  return html`<div><dt>${name}</dt><dd><span class="number">${value}</span> <small>${beside}</small></dd></div>`;
}

/** "2011-10-06" → "6 Oct 2011". */
function dateText(date: string): string {
  return new Date(`${date}T00:00:00Z`).toLocaleDateString('en-GB', { day: 'numeric', month: 'short', year: 'numeric', timeZone: 'UTC' });
}

function funnelSection({ tally, idle, steps: names }: SimulationReport): Markup {
  const [with_, without] = [true, false].map((any) => Object.entries(tally.campaigns).filter(([, each]) => nobodyCame(each) !== any));
  return html`<section aria-labelledby="funnels"><h2 id="funnels">From entry to the last step</h2>
<p>How many enrollments each campaign has, where a customer counts once for each time she comes in, and what became of the messages of its steps: sent, dropped for a reason, or still open on the last day. Who rests at a step stands there on the last day. Who is held out gets no message.</p>
<div class="pair">${(with_ ?? []).map(([campaign, each]) => {
    const steps = (names[campaign] ?? []).flatMap(([step, name]) => {
      const counts = each.steps[step];
      return counts && counts.planned + counts.resting > 0 ? { name, ...counts } : [];
    });
    const messages = steps.filter(({ planned }) => planned > 0);
    const rows = [
      {
        name: 'entered',
        green: each.entered,
        amber: each.heldOut,
        label: `${counted(each.entered)}${each.heldOut > 0 ? `, ${counted(each.heldOut)} held out` : ''}`,
      },
      ...messages.map(({ name, planned, sent, dropped, resting }) => ({
        name,
        green: sent,
        amber: dropped,
        label: `${counted(sent)} sent${part(dropped, 'dropped')}${part(planned - sent - dropped, 'open')}${part(resting, 'rest')}`,
      })),
    ];
    const { planned, sent, dropped, open } = sumsOf(each);
    const said = (title: string, text: string) => (text === '' ? [] : [`${title}: ${text}.`]);
    return figure({
      title: campaign,
      caption: html`<span class="key"></span>entered, sent <span class="key amber"></span>held out, dropped`,
      description: [
        ...(planned > 0
          ? [`${numberOf(planned, 'message')} planned = ${counted(sent)} sent + ${counted(dropped)} dropped + ${counted(open)} open.`]
          : ['It plans no messages.']),
        ...(each.notices > 0 ? [`${numberOf(each.notices, 'notice')} to colleagues.`] : []),
        ...(each.events > 0 ? [`${numberOf(each.events, 'event')} to other systems.`] : []),
        ...said('Dropped', reasonsText(each.suppressed, reasonInWords)),
        ...said('Had to wait', reasonsText(each.held, reasonInWords)),
        ...said('Lost its place under the caps to', countsText(each.lostTo)),
        ...said('Came and did not enter', reasonsText(each.notEntered, refusalInWords)),
      ].join(' '),
      draw: partPlot(rows, whole),
      ...(steps.length > 0 && {
        data: {
          head: ['step', 'planned', 'sent', 'dropped', 'open', 'enrollments resting'],
          rows: steps.map((one) => [
            one.name,
            ...[one.planned, one.sent, one.dropped, one.planned - one.sent - one.dropped, one.resting].map((value) => counted(value)),
          ]),
        },
      }),
    });
  })}</div>
${(without ?? []).length > 0 && html`<p class="note gap">Into these nobody came:</p><ul class="note">${(without ?? []).map(([id]) => html`<li>${id}: ${idle[id]}</li>`)}</ul>`}
</section>`;
}

function part(count: number, what: string): string {
  return count > 0 ? `, ${counted(count)} ${what}` : '';
}

function whole(value: number): string {
  return Number.isInteger(value) ? counted(value) : '';
}

function costSection({ tally, currency }: SimulationReport): Markup {
  const costs = Object.entries(tally.campaigns)
    .map(([name, each]) => ({ name, green: each.cost, amber: rewardCostOf(each), sms: each.sent.sms }))
    .filter((each) => each.green + each.amber > 0)
    .sort((one, other) => other.green + other.amber - (one.green + one.amber));
  const totals = totalsOf(tally);
  const { sms, rewardCost, uncosted } = totals;
  const hidden = Object.values(tally.campaigns).reduce((sum, each) => sum + hiddenCodesOf(each), 0);
  if (costs.length === 0) return html``;
  return html`<section aria-labelledby="cost"><h2 id="cost">What it costs</h2>
<p>Sending by the unit costs of the settings, rewards by what each costs the shop when it is granted.${hidden > 0 && ` ${counted(hidden)} of the codes ${hidden === 1 ? 'stands' : 'stand'} in no message that went out until the last day: so far the shop pays nothing for them.`}${uncosted > 0 && ` Without a price, counted as free: ${numberOf(uncosted, 'message')}.`}${sms > 0 && ' How many parts an SMS takes is estimated.'}</p>
${figure({
  title: 'Cost by campaign',
  caption: html`<span class="key"></span>sending <span class="key amber"></span>rewards`,
  description: `Sending costs ${sendingCost(totals, currency)}, rewards ${costText(rewardCost, currency)}; ${costs[0]?.name} costs most.`,
  draw: partPlot(
    costs.map((each) => ({ ...each, label: sendingCost({ cost: each.green + each.amber, sms: each.sms }, currency) })),
    (value) => costText(value, currency),
  ),
  full: true,
  data: {
    head: ['campaign', 'sending', 'rewards'],
    rows: costs.map((each) => [each.name, sendingCost({ cost: each.green, sms: each.sms }, currency), costText(each.amber, currency)]),
  },
})}</section>`;
}

function baseSection({ tally, currency }: SimulationReport): Markup {
  const rates = Object.entries(tally.campaigns).flatMap(([id, each]) => {
    const base = baseRateOf(each);
    return base ? [{ id, base }] : [];
  });
  if (rates.length === 0) return html``;
  return html`<section aria-labelledby="base"><h2 id="base">What happened anyway</h2>
<p>In the shop’s real past none of these messages existed. So many enrollments, those of the control group included, reached the goal in its window all by themselves: this is what the campaign must beat, and what it must not count as its own. Bought meanwhile is what all of them ordered in their windows, the goal reached or not.</p>
<div class="card">${table(
    ['campaign', 'reached the goal', 'bought meanwhile'],
    rates.map(({ id, base: { n, bought, rate, orders, revenue } }) => [
      id,
      `${percent(rate, 1)}: ${counted(bought)} of ${numberOf(n, 'enrollment')}`,
      `${numberOf(orders, 'order')} worth ${moneyText(revenue, currency)}, ${moneyText(revenue / n, currency)} an enrollment`,
    ]),
    { words: [1, 2] },
  )}</div>
${rates.map(({ id, base }) => {
  const measured = measuredText(base);
  return measured && html`<p class="note gap">${id}: ${measured}.</p>`;
})}</section>`;
}
