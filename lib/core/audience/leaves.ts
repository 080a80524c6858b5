import type { DidLeaf, FieldLeaf, Predicate } from '../definition/predicate.ts';
import type { Segment } from '../definition/segment.ts';

/** A leaf of a predicate, those of the segments included that it names. `sure`: it must be true where the predicate is. */
export type FoundLeaf = (FieldLeaf | DidLeaf | { list: string }) & { sure: boolean };

/** Every leaf of a predicate, through the segments that it names and the `where` of what she did. Unknown segments and circles are passed over. */
export function leavesOf(predicate: Predicate | undefined, segments: readonly Segment[], inside: readonly string[] = []): FoundLeaf[] {
  if (!predicate) return [];
  const unsure = (leaves: FoundLeaf[]) => leaves.map((leaf) => ({ ...leaf, sure: false }));
  const each = (parts: readonly Predicate[]) => parts.flatMap((part) => leavesOf(part, segments, inside));
  if ('all' in predicate) return each(predicate.all);
  if ('any' in predicate) return predicate.any.length === 1 ? each(predicate.any) : unsure(each(predicate.any));
  if ('none' in predicate) return unsure(each(predicate.none));
  if ('field' in predicate) return [{ ...predicate, sure: true }];
  if ('did' in predicate) return [{ ...predicate, sure: true }, ...unsure(leavesOf(predicate.did.where, segments, inside))];
  const segment = segments.find(({ id }) => id === predicate.segment);
  if (!segment || inside.includes(segment.id)) return [];
  return 'list' in segment ? [{ list: segment.id, sure: true }] : leavesOf(segment.rule, segments, [...inside, segment.id]);
}

/** The uploaded lists whose rows a campaign can read: those that its audience or the segment of its trigger names, each once. */
export function listsOf(
  { trigger, audience }: { trigger: object; audience?: Predicate | undefined },
  segments: readonly Segment[],
): { list: string; sure: boolean }[] {
  const triggering = 'segment' in trigger && typeof trigger.segment === 'string' ? trigger.segment : undefined;
  const enters = 'on' in trigger && trigger.on === 'enter';
  const leaves = [
    ...(triggering === undefined
      ? []
      : leavesOf({ segment: triggering }, segments).map((leaf) => ({ ...leaf, sure: leaf.sure && enters }))),
    ...leavesOf(audience, segments),
  ];
  const found = new Map<string, boolean>();
  for (const leaf of leaves) if ('list' in leaf) found.set(leaf.list, (found.get(leaf.list) ?? false) || leaf.sure);
  return [...found].map(([list, sure]) => ({ list, sure }));
}
