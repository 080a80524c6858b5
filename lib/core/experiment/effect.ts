import type { Counted } from '../quantile.ts';
import { bootstrap } from './bootstrap.ts';
import { confidenceSequence } from './confidence-sequence.ts';
import { holm } from './holm.ts';
import { type Moments, type Money, momentsOfSums, momentsOfValues, type Skewed, shareThatCounts, skewedOf, together } from './means.ts';
import { level, newcombe, pooled, pooledP, type Rate, z95 } from './rates.ts';
import { detectable, sizeForMeans, sizeForRates, stillNeeded } from './sample-size.ts';
import { standardError, welch } from './welch.ts';

/** What an arm did to one outcome, against the control group. Rates from 0 to 1, money in the unit that was given. */
export interface Effect {
  arm: string;
  outcome: string;
  kind: 'rate' | 'money';
  /** Customers of the arm, reached or not: whoever was assigned counts (intention to treat). */
  n: number;
  controlN: number;
  /** The rate or the mean of the arm, and of the control group. */
  value: number;
  control: number;
  /** value − control, with its 95% interval. Money of which nothing can be said is unbounded: -Infinity to Infinity, p 1. */
  difference: number;
  low: number;
  high: number;
  /** Two-sided. */
  p: number;
  /** Where several arms are held against one control group. */
  pHolm?: number;
  /** How interval and p were computed, in words. */
  method: string;
  /** difference / control; absent where the control group's value is not above 0. */
  relative?: Interval;
  /** What the whole arm brought beyond what it would have done anyway: n × difference. */
  incremental: Interval;
  /** Holds however often one looks; the plain interval only for one look at a time that was fixed beforehand. */
  always: { low: number; high: number; p: number };
  /** Money, where the values are at hand. */
  bootstrap?: { low: number; high: number };
  /** Money, where the values are at hand: the group that is the smallest against its skewness, where one is too small. */
  skewed?: Skewed;
  /** So few customers, or so few who did it, or did not, or who make up the sum, that interval and test do not hold. */
  tooFew: boolean;
  /** The smallest difference that was asked for; absent where the control group's value gives no measure. */
  smallest?: number;
  /** The smallest difference that so many customers would show four times in five; absent where none would, or nothing varies yet. */
  detectable?: number;
  /** The sample is complete: `needed` is 0. Whether an effect is seen is another question: see `verdictOf`. */
  enough: boolean;
  /** Customers still needed in each arm to see `smallest`; 0 when there are enough, absent where it cannot be said. */
  needed?: number;
}

export interface Interval {
  value: number;
  low: number;
  high: number;
}

/** What is compared. `smallest`: the difference worth seeing, as a share of the control group's value [0.1]. */
export interface Comparison {
  arm: string;
  outcome: string;
  smallest?: number;
}

/** Too few tell nothing: customers who did it, or did not, in either group; customers of whom there is money. */
const fewestExpected = 5;
const fewestWithMoney = 30;
/** Of them, customers who make up the mean: a skewed sum of few looks normal only by chance. */
const fewestThatCount = 10;
const usualSmallest = 0.1;

/** The effect on a rate: Newcombe's interval, p of the pooled z test. Undefined where the arm or the control group is empty. */
export function rateEffect(arm: Rate, control: Rate, comparison: Comparison): Effect | undefined {
  if (!(arm.n > 0 && control.n > 0)) return undefined;
  const rate = pooled(arm, control);
  const [low, high] = newcombe(arm, control);
  return effectOf([momentsOfRate(arm), momentsOfRate(control)], comparison, {
    kind: 'rate',
    found: { low, high, p: pooledP(arm, control), method: 'Newcombe interval, pooled z test' },
    chance: Math.sqrt(rate * (1 - rate) * (1 / arm.n + 1 / control.n)),
    size: (smallest, base) => sizeForRates(base, base + smallest > 1 ? base - smallest : base + smallest),
    fewest: fewestExpected / Math.min(rate, 1 - rate),
  });
}

/** The effect on money: Welch's interval and test. Undefined where the arm or the control group is empty. */
export function moneyEffect(arm: Money, control: Money, comparison: Comparison): Effect | undefined {
  return arm.n > 0 && control.n > 0 ? meanEffect([momentsOfSums(arm), momentsOfSums(control)], comparison) : undefined;
}

/** As `moneyEffect`, of the values themselves with how often each occurs: with the bootstrap. */
export function moneyEffectOfValues(arm: Counted, control: Counted, comparison: Comparison): Effect | undefined {
  if (arm.length === 0 || control.length === 0) return undefined;
  const interval = bootstrap(arm, control, `bootstrap|${comparison.outcome}|${comparison.arm}`);
  const skewed = skewedOf([arm, control]);
  return {
    ...meanEffect([momentsOfValues(arm), momentsOfValues(control)], comparison),
    ...(interval && { bootstrap: interval }),
    ...(skewed && { skewed }),
  };
}

/** Adjusts p by Holm wherever one outcome was compared in several arms. */
export function judgedTogether(effects: readonly Effect[]): Effect[] {
  const families = Map.groupBy(effects, ({ outcome }) => outcome);
  const adjusted = new Map(
    [...families.values()]
      .filter(({ length }) => length > 1)
      .flatMap((family) => {
        const ps = holm(family.map(({ p }) => p));
        return family.map((effect, index) => [effect, ps[index] ?? 1]);
      }),
  );
  return effects.map((effect) => {
    const pHolm = adjusted.get(effect);
    return pHolm === undefined ? effect : { ...effect, pHolm };
  });
}

/**
 * `beyond-chance`: there is an effect; `uncertain`: one is seen, and there is a doubt; `none-seen`: the smallest that was asked for
 * would have been seen; else more customers are needed. It holds for groups of the planned sizes only: see `sampleRatio`.
 */
