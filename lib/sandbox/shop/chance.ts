/** Chance that repeats: the same words give the same number, on every machine and in every order. */
export function chance(...words: (string | number)[]): number {
  let hash = 0x811c9dc5;
  for (const character of words.join('|')) {
    hash ^= character.codePointAt(0) ?? 0;
    hash = Math.imul(hash, 0x01000193);
  }
  // FNV alone leaves neighbours alike; these are the last steps of MurmurHash3.
  hash ^= hash >>> 16;
  hash = Math.imul(hash, 0x85ebca6b);
  hash ^= hash >>> 13;
  hash = Math.imul(hash, 0xc2b2ae35);
  return ((hash ^ (hash >>> 16)) >>> 0) / 2 ** 32;
}

/** One of the choices, by their weights. */
export function pick<Choice extends { weight: number }>(choices: readonly [Choice, ...Choice[]], at: number): Choice {
  let left = at * choices.reduce((sum, { weight }) => sum + weight, 0);
  for (const choice of choices) {
    left -= choice.weight;
    if (left < 0) return choice;
  }
  return choices[0];
}

export function pickEvenly<Choice>(choices: readonly [Choice, ...Choice[]], at: number): Choice {
  return choices[Math.floor(at * choices.length)] ?? choices[0];
}

/** A normal deviate of mean 0 and deviation 1 from two even ones (Box–Muller). */
export function normal(first: number, second: number): number {
  return Math.sqrt(-2 * Math.log(1 - first)) * Math.cos(2 * Math.PI * second);
}
