import { doubtsInWords } from '../experiment/doubt-words.ts';
import { type Effect, leavesOutNone, verdictOf } from '../experiment/effect.ts';
import { numberWords } from '../number-words.ts';
import { day, type Instant } from '../time.ts';
import type { CampaignReport } from './report.ts';
import { controlGroup, isTrusted } from './report-effects.ts';

/** How amounts are written; in minor units of the base currency. */
export type MoneyWords = (minor: number) => string;

/** Whether an effect is beyond chance. */
export function isProven(effect: Effect): boolean {
  return verdictOf(effect) === 'beyond-chance';
}

/**
 * Whether the campaign is proven to work, however often one looks: by one outcome that is fixed beforehand, its goal, with groups of
 * the planned sizes, and with nothing else proven to be worse.
 */
export function isGoalProvenHigher({ measured: { effects, ratio } }: CampaignReport): boolean {
  const goal = effects.find(({ outcome }) => outcome === 'goal');
  const isWorse = effects.some((effect) => isProven(effect) && effect.difference < 0);
  return goal !== undefined && isProven(goal) && goal.always.low > 0 && !isWorse && ratio?.alarm !== true;
}

/** What the campaign brought against its control group, in sentences; never a claim without its interval. */
export function effectSentences(report: CampaignReport, money: MoneyWords): string[] {
  const { universal } = report;
  const apart = `${numberWords(universal, 'customer')} ${universal === 1 ? 'gets' : 'get'} no marketing at all and ${universal === 1 ? 'is' : 'are'} in neither group; what all marketing brings is told by rapport report --recount.`;
  return [
    ...tellsOnly(report),
    ...sizeOfControl(report),
    ...againstControl(report, money),
    ...changedGoal(report),
    ...(universal > 0 ? [apart] : []),
  ];
}

/** Why only its entries are more than nothing. */
function tellsOnly({ campaign }: CampaignReport): string[] {
  return campaign.onlyTells
    ? ['It tells colleagues and sends nothing to customers: who entered is counted, how often colleagues were told is not.']
    : [];
}

function againstControl(report: CampaignReport, money: MoneyWords): string[] {
  const { campaign, measured, open } = report;
  const { effects, customers, ratio, missing } = measured;
  const all = customers.entered + customers.control;
  if (missing === 'control group' && campaign.holdout > 0)
    return [
      `No effect can be measured yet: of ${numberWords(customers.entered, 'customer')} nobody is in the control group so far, where ${percent(campaign.holdout)} are planned.`,
    ];
  if (missing === 'windows')
    return [
      `No effect can be told yet: the goal window of ${withinsOf(report).join(' or ')} is still open for ${customers.open === all ? 'all' : count(customers.open)} of ${numberWords(all, 'customer')}${open ? `, the first of them until ${dateText(open.first)}` : ''}.`,
    ];
  if (missing !== undefined) return [missingWords[missing]];
  const told = effects.filter(({ outcome }) => outcome !== 'buyers' || campaign.goal?.activity !== 'order.placed');
  return [
    ...told.map((effect) => effectSentence(effect, { within: withinOf(report), reference: controlGroup, money, trusted: !ratio?.alarm })),
    ...(ratio?.alarm ? [] : peeking(told)),
    ...(customers.open > 0
      ? [
          `${numberWords(customers.open, 'customer')} more ${customers.open === 1 ? 'is' : 'are'} in no figure of this yet: their goal windows are still open${open ? ` until ${dateText(open.last)}` : ''}.`,
        ]
      : []),
    ...(campaign.repeats ? ['What customers do after they entered again is in the figures and in no effect.'] : []),
  ];
}

function sizeOfControl({ campaign, measured: { ratio, customers } }: CampaignReport): string[] {
  const planned = `${percent(campaign.holdout)} were planned`;
  if (ratio?.alarm)
    return [
      `Do not trust the effects below: ${count(customers.control)} of ${numberWords(customers.entered + customers.control, 'customer')} stand in the control group, where ${planned}, and chance would do that less than once in a thousand times (p ${pText(ratio.p)}). Somebody lost customers of one group, or the share was changed meanwhile.`,
    ];
  return ratio?.warning
    ? [`The control group is an unusual size (${count(customers.control)}; ${planned}, p ${pText(ratio.p)}): have an eye on it.`]
    : [];
}