export function verdictOf(effect: Effect): 'beyond-chance' | 'uncertain' | 'none-seen' | 'not-enough' {
  const { p, pHolm = p, needed } = effect;
  if (leavesOutNone(effect) || pHolm < level) return doubtsOf(effect).length === 0 ? 'beyond-chance' : 'uncertain';
  return needed === 0 ? 'none-seen' : 'not-enough';
}

/** Why an effect that is seen is not certain: each says no by itself. None = it is beyond chance. */
export function doubtsOf(effect: Effect): ('too-few' | 'interval' | 'test' | 'other-arms' | 'bootstrap')[] {
  const { tooFew, p, pHolm = p, bootstrap: drawn } = effect;
  return [
    ...(tooFew ? ['too-few' as const] : []),
    ...(leavesOutNone(effect) ? [] : ['interval' as const]),
    ...(p < level ? [] : ['test' as const]),
    ...(p < level && pHolm >= level ? ['other-arms' as const] : []),
    ...(drawn && !leavesOutNone(drawn) ? ['bootstrap' as const] : []),
  ];
}

/** Whether a bound of the bootstrap lies farther from that of the interval than a tenth of its width: its own chance moves it by a fiftieth. */
export function bootstrapDiffers({ low, high, bootstrap: drawn }: Effect): boolean {
  return drawn !== undefined && Math.max(Math.abs(drawn.low - low), Math.abs(drawn.high - high)) > (high - low) / 10;
}

/** Whether an interval leaves out 0. */
export function leavesOutNone({ low, high }: { low: number; high: number }): boolean {
  return low > 0 || high < 0;
}

function momentsOfRate({ n, successes }: Rate): Moments {
  return { n, mean: successes / n, variance: (successes / n) * (1 - successes / n) };
}

function meanEffect(groups: readonly [Moments, Moments], comparison: Comparison): Effect {
  const error = standardError(...groups);
  const found = error === undefined ? { low: -Infinity, high: Infinity, p: 1 } : welch(...groups, error);
  return effectOf(groups, comparison, {
    kind: 'money',
    found: { ...found, method: 'Welch t interval and test' },
    chance: error ?? NaN,
    size: (smallest) => sizeForMeans(smallest, groups[0].variance + groups[1].variance),
    fewest: Math.max(fewestWithMoney, fewestThatCount / shareThatCounts(together(...groups))),
  });
}

/** What rates and money do not share. */
interface Judged {
  kind: Effect['kind'];
  found: Pick<Effect, 'low' | 'high' | 'p' | 'method'>;
  /** The standard error where there is no effect. */
  chance: number;
  /** Customers in each arm to see a difference from the control group's value. */
  size: (smallest: number, base: number) => number;
  /** Customers in each arm below whom nothing is told. */
  fewest: number;
}

function effectOf([arm, control]: readonly [Moments, Moments], comparison: Comparison, judged: Judged): Effect {
  const { kind, found, chance, size, fewest } = judged;
  const difference = arm.mean - control.mean;
  const error = standardError(arm, control);
  const smallest = control.mean > 0 ? control.mean * (comparison.smallest ?? usualSmallest) : undefined;
  const least = Math.min(arm.n, control.n);
  // Where nothing varies no size is enough.
  const needed =
    smallest === undefined || !(chance > 0)
      ? NaN
      : Math.max(stillNeeded(size(smallest, control.mean), arm.n, control.n), Math.ceil(fewest - least));
  return {
    ...{ arm: comparison.arm, outcome: comparison.outcome, kind, n: arm.n, controlN: control.n },
    ...{ value: arm.mean, control: control.mean, difference, ...found },
    ...(control.mean > 0 && error !== undefined && { relative: relativeOf(arm, control) }),
    incremental: { value: arm.n * difference, low: arm.n * found.low, high: arm.n * found.high },
    always: least < fewest ? open(kind) : alwaysOf([arm, control], judged),
    ...(smallest !== undefined && { smallest }),
    ...(chance > 0 && detectable(chance) <= most(kind) && { detectable: detectable(chance) }),
    tooFew: least < fewest,
    enough: needed === 0,
    ...(Number.isFinite(needed) && { needed }),
  };
}

/** By the delta method. */
function relativeOf(arm: Moments, control: Moments): Interval {
  const ratio = arm.mean / control.mean;
  const half = (z95 * Math.sqrt(arm.variance / arm.n + (control.variance / control.n) * ratio ** 2)) / control.mean;
  return { value: ratio - 1, low: ratio - 1 - half, high: ratio - 1 + half };
}

/** Two rates cannot differ by more, whatever an approximation says. */
function most(kind: Effect['kind']): number {
  return kind === 'rate' ? 1 : Infinity;
}

/** Nothing can be said. */
function open(kind: Effect['kind']): Effect['always'] {
  return { low: -most(kind), high: most(kind), p: 1 };
}

/**
 * The sequence is of normal means: a small control group in which hardly anybody did it seems to vary less than it does, so
 * the error is never less than if both groups were alike, and the interval never narrower than for one look.
 */
function alwaysOf([arm, control]: readonly [Moments, Moments], { kind, found }: Judged): Effect['always'] {
  const { variance } = together(arm, control);
  const error = Math.max(standardError(arm, control) ?? 0, standardError({ ...arm, variance }, { ...control, variance }) ?? 0);
  if (error === 0) return open(kind);
  const { low, high, p } = confidenceSequence({ difference: arm.mean - control.mean, error, n: arm.n + control.n });
  return {
    low: Math.max(-most(kind), Math.min(low, found.low)),
    high: Math.min(most(kind), Math.max(high, found.high)),
    p: Math.max(p, found.p),
  };
}
