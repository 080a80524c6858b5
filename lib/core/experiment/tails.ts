import { logGamma } from '../scoring/models/log-gamma.ts';

/** Sums and fractions end when a term no longer changes them; so many terms are never needed. */
const mostTerms = 100_000;
/** In place of a 0 that would be divided by (Lentz). */
const tiny = 1e-300;

/** The probability that a standard normal lies at least as far from 0 as z, to either side; to 13 digits, however small. */
export function normalTails(z: number): number {
  return upperGamma(0.5, (z * z) / 2);
}

/** The z above which a share (above 0, below 1) of the standard normal lies. */
export function normalQuantile(above: number): number {
  if (above > 0.5) return -normalQuantile(1 - above);
  return quantile(above, 0, { tails: normalTails, density: (z) => Math.exp((-z * z) / 2) / Math.sqrt(2 * Math.PI) });
}

/** The probability that chi-square with so many degrees of freedom (above 0) is at least x. */
export function chiSquareTail(x: number, freedom: number): number {
  return upperGamma(freedom / 2, x / 2);
}

/**
 * The probability that Student's t with so many degrees of freedom (above 0, fractions too) lies at least as far from 0 as t;
 * to 11 digits up to a million degrees, to 9 up to ten million.
 */
export function studentTails(t: number, freedom: number): number {
  const a = freedom / 2;
  const odds = (t * t) / freedom;
  if (odds === 0) return 1;
  const x = 1 / (1 + odds);
  // x^a (1 − x)^½ / B(a, ½)
  const front = Math.exp(logHalfStep(a) - a * Math.log1p(odds)) * Math.sqrt((odds * x) / Math.PI);
  return x < (a + 1) / (a + 2.5) ? (front * betaFraction(a, 0.5, x)) / a : 1 - front * 2 * betaFraction(0.5, a, odds * x);
}

/** The t above which a share (above 0, up to ½) of Student's distribution lies. */
export function studentQuantile(above: number, freedom: number): number {
  const atZero = Math.exp(logHalfStep(freedom / 2)) / Math.sqrt(freedom * Math.PI);
  const density = (t: number) => atZero * Math.exp((-(freedom + 1) / 2) * Math.log1p((t * t) / freedom));
  return quantile(above, normalQuantile(above), { tails: (t) => studentTails(t, freedom), density });
}

/** Newton's steps from below: the tail is convex there, so they never step over the place. */
function quantile(above: number, start: number, { tails, density }: Record<'tails' | 'density', (x: number) => number>): number {
  let x = start;
  for (let round = 0; round < 100; round += 1) {
    const step = (tails(x) / 2 - above) / density(x);
    x += step;
    if (Math.abs(step) <= 1e-15 * x) break;
  }
  return x;
}

/** ln Γ(a + ½) − ln Γ(a), which of large a are nearly equal: DLMF 5.11.13 there. */
function logHalfStep(a: number): number {
  if (a < 100) return logGamma(a + 0.5) - logGamma(a);
  return Math.log(a) / 2 - 1 / (8 * a) + 1 / (192 * a ** 3) - 1 / (640 * a ** 5);
}

/** The regularised upper incomplete gamma function Q(a, x): DLMF 8.7.1 below its middle, the fraction 8.9.2 above. */
function upperGamma(a: number, x: number): number {
  if (!(x > 0)) return x === 0 ? 1 : NaN;
  if (x === Infinity) return 0;
  const front = Math.exp(a * Math.log(x) - x - logGamma(a));
  if (x > a + 1) return front / fraction(x + 1 - a, (term) => [term * (a - term), x + 2 * term + 1 - a]);
  let [sum, term] = [1 / a, 1 / a];
  for (let n = 1; n < mostTerms && term > sum * 1e-17; n += 1) {
    term *= x / (a + n);
    sum += term;
  }
  return 1 - front * sum;
}

/** The continued fraction of the incomplete beta function, DLMF 8.17.22. */
function betaFraction(a: number, b: number, x: number): number {
  return (
    1 /
    fraction(1, (term) => {
      const m = term >> 1;
      if (term % 2 === 0) return [(m * (b - m) * x) / ((a + 2 * m - 1) * (a + 2 * m)), 1];
      return [(-(a + m) * (a + b + m) * x) / ((a + 2 * m) * (a + 2 * m + 1)), 1];
    })
  );
}

/** b₀ + a₁/(b₁ + a₂/(b₂ + …)) by Lentz's method; `at(n)` gives aₙ and bₙ. */
function fraction(first: number, at: (term: number) => readonly [a: number, b: number]): number {
  let value = first;
  let [c, d] = [first, 0];
  for (let term = 1; term < mostTerms; term += 1) {
    const [a, b] = at(term);
    d = 1 / (b + a * d || tiny);
    c = b + a / c || tiny;
    value *= c * d;
    if (Math.abs(c * d - 1) < 1e-16) break;
  }
  return value;
}
