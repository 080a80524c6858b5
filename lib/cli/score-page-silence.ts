import type { EvaluatedRule, LapseEvaluation } from '../core/scoring/lapse-evaluation.ts';
import type { Portrait } from '../core/scoring/portrait.ts';
import { modelNames } from '../core/scoring/shop-figures.ts';
import { html, type Markup } from '../sandbox/inbox/html.ts';
import { counted } from './counted.ts';
import { dayText, numberOf, percent } from './figure-text.ts';
import { figure, table } from './plots/figure.ts';
import { lapsePlot } from './plots/lapse-curve.ts';
import { calibrationPlot, repeatsPlot, trackingPlot } from './plots/model-fit.ts';
import { rulesPlot } from './plots/rule-trials.ts';
import { modelMeanings, modelTitles, quietText, ruleName, sentence } from './score-words.ts';

/** When silence means goodbye: how long customers are silent, and the rules that were tried. */
export function silenceSection({ lapse, lapseCurve, modelsUntil }: Portrait): Markup {
  const { evaluation, rule, threshold, because, flagged, eligible } = lapse;
  const { rules, calibrateUntil, until, buyers, boughtAgain } = evaluation;
  const tried = rules.map((one) => ({ name: ruleName(one), flagged: one.all.boughtIfFlagged, others: one.all.boughtIfNot }));
  const at = [30, 60, 90, 180, 365].filter((days) => days <= (lapseCurve.points.at(-1)?.[0] ?? 0));
  const still = (days: number) => lapseCurve.points.findLast(([on]) => on <= days)?.[1] ?? 1;
  return html`<section aria-labelledby="silence"><h2 id="silence">When silence means goodbye</h2>
<p>By the rule that is used, <strong>${ruleName({ rule, threshold })}</strong>, ${counted(flagged)} of ${numberOf(eligible, 'customer')} ${flagged === 1 ? 'counts' : 'count'} as lapsed on ${dayText(modelsUntil)}. ${quietText(lapse) ?? ''} ${sentence(because)}</p>
<div class="pair">
${figure({
  title: 'How long customers are silent',
  caption:
    'Share of customers who have not yet come again so many days after an order; those still silent are counted as long as they were watched.',
  description:
    at.map((days) => `${percent(still(days))} are still silent after ${numberOf(days, 'day')}`).join(', ') || 'Nobody came back.',
  draw: lapsePlot(lapseCurve, rule === 'recency' ? threshold : undefined),
  data: { head: ['days', 'still silent'], rows: at.map((days) => [String(days), percent(still(days), 1)]) },
})}
${
  tried.length > 0 &&
  figure({
    title: 'The rules, tried on the shop’s own past',
    caption: html`<span class="key amber"></span>of those whom the rule called lapsed <span class="key"></span>of the others: who bought again. The further apart, the better.`,
    description: `Asked on ${dayText(calibrateUntil)}, judged by what came until ${dayText(until)}: ${counted(boughtAgain)} of ${numberOf(buyers, 'customer')} bought again. ${tried
      .flatMap(({ name, flagged, others }) =>
        flagged === undefined || others === undefined
          ? []
          : [`“${name}”: ${percent(flagged)} of the lapsed and ${percent(others)} of the others.`],
      )
      .join(' ')}`,
    draw: rulesPlot(tried),
  })
}
</div>
${
  rules.length > 0 &&
  html`<div class="card gap"><h3>The same as numbers</h3>${rulesTable(rules, rule)}
<p class="note">AUC is the chance that somebody who stayed away ranks as more lapsed than somebody who bought again: 0.5 is a coin, 1 is certainty. Recency alone, how long she has been silent, is the baseline to beat.</p>${rules.flatMap((one) => (one.unavailable === undefined ? [] : [html`<p class="note">“${ruleName(one)}” could not be tried. ${one.unavailable}</p>`]))}</div>`
}
</section>`;
}

