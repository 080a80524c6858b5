const halfLogTwoPi = 0.5 * Math.log(2 * Math.PI);

/** ln Γ(z) for z > 0, to some 14 digits: Stirling's series from z = 10 on, brought there by Γ(z + 1) = z Γ(z). NaN below 0. */
export function logGamma(z: number): number {
  if (!(z > 0)) return z === 0 ? Infinity : NaN;
  let shifted = z;
  let product = 1;
  for (; shifted < 10; shifted += 1) product *= shifted;
  const inverse = 1 / (shifted * shifted);
  const series =
    (1 / 12 - inverse * (1 / 360 - inverse * (1 / 1260 - inverse * (1 / 1680 - inverse * (1 / 1188 - (inverse * 691) / 360_360))))) /
    shifted;
  return (shifted - 0.5) * Math.log(shifted) - shifted + halfLogTwoPi + series - Math.log(product);
}
