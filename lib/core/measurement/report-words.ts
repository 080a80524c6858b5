import { type Effect, verdictOf } from '../experiment/effect.ts';
import type { CampaignReport } from './report.ts';
import { type ArmEffects, controlGroup } from './report-effects.ts';

/** How amounts are written; in minor units of the base currency. */
export type MoneyWords = (minor: number) => string;

/** Whether an effect is beyond chance. */
export function isProven(effect: Effect): boolean {
  return verdictOf(effect) === 'beyond-chance';
}

/** What the campaign brought against its control group, in sentences; never a claim without its interval. */
export function effectSentences({ campaign, measured, control, all }: CampaignReport, money: MoneyWords): string[] {
  const { missing, ratio } = measured;
  const alarm = ratio?.alarm
    ? [
        `Do not trust the effects below: ${count(control.entered)} of ${count(all.entered + control.entered)} stand in the control group, where ${percent(campaign.holdout)} were planned, and chance would do that less than once in a thousand times (p ${pText(ratio.p)}). Somebody lost customers of one group${campaign.repeats ? ', or the same customers entered many times' : ''}, or the share was changed meanwhile.`,
      ]
    : ratio?.warning
      ? [
          `The control group is an unusual size (${count(control.entered)}; ${percent(campaign.holdout)} were planned, p ${pText(ratio.p)}): have an eye on it.`,
        ]
      : [];
  if (missing === 'control group' && campaign.holdout > 0)
    return [
      ...alarm,
      `No effect can be measured yet: of ${count(all.entered)} nobody is in the control group so far, where ${percent(campaign.holdout)} are planned.`,
    ];
  if (missing !== undefined) return [...alarm, missingWords[missing]];
  const effects = measured.effects.filter(({ outcome }) => outcome !== 'buyers' || campaign.goal?.activity !== 'order.placed');
  const within = campaign.goal ? ` within ${campaign.goal.within}` : '';
  return [
    ...alarm,
    ...effects.map((effect) => effectSentence(effect, { within, reference: controlGroup, money })),
    ...(effects.some(isProven) ? [peeking(effects)] : []),
    ...(campaign.repeats ? ['Who entered more than once counts each time, so these intervals are somewhat too narrow.'] : []),
  ];
}

/** What the arms of a split did against each other, or against the control group. */
export function armSentences({ reference, effects, ratio, split }: ArmEffects, money: MoneyWords): string[] {
  const alarm = ratio?.alarm
    ? [
        `Do not trust the arms of ${split}: they are not of the planned sizes (p ${pText(ratio.p)}). Somebody lost customers of one arm, or the shares were changed.`,
      ]
    : [];
  const judged = effects.filter(({ outcome }) => outcome !== 'buyers');
  return [
    ...alarm,
    ...judged.map((effect) => `${effect.arm}: ${effectSentence(effect, { within: '', reference, money })}`),
    ...(judged.some(({ pHolm }) => pHolm !== undefined)
      ? ['The arms are judged together (Holm), so that one of many does not win by chance.']
      : []),
  ];
}

/** One effect: what was seen, and what may be said of it. */
export function effectSentence(
  effect: Effect,
  { within, reference, money }: { within: string; reference: string; money: MoneyWords },
): string {
  const against = reference === controlGroup ? 'in the control group' : `in the arm ${reference}`;
  const { kind, outcome, n, controlN, value, control } = effect;
  const seen =
    kind === 'money'
      ? `Each of ${count(n)} spent ${money(value)}${within}, each of ${count(controlN)} ${against} ${money(control)}`
      : `${percent(value)} of ${count(n)} ${deeds[outcome] ?? outcome}${within}, ${percent(control)} of ${count(controlN)} ${against}`;
  return `${seen}. ${verdict(effect, reference, money)}`;
}

/** What is shown of an effect where there is little room: "+3.9 points [0.9, 6.5]". */
export function effectText({ kind, difference, low, high }: Effect, money: MoneyWords): string {
  const text = kind === 'money' ? (value: number) => moneyOrNone(value, money) : points;
  const sign = difference > 0 ? '+' : '';
  return `${sign}${text(difference)}${kind === 'money' ? '' : ' points'} [${text(low)}, ${text(high)}]`;
}

function verdict(effect: Effect, reference: string, money: MoneyWords): string {
  const { kind, outcome, difference, low, high, incremental, enough, needed, smallest, detectable, pHolm } = effect;
  const size = (from: number) => (kind === 'money' ? money(from) : `${points(from)} points`);
  if (!Number.isFinite(low) || !Number.isFinite(high)) return 'Not enough data yet: nothing can be said of the difference so far.';
  const interval = `${kind === 'money' ? money(low) : points(low)} to ${size(high)}`;
  if (isProven(effect)) {
    const sum = kind === 'money' ? money : (value: number) => count(value);
    const whose = reference === controlGroup ? 'the campaign brought' : 'it brought beyond that arm';
    const all = `${sum(incremental.value)}${wholes[outcome] ?? ''} [${sum(incremental.low)}, ${sum(incremental.high)}]`;
    return `That is ${size(Math.abs(difference))} ${difference > 0 ? 'more' : 'less'} (95% interval ${interval}): ${whose} ${all}.`;
  }
  const other = pHolm !== undefined && (low > 0 || high < 0) ? ' beside the other arms' : '';
  if (enough)
    return `No effect can be told from chance${other}: the difference lies between ${interval}${detectable === undefined ? '' : `; one of ${size(detectable)} would have shown`}.`;
  const more =
    needed === undefined || smallest === undefined
      ? ''
      : ` About ${count(needed)} more in each group are needed to see a difference of ${size(smallest)}.`;
  return `Not enough data yet: the difference may be anything from ${interval}.${more}`;
}

function peeking(effects: Effect[]): string {
  const proven = effects.filter(isProven);
  const holds = proven.every(({ always }) => always.low > 0 || always.high < 0);
  return holds
    ? 'It holds however often you look (the always-valid interval leaves out 0 as well).'
    : 'It holds for one look on a day fixed beforehand: the always-valid interval, for those who look again and again, still takes 0 in.';
}

const deeds: { [outcome: string]: string } = { goal: 'reached the goal', buyers: 'bought' };

const wholes: { [outcome: string]: string } = { goal: ' goals', buyers: ' buyers' };

const missingWords = {
  goal: 'No effect can be measured: the campaign states no goal, so nothing is counted that its control group could do as well. Add "goal", such as { "activity": "order.placed", "within": "30 days" }, and "holdout" in "entry".',
  'goal of a broadcast':
    'No effect can be measured: this broadcast states no goal, so it is known who opened and clicked, but not who would have bought anyway. Add "goal", such as { "activity": "order.placed", "within": "14 days" }, and "holdout" in "entry"; each recipient then has an enrollment of her own, which costs a little more.',
  'control group':
    'No effect can be measured: nobody was held out, so it is not known who would have done it anyway. Add "holdout": "10%" to "entry"; what is shown here is what happened, not what the campaign caused.',
  entries: 'Nobody has entered yet.',
} as const;

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