function withinsOf({ campaign: { goal }, measuredBy }: CampaignReport): string[] {
  const known = (measuredBy ?? []).flatMap(({ within }) => within ?? []);
  return [...new Set(known.length > 0 ? known : goal ? [goal.within] : [])];
}

function withinOf(report: CampaignReport): string {
  const withins = withinsOf(report);
  if (withins.length > 1) return ` within windows of ${withins.join(' and ')}`;
  return withins.map((within) => ` within ${within}`).join('');
}

/** Nothing where the goal of today is that of all who are measured. */
function changedGoal({ campaign, measuredBy = [] }: CampaignReport): string[] {
  const known = measuredBy.map(({ words }) => words);
  const none = known.includes('no goal') ? ' Whoever entered while there was none counts as not having reached it.' : '';
  if (known.length > 1)
    return [
      `The goal was changed meanwhile: ${known.join(', then ')}. Each customer is measured by the one with which she entered, the control group alike.${none}`,
    ];
  const [only] = known;
  if (only === undefined || only === campaign.goals?.at(-1)?.words) return [];
  return [`The goal has been changed since: these customers entered, and are measured, with ${only}.${none}`];
}

/** What the arms of each split did against each other, and against the control group. */
export function armSentences(report: CampaignReport, money: MoneyWords): string[] {
  const { measured } = report;
  return measured.arms.flatMap((arms) => {
    const { reference, effects, ratio, split } = arms;
    const alarm = ratio?.alarm
      ? [
          `Do not trust the arms of ${split}: they are not of the planned sizes (p ${pText(ratio.p)}). Somebody lost customers of one arm, or the shares were changed.`,
        ]
      : [];
    const trusted = isTrusted(measured, arms);
    const told = effects.filter(({ outcome }) => outcome !== 'buyers');
    return [
      ...alarm,
      ...told.map((effect) => `${effect.arm}: ${effectSentence(effect, { within: withinOf(report), reference, money, trusted })}`),
      ...(trusted ? peeking(told) : []),
      ...(told.some(({ pHolm }) => pHolm !== undefined)
        ? ['The arms are judged together (Holm), so that one of many does not win by chance.']
        : []),
    ];
  });
}

/** One effect: what was seen, and what may be said of it; nothing of groups that are not trusted. */
export function effectSentence(
  effect: Effect,
  { within, reference, money, trusted }: { within: string; reference: string; money: MoneyWords; trusted: boolean },
): string {
  const against = reference === controlGroup ? 'in the control group' : `in the arm ${reference}`;
  const { kind, outcome, n, controlN, value, control } = effect;
  const seen =
    kind === 'money'
      ? `Each of ${numberWords(n, 'customer')} at their first entry spent ${money(value)}${within}, each of ${count(controlN)} ${against} ${money(control)}`
      : `${percent(value)} of ${numberWords(n, 'customer')} at their first entry ${deeds[outcome] ?? outcome}${within}, ${percent(control)} of ${count(controlN)} ${against}`;
  return trusted ? `${seen}. ${verdict(effect, reference, money)}` : `${seen}.`;
}

/** What is shown of an effect where there is little room: "+3.9 points [0.9, 6.5]". */
export function effectText({ kind, difference, low, high }: Effect, money: MoneyWords): string {
  const text = kind === 'money' ? (value: number) => moneyOrNone(value, money) : points;
  const sign = difference > 0 ? '+' : '';
  return `${sign}${text(difference)}${kind === 'money' ? '' : ' points'} [${text(low)}, ${text(high)}]`;
}

