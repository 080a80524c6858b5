import { distance } from 'fastest-levenshtein';
import type { Problem } from '../core/definition/problem.ts';
import { UnknownCampaignError } from '../usecases/order-campaign.ts';

/** The nearest of what is allowed, when it is near enough to be meant. */
export function didYouMean({ given, allowed = [] }: Pick<Problem, 'given' | 'allowed'>): string | undefined {
  if (typeof given !== 'string' || given === '' || given.length > longestWord) return undefined;
  const [nearest] = allowed.map((word) => ({ word, far: far(given, word) })).sort((one, other) => one.far - other.far);
  return nearest && nearest.far <= Math.max(1, Math.min(4, Math.floor(ownLength(nearest.word) * 0.4))) ? nearest.word : undefined;
}

/** Runs what names a campaign; an unknown id is told with the one that was probably meant. */
export async function withSuggestion<T>(run: () => Promise<T>): Promise<T> {
  try {
    return await run();
  } catch (error) {
    if (!(error instanceof UnknownCampaignError)) throw error;
    const meant = didYouMean(error);
    throw new Error(meant === undefined ? error.message : `${error.message}; did you mean "${meant}"?`);
  }
}

const longestWord = 200;

/** Letters in another order, or another case, are one slip of the fingers. */
function far(given: string, word: string): number {
  const [one, other] = [given.toLowerCase(), word.toLowerCase()];
  if (one === other) return 0;
  return sorted(one) === sorted(other) ? 1 : distance(given, word);
}

function sorted(text: string): string {
  return [...text].sort().join('');
}

/** Of a path only the last word counts: what stands before it is the same for all. */
function ownLength(text: string): number {
  return text.slice(text.lastIndexOf('.') + 1).length;
}

/** A mistyped key is also a missing one: when the unknown key is near it, only the typing error is told. */
export function withoutEchoes<P extends Problem & { file: string }>(problems: P[]): P[] {
  const meant = new Set(
    problems
      .filter((problem) => problem.atKey)
      .map((problem) => place(problem.file, [...problem.path.slice(0, -1), didYouMean(problem) ?? ''])),
  );
  return problems.filter((problem) => problem.missing === undefined || !meant.has(place(problem.file, [...problem.path, problem.missing])));
}

function place(file: string, path: (string | number)[]): string {
  return JSON.stringify([file, path]);
}
