import type { Counted } from '../quantile.ts';

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
  /** The smallest difference that was asked for; absent where the control group's value gives no measure. */
  smallest?: number;
  /** The smallest difference that so many customers would show four times in five; absent where nothing varies yet. */
  detectable?: number;
  /** False = "not enough data yet": neither is the effect beyond chance, nor could `smallest` have been seen. */
  enough: boolean;
  /** Customers still needed in each arm to see `smallest`; 0 when there are enough, absent where it cannot be said. */
  needed?: number;
}

export interface Interval {
  value: number;
  low: number;
  high: number;
}

/** Customers, and how many of them did it. */
export interface Rate {
  n: number;
  successes: number;
}

/** Customers, the sum of their money and the sum of its squares: what counters hold. */
export interface Money {
  n: number;
  sum: number;
  squares: number;
}

/** What is compared. `smallest`: the difference worth seeing, as a share of the control group's value [0.1]. */
export interface Comparison {
  arm: string;
  outcome: string;
  smallest?: number;
}

/** Undefined where the arm or the control group is empty. */
export function rateEffect(_arm: Rate, _control: Rate, _comparison: Comparison): Effect | undefined {
  return undefined;
}

/** Undefined where the arm or the control group is empty. */
export function moneyEffect(_arm: Money, _control: Money, _comparison: Comparison): Effect | undefined {
  return undefined;
}

/** As `moneyEffect`, of the values themselves with how often each occurs: with the bootstrap. */
export function moneyEffectOfValues(_arm: Counted, _control: Counted, _comparison: Comparison): Effect | undefined {
  return undefined;
}
