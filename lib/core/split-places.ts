import { type Place, secondOf } from './pacing.ts';
import type { Instant } from './time.ts';

/**
 * Who goes now, who in which later second, and who has no place: in their order. Each needs as many places as it has parts and
 * goes with the last of them; one whose parts do not all fit has none.
 */
export function splitBySecond<T>(
  all: T[],
  places: Place[],
  { now, partsOf = () => 1 }: { now: Instant; partsOf?: (one: T) => number },
): { present: T[]; later: { second: number; of: T[] }[]; far: T[] } {
  const slots = places.flatMap(({ second, count }) => Array.from({ length: count }, () => second));
  const bySecond = new Map<number, T[]>();
  const far: T[] = [];
  for (const one of all) {
    const second = slots.splice(0, partsOf(one)).at(partsOf(one) - 1);
    if (second === undefined) far.push(one);
    else bySecond.set(Math.max(second, secondOf(now)), [...(bySecond.get(Math.max(second, secondOf(now))) ?? []), one]);
  }
  const { [secondOf(now)]: present = [], ...later } = Object.fromEntries(bySecond);
  return { present, later: Object.entries(later).map(([second, of]) => ({ second: Number(second), of })), far };
}
