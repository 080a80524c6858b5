import type { Predicate } from '../definition/predicate.ts';
import type { Segment } from '../definition/segment.ts';
import { leavesOf } from './leaves.ts';

/** Whether a condition asks for consent, itself or through a segment: then it cannot be answered from the profile alone. */
export function readsContact(predicate: Predicate | undefined, segments: readonly Segment[]): boolean {
  return leavesOf(predicate, segments).some((leaf) => 'field' in leaf && leaf.field.startsWith('consent.'));
}
