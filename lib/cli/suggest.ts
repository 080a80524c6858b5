import { closest, distance } from 'fastest-levenshtein';
import type { Problem } from '../core/definition/problem.ts';

/** The nearest of what is allowed, when it is near enough to be meant. */
export function didYouMean({ given, allowed = [] }: Pick<Problem, 'given' | 'allowed'>): string | undefined {
  if (typeof given !== 'string' || given === '' || allowed.length === 0) return undefined;
  const same = allowed.find((each) => each.toLowerCase() === given.toLowerCase());
  if (same !== undefined) return same;
  const nearest = closest(given, [...allowed]);
  return distance(given, nearest) <= Math.max(1, Math.min(4, Math.floor(ownLength(nearest) * 0.4))) ? nearest : undefined;
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
