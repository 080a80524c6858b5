import { plusCounts } from '../core/measurement/counts.ts';
import { type LoadedCounts, loadCounts } from '../store/counters.ts';
import type { World } from '../world.ts';
import { recount } from './recount.ts';

/** What the counters should say of a campaign, or of all: of the items as they stand and those that are gone. */
export async function correctCounts(world: World, campaign: string | undefined): Promise<LoadedCounts> {
  const counts = await loadCounts(world);
  const { differences } = await recount(world, campaign);
  const tallied = new Map(counts.tallied.map((one) => [`${one.campaign}#${one.bucket}`, one]));
  for (const { campaign: of, bucket, name, counted, recounted } of differences) {
    const known = tallied.get(`${of}#${bucket}`) ?? { campaign: of, bucket, counts: {} };
    tallied.set(`${of}#${bucket}`, { ...known, counts: plusCounts(known.counts, { [name]: recounted - counted }) });
  }
  return { ...counts, tallied: [...tallied.values()] };
}
