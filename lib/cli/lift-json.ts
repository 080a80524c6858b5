import { bootstrapDiffers, doubtsOf, type Effect } from '../core/experiment/effect.ts';
import { type Lift, verdictIn } from './lift-effects.ts';

/** The experiment for other programs: rates from 0 to 1; null is what cannot be said, as a bound that there is not. */
export function liftJson(lift: Lift): string {
  const { trial, control, ratio, effects, alike } = lift;
  const { p, alarm, warning, chiSquare, shares, assumed } = ratio;
  const object = {
    customers: trial.customers,
    control,
    arms: Object.fromEntries([...trial.arms].map(([name, { n }]) => [name, n])),
    arms_alike: alike,
    decimal: { mark: trial.decimal.mark, doubtful: trial.decimal.doubtful },
    srm: { p, alarm, warning, chi_square: chiSquare, shares: Object.fromEntries(shares), shares_assumed: assumed },
    effects: effects.map((effect) => effectJson(lift, effect)),
  };
  return JSON.stringify(object, (_, value: unknown) => value ?? null, 2);
}

function effectJson(lift: Lift, effect: Effect) {
  const { arm, outcome, kind, n, controlN, value, control, difference, low, high, p, pHolm, method, relative, incremental } = effect;
  const verdict = verdictIn(lift, effect);
  return {
    ...{ arm, outcome, n, control_n: controlN },
    ...(kind === 'rate' ? { rate: value } : { mean: value }),
    ...{ control, difference, low, high, p, p_holm: pHolm, method, relative, incremental },
    always_valid: { ...effect.always, method: 'asymptotic confidence sequence' },
    ...(kind === 'money' && {
      bootstrap: effect.bootstrap && { ...effect.bootstrap, method: 'percentile bootstrap', differs: bootstrapDiffers(effect) },
      skewed: effect.skewed,
    }),
    ...{ smallest: effect.smallest, detectable: effect.detectable, needed: effect.needed, enough: effect.enough },
    verdict,
    ...(verdict === 'uncertain' && { doubts: doubtsOf(effect) }),
  };
}
