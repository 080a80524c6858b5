import type { Portrait } from '../core/scoring/portrait.ts';
import { modelNames } from '../core/scoring/shop-figures.ts';
import { numberOf, percent } from './figure-text.ts';
import { modelTitles } from './score-words.ts';

/** A model that foretells so much too little or too much is not to be planned by. */
const tolerated = 0.15;
/** In days: with less, seasons and slow customers cannot be seen. */
const longEnough = 180;

/** What to know before the figures are trusted, each a sentence or two. */
export function portraitWarnings({ models, check, buyers, firstOrder, asOf }: Portrait): string[] {
  const refused = modelNames.flatMap((name) => {
    const fit = models[name];
    return fit.status === 'refused' ? [{ name, reason: fit.reason }] : [];
  });
  const reasons = Map.groupBy(refused, ({ reason }) => reason.split(':')[0]);
  return [
    ...(asOf - firstOrder < longEnough
      ? [`The history is ${numberOf(asOf - firstOrder, 'day')} long: slow customers look lapsed, and seasons cannot be seen.`]
      : []),
    ...(buyers < 100 ? [`With ${numberOf(buyers, 'customer')} every share and class is a matter of chance.`] : []),
    ...[...reasons.values()].map(
      (which) => `${listed(which.map(({ name }) => modelTitles[name]))} ${which.length === 1 ? 'is' : 'are'} not used. ${which[0]?.reason}`,
    ),
    ...offText(check),
  ];
}

function offText(check: Portrait['check']): string[] {
  if (!check || check.total.actual === 0) return [];
  const { actual, expected } = check.total;
  const off = expected / actual - 1;
  if (Math.abs(off) < tolerated) return [];
  return [
    `${modelTitles[check.model]} foretold ${percent(Math.abs(off))} too ${off < 0 ? 'little' : 'much'} when it was tried: ${numberOf(Math.round(expected), 'order')} where ${actual} came. Trust its order of customers more than its sums.`,
  ];
}

function listed(names: string[]): string {
  return names.length < 2 ? names.join('') : `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`;
}
