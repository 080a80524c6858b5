import { gapsOf } from '../lapse.ts';
import type { Purchases } from './purchases.ts';

/** Whether somebody buys less often than she used to. */
export interface Falling {
  falling: boolean;
  /** A sentence without capital and full stop, for explanations. */
  because: string;
}

/**
 * Falling if either rule says so: the halves see a sharp fall within a window, the gaps a slow one over the years. Undefined where
 * neither can tell.
 */
export function fallingOf(purchases: Purchases, today: number): Falling | undefined {
  const halves = fallingByHalves(purchases, today);
  if (halves?.falling) return halves;
  const gaps = fallingByGaps(purchases, today);
  return gaps?.falling ? gaps : (halves ?? gaps);
}

export interface FallingOptions {
  /** Days that are looked back; the two halves of them are compared. */
  window: number;
  /** So few in the later half by chance with less than this probability is falling. */
  probability: number;
}

const usualHalves: FallingOptions = { window: 182, probability: 0.05 };

/**
 * Order days in the later half of a window against the earlier half, as of a UTC day: were she as likely to come in either, so few
 * of n would be in the later one with probability P(Bin(n, 1/2) ≤ k), exactly. Who is younger than the window, or of whom only the
 * latest days are kept, is looked at from the day after the first one that is known. Undefined with so few orders that not even
 * none in the later half would tell.
 */
export function fallingByHalves(purchases: Purchases, today: number, options: FallingOptions = usualHalves): Falling | undefined {
  const ordered = purchases.days.flatMap(([on, orders]) => (orders > 0 && on <= today ? [on] : []));
  const start = Math.max(today - options.window, ordered[0] ?? today);
  const half = Math.floor((today - start) / 2);
  const within = ordered.filter((on) => on > today - 2 * half);
  if (0.5 ** within.length >= options.probability) return undefined;
  const recent = within.filter((on) => on > today - half).length;
  const chance = atMost(recent, within.length);
  const counts = `${times(recent)} in the last ${half} days after ${times(within.length - recent)} in the ${half} before`;
  return {
    falling: chance < options.probability,
    because: `${counts}; so few by chance with probability ${percent(chance)}`,
  };
}

/** P(Bin(n, 1/2) ≤ k). */
function atMost(k: number, n: number): number {
  let term = 0.5 ** n;
  let sum = term;
  for (let i = 1; i <= k; i += 1) {
    term *= (n - i + 1) / i;
    sum += term;
  }
  return Math.min(1, sum);
}

/** Whose usual gap is drawn from fewer has none. */
const fewestGaps = 3;
/** At most so often a false alarm: in truth once in some 240 gaps, since the bound is a wide one. Half the rate is seen after 11. */
const usualLength = 20;

/**
 * CUSUM on her own gaps, for a rate that has halved: after each gap g the sum grows by (λ0 − λ1)·g − ln(λ0/λ1), never below 0,
 * with λ0 one in her mean gap and λ1 half of it; the silence since counts as far as it goes. Alarm from ln(length) on, where
 * `length` is how many gaps go by on average, at least, before a false alarm (Wald: ARL ≥ e^h for gaps that are exponential).
 * Undefined with fewer than three gaps.
 */
export function fallingByGaps(purchases: Purchases, today: number, length = usualLength): Falling | undefined {
  const known = { ...purchases, days: purchases.days.filter(([on]) => on <= today) };
  const gaps = gapsOf(known);
  const last = known.days.findLast(([, orders]) => orders > 0)?.[0];
  if (gaps.length < fewestGaps || last === undefined) return undefined;
  const mean = gaps.reduce((sum, gap) => sum + gap, 0) / gaps.length;
  const alarm = Math.log(length);
  const sum = slowdown(gaps, mean) + (today - last) / (2 * mean);
  const falling = sum >= alarm;
  const usual = `she used to come every ${Math.round(mean)} days`;
  const told = falling ? 'what came since' : 'nothing';
  return {
    falling,
    because: `${usual}, and ${told} says that she comes half as often (${sum.toFixed(1)}, alarm from ${alarm.toFixed(1)} on)`,
  };
}

/** The sum after these gaps, with `mean` as the usual one and `before` as the sum before them. */
export function slowdown(gaps: readonly number[], mean: number, before = 0): number {
  return gaps.reduce((sum, gap) => Math.max(0, sum + gap / (2 * mean) - Math.LN2), before);
}

function times(n: number): string {
  return n === 1 ? '1 order day' : `${n} order days`;
}

function percent(share: number): string {
  return share < 0.01 ? 'less than 1 %' : `${Math.round(100 * share)} %`;
}
