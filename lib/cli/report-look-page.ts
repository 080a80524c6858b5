import { aroundRule, besideDays } from '../core/measurement/report-around.ts';
import { attributionRule } from '../core/measurement/report-attribution.ts';
import { holdoutRule, holdoutSentences } from '../core/measurement/report-holdout.ts';
import { moneyText } from '../core/money-text.ts';
import { html, type Markup } from '../sandbox/inbox/html.ts';
import { counted } from './counted.ts';
import { numberOf } from './figure-text.ts';
import { aroundPlot } from './plots/around-entry.ts';
import { figure, table } from './plots/figure.ts';
import { lifetimePlot } from './plots/lifetime-curve.ts';
import type { Looked, ShownReport } from './report-look.ts';
import { cohortHead, cohortRows, lifetimeRule, periodHead, periodRows } from './report-look-text.ts';

/** What only a look at each customer tells; nothing where nobody looked. */
export function lookedSections(report: ShownReport): Markup | undefined {
  const { looked } = report;
  return (
    looked &&
    html`${holdoutSection(report, looked)}${touchSection(report, looked)}${lifetimeSection(report, looked)}${aroundSection(report, looked)}`
  );
}

function holdoutSection({ currency }: ShownReport, { holdout }: Looked): Markup {
  if (!holdout) return html``;
  const said = holdoutSentences(holdout, (minor) => moneyText(minor, currency));
  return html`<section aria-labelledby="holdout"><h2 id="holdout">What all marketing brought</h2>
<div class="card">${said.map((text) => html`<p>${text}</p>`)}<p class="note">${holdoutRule}</p></div></section>`;
}

function touchSection({ currency }: ShownReport, looked: Looked): Markup {
  const rows = looked.attributed.map(({ campaign, step, orders, revenue }) => [
    `${campaign} ${step}`,
    counted(orders),
    moneyText(revenue, currency),
  ]);
  return html`<section aria-labelledby="touch"><h2 id="touch">Orders after messages</h2><p>${attributionRule}</p>
<div class="card">${rows.length > 0 ? table(['message', 'orders', 'revenue'], rows) : html`<p class="note">No order came soon after a message.</p>`}</div></section>`;
}

function lifetimeSection({ currency, campaign }: ShownReport, looked: Looked): Markup {
  if (looked.lifetime.entered.curve.length + looked.lifetime.others.curve.length === 0) return html``;
  const { entered, others } = looked.lifetime;
  const whole = { entered: entered.curve.map(({ value }) => value), others: others.curve.map(({ value }) => value) };
  const money = (value: number | undefined) => (value === undefined ? '' : moneyText(value, currency));
  const last = (values: number[]) =>
    values.length === 0 ? 'nothing yet' : `${money(values.at(-1))} after ${numberOf(values.length - 1, 'month')}`;
  const who = campaign === undefined ? 'who were in a campaign' : 'who entered';
  return html`<section aria-labelledby="lifetime"><h2 id="lifetime">What customers are worth</h2>
${figure({
  title: 'Revenue of a customer since her first order',
  caption: html`<span class="key"></span>customers ${who} <span class="key amber"></span>all others. ${lifetimeRule}`,
  description: `Customers ${who} have brought ${last(whole.entered)}, all others ${last(whole.others)}.`,
  draw: lifetimePlot(whole, { money: (value) => moneyText(value, currency) }),
  full: true,
  data: {
    head: ['months', who, 'others'],
    rows: Array.from({ length: Math.max(whole.entered.length, whole.others.length) }, (_, n) => [
      String(n),
      money(whole.entered[n]),
      money(whole.others[n]),
    ]),
  },
})}</section>`;
}

function aroundSection({ currency, campaign }: ShownReport, { around }: Looked): Markup {
  const { entered, control } = around;
  const rows = periodRows(around, currency);
  if (rows.length === 0) return html``;
  const what = campaign === undefined ? 'a campaign' : campaign;
  const latest = (group: typeof entered, side: 'before' | 'after') =>
    group.periods.find(({ from }) => from === (side === 'before' ? -29 : 1))?.revenue;
  const told = (name: string, group: typeof entered | undefined) => {
    if (!group || group.periods.length === 0) return '';
    const [before, after] = [latest(group, 'before'), latest(group, 'after')].map((value) =>
      value === undefined ? 'an amount that is not known yet' : moneyText(value, currency),
    );
    return `${name} brought ${before} in the 30 days up to the entry and ${after} in the 30 days after it. `;
  };
  return html`<section aria-labelledby="around"><h2 id="around">Before and after the first entry</h2>
${figure({
  title: `Revenue of a customer around her first entry into ${what}`,
  caption: html`<span class="key"></span>customers who entered${control && html` <span class="key amber"></span>the control group`}. ${aroundRule(campaign)}`,
  description: `${told('Who entered', entered)}${told('Who was in the control group', control)}`.trim(),
  draw: aroundPlot({ entered: entered.periods, control: control?.periods ?? [] }, { money: (value) => moneyText(value, currency) }),
  full: true,
  data: { head: periodHead(around), rows },
})}
<div class="card gap"><h3>By the month of the first entry</h3>${table(cohortHead(around), cohortRows(around, currency))}
<p class="note">Revenue of a customer in 30 days, of the ${besideDays} days on each side; compared are those of whom both sides are known.</p></div></section>`;
}
