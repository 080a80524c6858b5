import type { EndState } from '../checker.ts';
import type { Violation } from '../history.ts';

/** One violation of an invariant, found at a happening or at the end. `about`: the customer or the run. */
export function violates(
  { at, step }: Pick<EndState, 'at' | 'step'>,
  invariant: number,
  { what, about }: { what: string; about?: string },
): Violation {
  return { invariant, what, at, step, ...(about !== undefined && { about }) };
}

export function clock(at: number): string {
  return new Date(at).toISOString().replace('.000Z', 'Z');
}
