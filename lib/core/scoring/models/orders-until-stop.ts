/** More would be a horizon some ten thousand times as long as all that is known of her; the sum so far is then a lower bound. */
const mostTerms = 2_000_000;

/** What is left out is smaller than this part of the sum. */
const precision = 1e-15;

/** A weight above this is brought down together with the sums, so that nothing overflows. */
const largest = 1e250;

/**
 * Orders expected of a living customer when the number n that she would place if she never stopped is negative binomial
 * (`shape`, `ratio` = t / (alpha + T + t)) and after each she stops with a probability drawn from Beta(a, b):
 *
 *     Σ P(n) · Σ (j < n) (b)_j / (a + b)_j
 *
 * Equal to (a+b-1)/(a-1) · [1 - (1-ratio)^shape · 2F1(shape, b; a+b-1; ratio)] of Fader, Hardie & Lee (2005), in an order of
 * summation in which every term is positive: nothing cancels, it holds at a = 1 and at a + b = 1 where that form is 0/0,
 * and it does not overflow for customers with hundreds of orders. The weights start at 1 instead of P(0) and are divided by
 * their sum at the end. It ends when a bound of the rest, by the geometric series, is below 1e-15 of the sum;
 * that takes some 40 / (1 - ratio) terms, so it slows down as ratio comes near to 1.
 */
export function ordersUntilStop({ shape, ratio, a, b }: { shape: number; ratio: number; a: number; b: number }): number {
  if (!(ratio > 0) || !Number.isFinite(shape + a + b)) return ratio <= 0 ? 0 : NaN;
  let weight = 1;
  let weights = 0;
  let sum = 0;
  let orders = 0;
  let survives = 1;
  for (let n = 0; n < mostTerms; n += 1) {
    weights += weight;
    sum += weight * orders;
    orders += survives;
    survives *= (b + n) / (a + b + n);
    const growth = (ratio * (shape + n)) / (n + 1);
    weight *= growth;
    const left = 1 - Math.max(growth, ratio);
    if (left > 0 && weight * (orders / left + 1 / (left * left)) <= precision * sum) break;
    if (weight > largest) {
      weights /= largest;
      sum /= largest;
      weight /= largest;
    }
  }
  return sum / weights;
}
