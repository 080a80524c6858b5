import type { Options, Outcome } from './simulation.ts';
import { simulate } from './simulation.ts';

type Without = NonNullable<Options['without']>;

/** So many simulations at most: the last ones leave out little. */
const mostTries = 400;

/**
 * Leaves out of a failing simulation what is not needed for its first violation: what people do, customers and faults, in
 * halves, quarters and so on, as long as the same invariant is violated.
 */
export async function shortest(options: Options): Promise<{ outcome: Outcome; without: Without }> {
  const first = await simulate(options);
  const [violation] = first.violations;
  let best: { outcome: Outcome; without: Without } = { outcome: first, without: {} };
  if (!violation) return best;
  let tries = 0;

  /** Whether it still fails, with this left out too. */
  async function still(without: Without): Promise<boolean> {
    tries += 1;
    const outcome = await simulate({ ...options, without });
    if (outcome.violations[0]?.invariant !== violation?.invariant) return false;
    best = { outcome, without };
    return true;
  }

  /** Takes as many as possible out of a list. */
  async function reduce<T>(list: () => T[], out: (some: T[]) => Without): Promise<void> {
    for (let size = Math.ceil(list().length / 2); size >= 1 && tries < mostTries; size = size === 1 ? 0 : Math.ceil(size / 2)) {
      for (let start = 0; start < list().length && tries < mostTries; ) {
        const some = list().slice(start, start + size);
        if (!(await still(out(some)))) start += size;
      }
    }
  }

  const { doings, people } = first.story;
  const left = (count: number, gone: ReadonlySet<number> | undefined) =>
    Array.from({ length: count }, (_, index) => index).filter((index) => !gone?.has(index));
  for (let before = Infinity; tries < mostTries && best.outcome.steps < before; ) {
    before = best.outcome.steps;
    await reduce(
      () => left(doings.length, best.without.doings),
      (some) => ({ ...best.without, doings: new Set([...(best.without.doings ?? []), ...some]) }),
    );
    await reduce(
      () => left(people.length, best.without.people),
      (some) => ({ ...best.without, people: new Set([...(best.without.people ?? []), ...some]) }),
    );
    await reduce(
      () => best.outcome.story.shop.parts,
      (some) => ({ ...best.without, parts: new Set<string>([...(best.without.parts ?? []), ...some]) }),
    );
    await reduce(
      () => best.outcome.struck,
      (some) => ({ ...best.without, faults: new Set([...(best.without.faults ?? []), ...some]) }),
    );
  }
  return best;
}
