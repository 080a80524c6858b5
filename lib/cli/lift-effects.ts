import { type Effect, judgedTogether, moneyEffectOfValues, rateEffect, verdictOf } from '../core/experiment/effect.ts';
import { quotedList } from '../orders/columns.ts';
import type { ArmTally, Trial } from './lift-file.ts';
import { ratioOf, type TrialRatio } from './lift-shares.ts';
import { didYouMean } from './suggest.ts';

/** An experiment with what its arms did. `effects`: outcomes in the order in which they were named, of each the arms by name. */
export interface Lift {
  trial: Trial;
  control: string;
  ratio: TrialRatio;
  effects: Effect[];
  /** Arms that differ in case or spaces only, which may be one. */
  alike: string[][];
}

/** The effects of a trial, `shares` as `--shares` has them. Throws with a sentence when the control group or a share cannot be used. */
export function liftOf(trial: Trial, control: string, shares: string | undefined): Lift {
  const names = [...trial.arms.keys()];
  const baseline = trial.arms.get(control);
  if (!baseline) {
    const meant = didYouMean({ given: control, allowed: names });
    throw new Error(
      `no customer has "${control}" in the column "${trial.armColumn}"${meant === undefined ? '' : `; did you mean "${meant}"?`}; it holds ${quotedList(names)}`,
    );
  }
  if (names.length === 1) throw new Error(`every customer is in "${control}": there is no arm to hold against it`);
  const ratio = ratioOf(trial, shares);
  const others = [...trial.arms].filter(([name]) => name !== control);
  return { trial, control, ratio, effects: judgedTogether(effectsOf(trial, others, baseline)), alike: alikeOf(names) };
}

function alikeOf(names: string[]): string[][] {
  const same = Map.groupBy(names, (name) => name.replace(/\s+/g, '').toLowerCase());
  return [...same.values()].filter(({ length }) => length > 1);
}

/** What may be said of an effect: `not-judged` while the arms do not have the planned sizes, since who is missing may be the effect. */
export function verdictIn({ ratio }: Lift, effect: Effect): ReturnType<typeof verdictOf> | 'not-judged' {
  return ratio.alarm ? 'not-judged' : verdictOf(effect);
}

function effectsOf({ rates, money }: Trial, arms: [string, ArmTally][], control: ArmTally): Effect[] {
  const ofRates = rates.flatMap((outcome, index) =>
    arms.map(([arm, { n, successes }]) =>
      rateEffect({ n, successes: successes[index] ?? 0 }, { n: control.n, successes: control.successes[index] ?? 0 }, { arm, outcome }),
    ),
  );
  const ofMoney = money.flatMap((outcome, index) =>
    arms.map(([arm, { spent }]) => moneyEffectOfValues(sorted(spent[index]), sorted(control.spent[index]), { arm, outcome })),
  );
  return [...ofRates, ...ofMoney].filter((effect) => effect !== undefined);
}

/** In an order that is not that of the lines, so that the same customers give the same bootstrap. */
function sorted(values: Map<number, number> = new Map()): [value: number, times: number][] {
  return [...values].sort(([one], [other]) => one - other);
}
