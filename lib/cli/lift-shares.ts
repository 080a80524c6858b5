import { type SampleRatio, sampleRatio } from '../core/experiment/sample-ratio.ts';
import { didYouMean, quotedList } from '../orders/columns.ts';
import { numberOf } from './figure-text.ts';
import type { Trial } from './lift-file.ts';

/** `shares` by arm, adding up to 1; `assumed`: nobody said them, so they are equal. */
export interface TrialRatio extends SampleRatio {
  shares: Map<string, number>;
  assumed: boolean;
}

/**
 * Holds the customers of the arms against the shares that were planned, in per cent ("control=50,offer=50"). An arm that is named
 * and has no customer counts as lost. Throws when they cannot be read, do not add up to 100, or an arm of the file has none or 0.
 */
export function ratioOf({ arms, armColumn }: Trial, given: string | undefined): TrialRatio {
  const weights = given === undefined ? new Map([...arms.keys()].map((name) => [name, 1])) : weightsOf(given);
  for (const name of arms.keys())
    if (!weights.has(name))
      throw new Error(
        `--shares says nothing of "${name}", which is in the column "${armColumn}"; it names ${quotedList([...weights.keys()])}`,
      );
  const unplanned = [...arms].find(([name]) => weights.get(name) === 0);
  if (unplanned)
    throw new Error(
      `--shares plans nobody for "${unplanned[0]}", which ${numberOf(unplanned[1].n, 'customer')} ${unplanned[1].n === 1 ? 'has' : 'have'} in the column "${armColumn}": say how many were planned, or take its lines out`,
    );
  const absent = [...weights].find(([name, weight]) => !arms.has(name) && weight > 0)?.[0];
  const meant = absent === undefined ? '' : didYouMean(absent, [...arms.keys()]);
  if (meant !== '') throw new Error(`--shares names "${absent}", which no customer has in the column "${armColumn}"${meant}`);
  const whole = [...weights.values()].reduce((sum, weight) => sum + weight, 0);
  if (given !== undefined && Math.abs(whole - 100) > mostOff) throw new Error(notHundred(given, weights, whole));
  const counts = [...weights].map(([name, weight]) => ({ n: arms.get(name)?.n ?? 0, share: weight }));
  return {
    ...sampleRatio(counts),
    shares: new Map([...weights].map(([name, weight]) => [name, weight / whole])),
    assumed: given === undefined,
  };
}

/** Thirds are written as 33.3. */
const mostOff = 0.1001;

function notHundred(given: string, weights: Map<string, number>, whole: number): string {
  const scaled = [...weights].map(([name, weight]) => `${name}=${Number(((100 * weight) / whole).toFixed(2))}`);
  return `--shares "${given}" adds up to ${Number(whole.toFixed(2))}; shares are per cent and add up to 100; if that is a ratio, write "${scaled.join(',')}"`;
}

/** A name may hold commas and signs of equality: a share ends with its number. */
function weightsOf(given: string): Map<string, number> {
  const weights = new Map<string, number>();
  let rest = given;
  while (rest !== '') {
    const match = /^\s*(?<name>.+?)\s*=\s*(?<share>-?\d+(?:\.\d+)?)\s*%?\s*(?:,|$)/.exec(rest);
    const { name = '', share = '' } = match?.groups ?? {};
    if (!match) throw new Error(`--shares: "${rest}" is no share; write NAME=NUMBER with a comma between, such as "control=50,offer=50"`);
    if (share.startsWith('-')) throw new Error(`--shares: "${match[0].replace(/,\s*$/, '').trim()}": a share is not negative`);
    if (weights.has(name)) throw new Error(`--shares names "${name}" twice`);
    weights.set(name, Number(share));
    rest = rest.slice(match[0].length);
  }
  if (![...weights.values()].some((share) => share > 0)) throw new Error(`--shares "${given}" plans no customer anywhere`);
  return weights;
}
