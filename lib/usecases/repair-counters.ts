import type { Counts } from '../core/measurement/counts.ts';
import { addToSum, counterKeys } from '../store/counters.ts';
import type { World } from '../world.ts';
import type { Difference } from './recount.ts';

const tries = 5;

/** Adds to the counters what is missing in them, and takes away what is too much. */
export async function repairCounters(world: World, differences: Difference[]): Promise<void> {
  for (const group of Map.groupBy(differences, ({ campaign, bucket }) => `${campaign}#${bucket}`).values()) {
    const [first] = group;
    if (!first) continue;
    const { campaign, bucket } = first;
    const n: Counts = Object.fromEntries(group.map(({ name, counted, recounted }) => [name, recounted - counted]));
    for (let attempt = 0; ; attempt++) {
      const sum = await world.table.get(counterKeys.sum(campaign, bucket));
      const written = await world.table.write(addToSum({ campaign, bucket, n, gone: {}, sum }, { until: 0, at: world.now() }));
      if (!written) break;
      if (attempt === tries) throw new Error(`the sums of ${campaign} in ${bucket} were changed by others: run the same again`);
    }
  }
}