function verdict(effect: Effect, reference: string, money: MoneyWords): string {
  const { kind, low, high, enough, needed, smallest, detectable } = effect;
  const size = (from: number) => (kind === 'money' ? money(from) : `${points(from)} points`);
  if (!Number.isFinite(low) || !Number.isFinite(high)) return 'Not enough data yet: nothing can be said of the difference so far.';
  const interval = `${kind === 'money' ? money(low) : points(low)} to ${size(high)}`;
  if (isProven(effect)) return claim(effect, reference, money);
  if (verdictOf(effect) === 'uncertain') return `An effect is seen, from ${interval}, and it is not certain: ${doubtsInWords(effect)}.`;
  if (enough)
    return `No effect can be told from chance: the difference lies between ${interval}${detectable === undefined ? '' : `; one of ${size(detectable)} would have shown`}.`;
  const more =
    needed === undefined || smallest === undefined
      ? ''
      : ` About ${count(needed)} more in each group are needed to see a difference of ${size(smallest)}.`;
  return `Not enough data yet: the difference may be anything from ${interval}.${more}`;
}

/** Gains and losses alike: amounts are told without a sign. */
function claim({ kind, outcome, difference, low, high, incremental }: Effect, reference: string, money: MoneyWords): string {
  const isMore = difference > 0;
  const unsigned = (from: number, to: number) => (isMore ? { least: from, most: to } : { least: -to, most: -from });
  const size = (from: number) => (kind === 'money' ? money(from) : `${points(from)} points`);
  const sum = kind === 'money' ? money : (value: number) => count(value);
  const each = unsigned(low, high);
  const all = unsigned(incremental.low, incremental.high);
  const deed =
    reference === controlGroup
      ? `the campaign ${isMore ? 'brought' : 'cost'}`
      : `${isMore ? 'beyond that arm it brought' : 'it fell behind that arm by'}`;
  return `That is ${size(Math.abs(difference))} ${isMore ? 'more' : 'less'} (95% interval ${kind === 'money' ? money(each.least) : points(each.least)} to ${size(each.most)}): ${deed} ${sum(Math.abs(incremental.value))}${wholes[outcome] ?? ''} [${sum(all.least)}, ${sum(all.most)}].`;
}

function peeking(effects: Effect[]): string[] {
  const proven = effects.filter(isProven);
  if (proven.length === 0) return [];
  return [
    proven.every(({ always }) => leavesOutNone(always))
      ? 'It holds however often you look (the always-valid interval leaves out 0 as well).'
      : 'It holds for one look on a day fixed beforehand: the always-valid interval, for those who look again and again, still takes 0 in.',
  ];
}

const deeds: { [outcome: string]: string } = { goal: 'reached the goal', buyers: 'bought' };

const wholes: { [outcome: string]: string } = { goal: ' goals', buyers: ' buyers' };

const missingWords = {
  goal: 'No effect can be measured: the campaign states no goal, so nothing is counted that its control group could do as well. Add "goal", such as { "activity": "order.placed", "within": "30 days" }, and "holdout" in "entry".',
  'goal of a broadcast':
    'No effect can be measured: this broadcast states no goal, so it is known who opened and clicked, but not who would have bought anyway. Add "goal", such as { "activity": "order.placed", "within": "14 days" }, and "holdout" in "entry"; each recipient then has an enrollment of her own, which costs a little more.',
  'control group':
    'No effect can be measured: there is no control group, so it is not known who would have done it anyway. Add "holdout": "10%" to "entry"; what is shown here is what happened, not what the campaign caused.',
  entries: 'Nobody has entered yet.',
} as const;

/** "2026-12-20": the UTC day from which on windows are over. */
export function dateText(at: Instant): string {
  return new Date(Math.ceil(at / day) * day).toISOString().slice(0, 10);
}

/** "13.6%"; small shares with one digit more. */
export function percent(share: number): string {
  const hundred = 100 * share;
  return `${hundred.toFixed(Math.abs(hundred) < 1 && hundred !== 0 ? 2 : 1)}%`;
}

/** A difference of rates in percentage points, without the word. */
function points(difference: number): string {
  return percent(difference).slice(0, -1);
}

function moneyOrNone(value: number, money: MoneyWords): string {
  return Number.isFinite(value) ? money(value) : value > 0 ? '∞' : '−∞';
}

function count(value: number): string {
  return Math.round(value).toLocaleString('en');
}

function pText(p: number): string {
  return p < 0.001 ? p.toExponential(0) : p.toFixed(3);
}
