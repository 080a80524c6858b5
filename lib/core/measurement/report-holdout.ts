import { parseShare } from '../definition/values.ts';
import { isUniversallyHeldOut } from '../experiment/arms.ts';
import { doubtsInWords } from '../experiment/doubt-words.ts';
import { type Effect, leavesOutNone, moneyEffectOfValues, rateEffect, verdictOf } from '../experiment/effect.ts';
import { type SampleRatio, sampleRatio } from '../experiment/sample-ratio.ts';
import { numberWords } from '../number-words.ts';
import type { Purchases } from '../scoring/purchases.ts';
import { effectText, type MoneyWords, percent } from './report-words.ts';

/** So many UTC days are looked at, the last of them over. */
export const holdoutDays = 90;

/** How many customers spent so much in these days, and how many of them bought. */
interface Group {
  revenues: Map<number, number>;
  buyers: number;
}

/** By whether the settings hold her out of all marketing. Additive. */
export interface HoldoutBooks {
  marketing: Group;
  none: Group;
}

export function emptyHoldout(): HoldoutBooks {
  return { marketing: { revenues: new Map(), buyers: 0 }, none: { revenues: new Map(), buyers: 0 } };
}

/** Adds one customer, reached or not. `until`: the last UTC day that is over; `holdout`: the share of the settings, "5%". */
export function addToHoldout(books: HoldoutBooks, { id, days }: Purchases, { holdout, until }: { holdout: string; until: number }): void {
  const group = isUniversallyHeldOut(id, holdout) ? books.none : books.marketing;
  const recent = days.filter(([on]) => on > until - holdoutDays && on <= until);
  const revenue = recent.reduce((sum, [, , spent]) => sum + spent, 0);
  group.revenues.set(revenue, (group.revenues.get(revenue) ?? 0) + 1);
  if (recent.some(([, orders]) => orders > 0)) group.buyers += 1;
}

/** What all marketing brought: who gets it against the universal control group, of all customers, whatever they entered. */
export interface HoldoutReport {
  days: number;
  customers: { marketing: number; none: number };
  ratio: SampleRatio;
  /** None while a group is empty. Money in minor units of the base currency. */
  effects: Effect[];
}

export function holdoutReport({ marketing, none }: HoldoutBooks, holdout: string): HoldoutReport {
  const share = parseShare(holdout) / 10_000;
  const [arm, control] = [marketing, none].map(({ revenues, buyers }) => {
    const values = [...revenues].sort(([a], [b]) => a - b);
    return { values, n: values.reduce((sum, [, times]) => sum + times, 0), successes: buyers };
  });
  if (!arm || !control) throw new Error('there are two groups');
  const named = (outcome: string) => ({ arm: 'all marketing', outcome });
  const effects = [rateEffect(arm, control, named('buyers')), moneyEffectOfValues(arm.values, control.values, named('revenue'))];
  return {
    days: holdoutDays,
    customers: { marketing: arm.n, none: control.n },
    ratio: sampleRatio([
      { n: arm.n, share: 1 - share },
      { n: control.n, share },
    ]),
    effects: effects.flatMap((effect) => effect ?? []),
  };
}

/** The same in sentences; never a claim without its interval. */
export function holdoutSentences({ days, customers, effects, ratio }: HoldoutReport, money: MoneyWords): string[] {
  if (effects.length === 0) return ['What all marketing brings cannot be told yet: one of the two groups is empty.'];
  const [marketed, without] = [
    `${numberWords(customers.marketing, 'customer')} with marketing`,
    `${customers.none.toLocaleString('en')} without any`,
  ];
  const seen = effects.map((effect) => {
    const { kind, value, control } = effect;
    const what =
      kind === 'money'
        ? `Each of ${marketed} spent ${money(value)} in the last ${days} days, each of ${without} ${money(control)}`
        : `${percent(value)} of ${marketed} bought in the last ${days} days, ${percent(control)} of ${without}`;
    return `${what}: ${effectText(effect, money)}. ${ratio.alarm ? '' : verdictWords(effect)}`.trimEnd();
  });
  return ratio.alarm ? ['Do not trust this: the two groups are not of the sizes that the settings plan.', ...seen] : seen;
}

function verdictWords(effect: Effect): string {
  const verdict = verdictOf(effect);
  const looks = leavesOutNone(effect.always) ? 'however often you look' : 'for one look on a day fixed beforehand';
  if (verdict === 'beyond-chance') return `That is beyond chance, ${looks}.`;
  if (verdict === 'uncertain') return `An effect is seen, and it is not certain: ${doubtsInWords(effect)}.`;
  return verdict === 'none-seen' ? 'No effect can be told from chance.' : 'Not enough data yet.';
}

/** What text and page say of it. */
export const holdoutRule = `All customers count, reached or not, by what they bought in the last ${holdoutDays} days: who is in the universal holdout of the settings was drawn by chance, for ever, so that the difference is what all marketing brought, whichever campaigns sent it. Where that share was set or changed within these days, less is seen than there is.`;
