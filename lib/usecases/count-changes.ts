import { changeOf } from '../core/measurement/counts-of.ts';
import type { Instant } from '../core/time.ts';
import { countsIn } from '../store/counted-items.ts';
import { addChanges, type Recorded } from '../store/counters.ts';
import type { Value, World } from '../world.ts';

type Image = { [attribute: string]: Value };

/** A change of one item of `relations`, as the stream shows it. */
export interface ItemChange {
  sequence: string;
  at: Instant;
  before: Image | undefined;
  after: Image | undefined;
}

/** What a change adds to the counters of each campaign and bucket; nothing for most. */
export function changesOf({ sequence, at, before, after }: ItemChange): Recorded[] {
  return changeOf(countsIn(before), countsIn(after)).map((change) => ({ sequence, at, change }));
}

/**
 * Adds the changes of one shard to its counters, in their order: one write for each campaign and bucket, however many changes
 * there are. Each is counted once, however often it is shown. Resolves to the changes that could not be added, with why.
 */
export async function countChanges(world: World, shard: string, changes: Recorded[]): Promise<{ sequence: string; error: unknown }[]> {
  const groups = Map.groupBy(changes, ({ change: { campaign, bucket } }) => `${campaign}#${bucket}`);
  const failures = await Promise.all(
    [...groups.values()].map(async (group) => {
      const [first] = group;
      return addChanges(world, shard, group).then(
        () => [],
        (error: unknown) => (first ? [{ sequence: first.sequence, error }] : []),
      );
    }),
  );
  return failures.flat();
}