function rulesTable(rules: EvaluatedRule[], chosen: string): Markup {
  const share = (value: number | undefined) => (value === undefined ? '–' : percent(value));
  const rows = rules.map((one) => [
    ruleName(one),
    counted(one.all.eligible),
    counted(one.all.flagged),
    share(one.all.boughtIfFlagged),
    share(one.all.boughtIfNot),
    one.all.auc === undefined ? '–' : one.all.auc.toFixed(3),
    one.repeat.auc === undefined ? '–' : one.repeat.auc.toFixed(3),
  ]);
  const head = ['rule', 'judged', 'called lapsed', 'bought again if lapsed', 'if not', 'AUC', 'AUC of repeat buyers'];
  return table(head, rows, { chosen: rules.findIndex(({ rule }) => rule === chosen) });
}

/** Whether it can be foretold who buys how often. */
export function modelSection({ models, modelsUntil, check, lapse: { evaluation } }: Portrait): Markup {
  const rows = modelNames.map((name) => {
    const fit = models[name];
    const parameters = Object.entries(fit.parameters).map(([parameter, value]) => `${parameter} ${Number(value.toPrecision(4))}`);
    return [
      modelTitles[name],
      fit.status,
      parameters.join(', ') || '–',
      fit.logLikelihood === 0 ? '–' : fit.logLikelihood.toFixed(1),
      fit.status === 'refused' ? fit.reason : modelMeanings[name],
    ];
  });
  return html`<section aria-labelledby="models"><h2 id="models">Can it be foretold?</h2>
<p>Four models were fitted on what came up to ${dayText(modelsUntil)}. One that explains the orders no better than chance, or whose search ran away, is refused, and what it would have said is not shown.</p>
<div class="card">${table(['model', 'outcome', 'parameters', 'log likelihood', 'what it says, or why it is not used'], rows, { words: [1, 2, 4] })}</div>
${check && checkFigures(check, evaluation)}
</section>`;
}

function checkFigures(
  { model, byRepeats, weeks, calibratedWeek, total }: NonNullable<Portrait['check']>,
  evaluation: LapseEvaluation,
): Markup {
  const { actual, expected } = total;
  const key = html`<span class="key"></span>what came <span class="key amber"></span>what ${modelTitles[model]} foretold`;
  const tenths =
    evaluation.calibration?.orders.map(({ predicted, seen, buyers }) => ({ said: predicted, did: seen, customers: buyers })) ?? [];
  return html`<div class="pair gap">
${figure({
  title: 'Orders after the split, by how often they had come back',
  caption: key,
  description: `After ${dayText(evaluation.calibrateUntil)} the customers ordered on ${numberOf(actual, 'day')}; foretold were ${counted(Math.round(expected))}, ${percent(Math.abs(expected / Math.max(1, actual) - 1))} too ${expected < actual ? 'few' : 'many'}.`,
  draw: repeatsPlot(byRepeats),
  data: {
    head: ['came back before', 'customers', 'orders each', 'foretold'],
    rows: byRepeats.map((one) => [one.repeats, counted(one.customers), one.actual.toFixed(2), one.expected.toFixed(2)]),
  },
})}
${
  tenths.length > 0 &&
  figure({
    title: 'Foretold and come, in tenths of the customers',
    caption: 'Each dot is a tenth of the customers, by how many orders were foretold of them. On the dashed line all was right.',
    description: `The highest tenth was to order on ${(tenths.at(-1)?.said ?? 0).toFixed(2)} days each, and did on ${(tenths.at(-1)?.did ?? 0).toFixed(2)}.`,
    draw: calibrationPlot(tenths),
    data: {
      head: ['tenth', 'customers', 'foretold', 'came'],
      rows: tenths.map(({ said, did, customers }, index) => [String(index + 1), counted(customers), said.toFixed(2), did.toFixed(2)]),
    },
  })
}
</div>
<div class="gap">${figure({
    title: 'Repeat orders, week by week',
    caption: key,
    description: `At the end there were ${counted(weeks.at(-1)?.actual ?? 0)} repeat orders, and ${counted(Math.round(weeks.at(-1)?.expected ?? 0))} were foretold.`,
    draw: trackingPlot(weeks, calibratedWeek),
    full: true,
    data: {
      head: ['week', 'came', 'foretold'],
      rows: weeks
        .filter((_, index) => index % Math.ceil(weeks.length / 12) === 0)
        .map((one) => [String(one.week), counted(one.actual), counted(Math.round(one.expected))]),
    },
  })}</div>`;
}
