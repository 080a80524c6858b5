import type { Portrait } from '../core/scoring/portrait.ts';
import type { LapseRuleName, ModelName } from '../core/scoring/shop-figures.ts';
import { numberOf, percent } from './figure-text.ts';

interface SegmentWords {
  title: string;
  /** What to do with these customers next. */
  next: string;
}

const segments: { [segment: string]: SegmentWords } = {
  champions: { title: 'Champions', next: 'Thank them first and in person; ask them for a recommendation. They need no discount.' },
  loyal: { title: 'Loyal', next: 'Keep their rhythm: points, tiers, what goes with what they have.' },
  'potential-loyalist': { title: 'Potential loyalist', next: 'Invite them into the programme: the next two orders decide.' },
  new: { title: 'New', next: 'Welcome them and help with the first order; ask for the second in time.' },
  promising: { title: 'Promising', next: 'Show them the range, and give a small reason for a second order.' },
  'need-attention': { title: 'Need attention', next: 'Ask how it was, remind once, make one good offer.' },
  'about-to-sleep': { title: 'About to sleep', next: 'Write before they forget you: what is new since they were here.' },
  'at-risk': { title: 'At risk', next: 'Win back: a question first, an offer after it, and a holdout that proves it.' },
  'cant-lose': { title: 'Can’t lose', next: 'They bought often and fell silent: let a person call and ask why.' },
  hibernating: { title: 'Hibernating', next: 'One cheap attempt to win them back, then let them go.' },
  lost: { title: 'Lost', next: 'One cheap attempt to win them back, then let them go.' },
  others: { title: 'Others', next: 'No segment of the R package fits them.' },
};

/** The title and the advice of a segment, by its id or by the name that the R package has for it. */
export function segmentWords(segment: string): SegmentWords {
  const id = segment
    .toLowerCase()
    .replaceAll("'", '')
    .replaceAll(' ', '-')
    .replace(/-(customers|them)$/, '');
  const known = segments[id];
  return known === undefined ? { title: segment, next: '' } : id === segment ? known : { ...known, title: segment };
}

/** The class as people read it: whom a rule of lapse calls lapsed are others than those who stopped for half a year. */
export function frequencyTitle(name: string): string {
  return name === 'lapsed' ? 'stopped' : name;
}

export const frequencyMeanings: { [name: string]: string } = {
  heavy: 'about weekly',
  medium: 'about monthly',
  light: 'at least once in half a year',
  lapsed: 'no order in half a year',
  new: 'came in the last 28 days',
};

export const modelTitles: { [name in ModelName]: string } = {
  nbd: 'NBD',
  'bg-nbd': 'BG/NBD',
  'mbg-nbd': 'MBG/NBD',
  'gamma-gamma': 'Gamma-Gamma',
};

export const modelMeanings: { [name in ModelName]: string } = {
  nbd: 'how often they order, if nobody ever stops',
  'bg-nbd': 'how often they order, and when they stop after a repeat order',
  'mbg-nbd': 'the same, and they may stop after the first order',
  'gamma-gamma': 'what an order is worth',
};

/** A rule of lapse with its threshold, as it is said to people. */
export function ruleName({ rule, threshold }: { rule: LapseRuleName; threshold: number }): string {
  const share = `${Math.round(100 * threshold)}%`;
  return {
    recency: `silent for over ${numberOf(Math.round(threshold), 'day')}`,
    'own-gap': `longer than ${share} of gaps like hers`,
    silence: `so silent with probability below ${share}`,
    'p-alive': `still buying with probability below ${share}`,
  }[rule];
}

/** From this share on, who came again is more than the exception. */
const many = 1 / 3;

/** What the rule that is used must not be taken for, as a sentence; undefined where few of those whom it called lapsed came again. */
export function quietText({ rule, evaluation: { rules, calibrateUntil, until } }: Portrait['lapse']): string | undefined {
  const again = rules.find((tried) => tried.rule === rule)?.all.boughtIfFlagged;
  if (again === undefined || again < many) return undefined;
  return `When it was tried, ${percent(again)} of those whom it called lapsed came again within ${numberOf(until - calibrateUntil, 'day')}: read it as quiet, not as lost.`;
}

/** Begins with a capital and ends with a full stop. */
export function sentence(text: string): string {
  return `${text.slice(0, 1).toUpperCase()}${text.slice(1)}${/[.!?]$/.test(text) ? '' : '.'}`;
}
