import type { Predicate } from '../definition/predicate.ts';
import type { Segment } from '../definition/segment.ts';

/** Whether a condition asks for consent, itself or through a segment: then it cannot be answered from the profile alone. */
export function readsContact(predicate: Predicate | undefined, segments: readonly Segment[], inside: readonly string[] = []): boolean {
  if (predicate === undefined) return false;
  const any = (parts: readonly Predicate[]) => parts.some((part) => readsContact(part, segments, inside));
  if ('all' in predicate) return any(predicate.all);
  if ('any' in predicate) return any(predicate.any);
  if ('none' in predicate) return any(predicate.none);
  if ('field' in predicate) return predicate.field.startsWith('consent.');
  if (!('segment' in predicate) || inside.includes(predicate.segment)) return false;
  const segment = segments.find(({ id }) => id === predicate.segment);
  return segment !== undefined && 'rule' in segment && readsContact(segment.rule, segments, [...inside, segment.id]);
}
