import { moneyText } from '../core/money-text.ts';
import type { Portrait } from '../core/scoring/portrait.ts';
import { html, type Markup, markup } from '../sandbox/inbox/html.ts';
import { counted } from './counted.ts';
import { dayText, monthText, numberOf, percent } from './figure-text.ts';
import { classPlot } from './plots/bars.ts';
import { cohortPlot } from './plots/cohort-map.ts';
import { figure, table } from './plots/figure.ts';
import { lorenzPlot } from './plots/lorenz.ts';
import { pageStyle } from './plots/page-style.ts';
import { rfmPlot } from './plots/rfm-grid.ts';
import { modelSection, silenceSection } from './score-page-silence.ts';
import { boughtAgain } from './score-text.ts';
import { portraitWarnings } from './score-warnings.ts';
import { frequencyMeanings, frequencyTitle, segmentWords } from './score-words.ts';

/** The portrait as one HTML file: no scripts, nothing loaded from anywhere. `source` is what was read, for people. */
export function portraitPage(portrait: Portrait, source: string): string {
  const title = `The shop by its customers, ${dayText(portrait.asOf)}`;
  const page = html`<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>${title}</title>
<style>${markup(pageStyle)}</style></head>
<body><main>
${opening(portrait)}
${moneySection(portrait)}
${segmentSection(portrait)}
${rhythmSection(portrait)}
${silenceSection(portrait)}
${modelSection(portrait)}
<footer class="note"><p>${source}. ${portrait.net ? 'What was given back is taken off the revenue, on the day on which it was.' : 'Revenue is what the orders were worth, before anything was given back.'} Several orders of a day count as one day in rhythms and models; days are UTC. Drawn by <code>rapport score</code>.</p></footer>
</main></body></html>`;
  return `<!doctype html>\n${page}\n`;
}

function opening(portrait: Portrait): Markup {
  const { buyers, customers, orders, revenue, repeatBuyers, currency, pareto, firstOrder, lastOrder, asOf, lapseCurve } = portrait;
  const warnings = portraitWarnings(portrait);
  const back = lapseCurve.median;
  return html`<header>
<p class="over">The shop by its customers</p>
<h1>${headline(portrait)}</h1>
<p class="lead">${numberOf(buyers, 'customer')} placed ${numberOf(orders, 'order')} worth ${moneyText(revenue, currency)} from ${dayText(firstOrder)} to ${dayText(lastOrder)}. ${percent(share(repeatBuyers, buyers))} of them came back for more${pareto.gini === undefined ? '' : `; ${percent(share(pareto.A, buyers))} of them bring four fifths of the revenue`}.</p>
</header>
<dl class="numbers">
${number('customers', counted(buyers), customers > buyers ? `${counted(customers - buyers)} more never bought` : `as of ${dayText(asOf)}`)}
${number('orders', counted(orders), `${(orders / buyers).toFixed(1)} for each customer`)}
${number('revenue', moneyText(revenue, currency), `${moneyText(revenue / orders, currency)} an order`)}
${number('came back', percent(share(repeatBuyers, buyers)), `${counted(repeatBuyers)} bought on two days or more`)}
${number('the best fifth brings', pareto.topTwentyPercentShare === undefined ? '–' : percent(pareto.topTwentyPercentShare, 1), pareto.gini === undefined ? 'no revenue' : `Gini ${pareto.gini.toFixed(2)}`)}
${number('half are back within', back === undefined ? '–' : numberOf(back, 'day'), back === undefined ? 'more than half never came again' : 'whoever is still silent counts too')}
</dl>
${warnings.length > 0 && html`<ul class="warnings" aria-label="What to know before you trust this">${warnings.map((text) => html`<li>${text}</li>`)}</ul>`}`;
}

function headline({ pareto: { topTwentyPercentShare: top } }: Portrait): string {
  if (top === undefined) return 'Nobody has brought anything yet';
  return `The best fifth of the customers brings ${percent(top)} of the revenue`;
}

function number(name: string, value: string, beside: string): Markup {
  return html`<div><dt>${name}</dt><dd><span class="number">${value}</span> <small>${beside}</small></dd></div>`;
}

function moneySection({ pareto, valueClasses, buyers, currency, revenue }: Portrait): Markup {
  const fifth = pareto.topTwentyPercentShare;
  if (fifth === undefined) return html``;
  const { A, B, C } = pareto;
  const rows = Object.entries(valueClasses).map(([name, { customers, revenueShare }]) => [
    name,
    counted(customers),
    percent(share(customers, buyers)),
    percent(revenueShare, 1),
    moneyText(customers === 0 ? 0 : (revenueShare * revenue) / customers, currency),
  ]);
  return html`<section aria-labelledby="money"><h2 id="money">Who brings the money</h2>
<p>Everybody stands in a row, the best customer first; the curve adds up what they bring. Class A is who is needed for the first 80% of the revenue, B for the next 15%, C is everybody else.</p>
<div class="pair uneven">
${figure({
  title: 'How revenue is spread over customers',
  caption: 'The further the curve bends away from the dashed line, the more the shop lives on a few.',
  description: `The best 20% of the customers bring ${percent(fifth, 1)} of the revenue, the best 10% ${percent(pareto.topTenPercentShare ?? 0, 1)}, the best 1% ${percent(pareto.topOnePercentShare ?? 0, 1)}.`,
  draw: lorenzPlot(pareto.curve, { fifth, classes: { A, B, C } }),
  data: {
    head: ['customers, best first', 'revenue'],
    rows: pareto.curve.filter((_, index) => index % 10 === 0).map((point) => point.map((one) => percent(one, 1))),
  },
})}
<div class="card"><h3>The three classes</h3>${table(['class', 'customers', 'of all', 'of revenue', 'each'], rows)}
<p class="note">The best 1% alone bring ${percent(pareto.topOnePercentShare ?? 0, 1)}, the best 10% ${percent(pareto.topTenPercentShare ?? 0, 1)}. The Gini coefficient is ${(pareto.gini ?? 0).toFixed(4)}: 0 would be everybody alike, 1 a single customer.</p></div>
</div></section>`;
}

