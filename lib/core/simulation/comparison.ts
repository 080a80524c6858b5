import { fraction } from '../experiment/hash.ts';
import type { Comparison, Outcome } from './simulated.ts';
import { added, withExample } from './tally.ts';

/** Whether a customer is in the sample: by the hash of her id and the seed, whatever file she comes from. */
export function sampled(id: string, { share, seed }: { share: number; seed: string }): boolean {
  return placeInSample(id, seed) < share;
}

/** Her place among all, from 0 to 1. */
export function placeInSample(id: string, seed: string): number {
  return fraction(`sample|${seed}|${id}`);
}

/** Adds what two versions of the shop did with one customer. */
export function compareOutcomes(into: Comparison, id: string, [first, second]: [Outcome, Outcome]): void {
  for (const campaign of new Set([...Object.keys(first), ...Object.keys(second)])) {
    const [one, other] = [first[campaign] ?? nothing, second[campaign] ?? nothing];
    const sum = into[campaign] ?? emptyComparison();
    into[campaign] = sum;
    if (one.entered > 0 && other.entered > 0) sum.both += 1;
    else if (other.entered > 0) sum.gained += 1;
    else if (one.entered > 0) sum.lost += 1;
    if (other.entered > 0 && one.entered === 0) sum.gains = withExample(sum.gains, id);
    if (one.entered > 0 && other.entered === 0) sum.loses = withExample(sum.loses, id);
    if (other.sent > one.sent) sum.more += 1;
    if (other.sent < one.sent) sum.fewer += 1;
    sum.sent += other.sent - one.sent;
    sum.cost += other.cost - one.cost;
  }
}

const nothing = { entered: 0, heldOut: 0, sent: 0, cost: 0 };

function emptyComparison(): Comparison[string] {
  return { gained: 0, lost: 0, both: 0, more: 0, fewer: 0, sent: 0, cost: 0, gains: [], loses: [] };
}

/** The sum of two, keys in order. */
export function addComparison(one: Comparison, other: Comparison): Comparison {
  return added(one, other);
}
