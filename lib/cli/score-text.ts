import { moneyText } from '../core/money-text.ts';
import type { Cohort } from '../core/scoring/cohorts.ts';
import type { Portrait } from '../core/scoring/portrait.ts';
import { modelNames } from '../core/scoring/shop-figures.ts';
import { counted } from './counted.ts';
import { dayText, numberOf, percent } from './figure-text.ts';
import { portraitWarnings } from './score-warnings.ts';
import { frequencyMeanings, frequencyTitle, modelTitles, quietText, ruleName, segmentWords, sentence } from './score-words.ts';

/** The portrait as a person reads it in a terminal. */
export function showPortrait(portrait: Portrait): string {
  const { asOf, buyers, customers, orders, revenue, repeatBuyers, currency, firstOrder, lapseCurve } = portrait;
  const back = lapseCurve.median;
  return [
    '',
    `The shop on ${dayText(asOf)}: ${numberOf(buyers, 'customer')}, ${numberOf(orders, 'order')}, ${moneyText(revenue, currency)} since ${dayText(firstOrder)}`,
    `  ${[
      `${percent(repeatBuyers / buyers)} came back`,
      `${(orders / buyers).toFixed(1)} orders each`,
      `${moneyText(revenue / orders, currency)} an order`,
      back === undefined ? 'more than half never came again' : `half the pauses are over after ${numberOf(back, 'day')}`,
      ...(customers > buyers ? [`${counted(customers - buyers)} more never bought`] : []),
    ].join(' · ')}`,
    ...money(portrait),
    ...segments(portrait),
    ...rhythm(portrait),
    ...silence(portrait),
    ...models(portrait),
    ...portraitWarnings(portrait).flatMap((text, index) => wrapped(text, index === 0 ? '\n! ' : '! ')),
    '',
  ].join('\n');
}

function money({ pareto: { topTwentyPercentShare: top, topOnePercentShare, gini }, valueClasses, buyers }: Portrait): string[] {
  if (top === undefined || gini === undefined) return ['', 'Nobody has brought anything yet.'];
  return [
    '',
    `Who brings the money: the best 20% bring ${percent(top, 1)}, the best 1% ${percent(topOnePercentShare ?? 0, 1)} (Gini ${gini.toFixed(4)})`,
    ...Object.entries(valueClasses).map(
      ([name, { customers, revenueShare }]) =>
        `  ${name.padEnd(20)}${share(customers, buyers)}${percent(revenueShare, 1).padStart(8)} of revenue  ${bar(revenueShare)}`,
    ),
  ];
}

function segments({ segments: rows, rfm, buyers }: Portrait): string[] {
  return [
    '',
    `Who they are (RFM ${rfm.method === 'r-package' ? 'as the R package scores it' : 'by value cuts'})`,
    ...rows.map(
      ({ segment, customers, revenueShare, medianRecency }) =>
        `  ${segmentWords(segment).title.padEnd(20)}${share(customers, buyers)}${percent(revenueShare, 1).padStart(8)} of revenue  ${bar(revenueShare)} silent ${numberOf(Math.round(medianRecency), 'day')}`,
    ),
  ];
}

function rhythm({ frequency, cohorts }: Portrait): string[] {
  const classes = Object.entries(frequency).map(
    ([name, customers]) => `${frequencyTitle(name)}${name === 'lapsed' ? ` (${frequencyMeanings[name]})` : ''} ${counted(customers)}`,
  );
  const again = [1, 3, 6, 12].flatMap((months) => {
    const come = boughtAgain(cohorts, months);
    return come === undefined ? [] : [`${percent(come, 1)} after ${months}`];
  });
  return [
    '',
    `How often they buy: ${classes.join(' · ')}`,
    ...(again.length > 0 ? [`New customers who buy so many months later: ${again.join(' · ')}`] : []),
  ];
}

/** Of all who began at least so many whole months ago; undefined without any. */
export function boughtAgain(cohorts: readonly Cohort[], months: number): number | undefined {
  const old = cohorts.filter((cohort) => cohort.boughtAgain.length > months);
  const all = old.reduce((sum, { customers }) => sum + customers, 0);
  return all === 0 ? undefined : old.reduce((sum, { customers, boughtAgain: again }) => sum + customers * (again[months] ?? 0), 0) / all;
}

function silence({ lapse, modelsUntil }: Portrait): string[] {
  const { evaluation, flagged, eligible } = lapse;
  const { rules, calibrateUntil, until } = evaluation;
  const part = (value: number | undefined) => (value === undefined ? '–' : percent(value)).padStart(5);
  return [
    '',
    `Lapsed on ${dayText(modelsUntil)}: ${counted(flagged)} of ${counted(eligible)}, by "${ruleName(lapse)}"`,
    ...[quietText(lapse), sentence(lapse.because)].flatMap((text) => (text === undefined ? [] : wrapped(text, '  '))),
    ...(rules.length === 0
      ? []
      : [`  Asked on ${dayText(calibrateUntil)}, judged by ${dayText(until)}: lapsed → bought again, others → bought again, AUC`]),
    ...rules.map(
      ({ rule, threshold, all }) =>
        `  ${ruleName({ rule, threshold }).padEnd(42)}${counted(all.flagged).padStart(8)} →${part(all.boughtIfFlagged)}${counted(all.eligible - all.flagged).padStart(9)} →${part(all.boughtIfNot)}${(all.auc === undefined ? '–' : all.auc.toFixed(3)).padStart(8)}`,
    ),
  ];
}

function models({ models: fits, modelsUntil }: Portrait): string[] {
  return [
    '',
    `Models, of what came up to ${dayText(modelsUntil)}`,
    ...modelNames.map((name) => {
      const { status, parameters, logLikelihood } = fits[name];
      const values = Object.entries(parameters).map(([parameter, value]) => `${parameter} ${Number(value.toPrecision(4))}`);
      return `  ${modelTitles[name].padEnd(13)}${status.padEnd(9)}${values.length > 0 ? `${values.join('  ')}  (log likelihood ${logLikelihood.toFixed(1)})` : ''}`;
    }),
  ];
}

function share(part: number, all: number): string {
  return `${counted(part).padStart(9)}${percent(part / all).padStart(6)}`;
}

const width = 24;

function bar(of: number): string {
  const full = Math.min(width, Math.round(of * width));
  return `${'█'.repeat(full)}${'░'.repeat(width - full)}`;
}

const lineLength = 110;

/** Cut into lines between words; what follows the first is indented alike. */
function wrapped(text: string, lead: string): string[] {
  const lines: string[] = [];
  let line = lead;
  for (const word of text.split(' ')) {
    if (line.trim() !== lead.trim() && line.length + word.length > lineLength) {
      lines.push(line.trimEnd());
      line = '  ';
    }
    line += `${word} `;
  }
  return [...lines, line.trimEnd()];
}