function segmentSection({ rfm, segments, buyers, currency }: Portrait): Markup {
  const title = (segment: string) => segmentWords(segment).title;
  const cells = rfm.cells.map((cell) => ({ ...cell, segment: title(cell.segment), revenue: cell.revenueShare }));
  const rows = segments.map(({ segment, customers, revenue, revenueShare, medianRecency }) => [
    html`${title(segment)}<small>${segmentWords(segment).next}</small>`,
    counted(customers),
    percent(share(customers, buyers)),
    percent(revenueShare, 1),
    moneyText(revenue / customers, currency),
    numberOf(Math.round(medianRecency), 'day'),
  ]);
  const largest = segments.toSorted((a, b) => b.customers - a.customers)[0];
  return html`<section aria-labelledby="segments"><h2 id="segments">Who they are, and what to do next</h2>
<p>Each customer has a score from 1 to 5 for how lately and for how often she bought, ${rfm.method === 'r-package' ? 'by the rule of the R package rfm' : 'by value cuts: a fifth of the customers for each step, and the same value always has the same score'}.</p>
${figure({
  title: 'Customers by recency and frequency',
  caption: 'The stronger the colour, the more customers. Top right are the best; bottom right are those whom it hurts to lose.',
  description: `The largest segment is ${title(largest?.segment ?? '')} with ${numberOf(largest?.customers ?? 0, 'customer')}; the one that brings most is ${title(segments[0]?.segment ?? '')} with ${percent(segments[0]?.revenueShare ?? 0, 1)} of the revenue.`,
  draw: rfmPlot(cells),
  full: true,
})}
<div class="card gap"><h3>What to do next</h3>${table(['segment', 'customers', 'of all', 'of revenue', 'each', 'silent for'], rows)}</div>
</section>`;
}

function rhythmSection({ frequencyClasses, cohorts }: Portrait): Markup {
  const classes = Object.entries(frequencyClasses).map(([name, { customers, revenueShare }]) => ({
    name: frequencyTitle(name),
    means: frequencyMeanings[name] ?? '',
    customers,
    revenue: revenueShare,
  }));
  const whole = cohorts.filter((cohort) => cohort.boughtAgain.length > 1).slice(-24);
  const [one, six] = [boughtAgain(whole, 1), boughtAgain(whole, 6)];
  return html`<section aria-labelledby="rhythm"><h2 id="rhythm">How often they buy, and whether they come back</h2>
<p>Heavy customers buy about weekly, medium ones about monthly, light ones at least once in half a year; who stopped has not bought for as long. Each row of the map is everybody who began in one month, followed from month to month.</p>
<div class="pair">
${figure({
  title: 'Customers by how often they buy',
  caption: markupKey('customers', 'what they bring'),
  description: busiest(frequencyClasses),
  draw: classPlot(classes),
  data: {
    head: ['class', 'means', 'customers', 'of revenue'],
    rows: classes.map(({ name, means, customers, revenue }) => [name, means, counted(customers), percent(revenue, 1)]),
  },
})}
${
  whole.length > 0 &&
  figure({
    title: 'Who came back, by month of the first order',
    caption: 'Share of each month’s new customers who bought in each month after it.',
    description: `${one === undefined ? '' : `${percent(one, 1)} buy in the month after their first order`}${six === undefined ? '' : `, ${percent(six, 1)} six months after it`}.`,
    draw: cohortPlot(whole),
    data: {
      head: ['began', 'customers', '1 month later', '3', '6', '12'],
      rows: whole.map(({ month, customers, boughtAgain: again }) => [
        monthText(month),
        counted(customers),
        ...[1, 3, 6, 12].map((n) => (again[n] === undefined ? '' : percent(again[n], 1))),
      ]),
    },
  })
}
</div></section>`;
}

function busiest(classes: Portrait['frequencyClasses']): string {
  const often = ['heavy', 'medium'].flatMap((name) => classes[name] ?? []);
  const customers = often.reduce((sum, one) => sum + one.customers, 0);
  const revenue = often.reduce((sum, one) => sum + one.revenueShare, 0);
  return `${numberOf(customers, 'customer buys', 'customers buy')} about monthly or more often, which brings ${percent(revenue, 1)} of the revenue. ${numberOf(classes.lapsed?.customers ?? 0, 'has', 'have')} not bought in half a year.`;
}

function markupKey(green: string, amber: string): Markup {
  return html`<span class="key"></span>${green} <span class="key amber"></span>${amber}`;
}

function share(part: number, all: number): number {
  return all === 0 ? 0 : part / all;
}
