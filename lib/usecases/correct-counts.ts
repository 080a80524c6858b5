import { plusCounts } from '../core/measurement/counts.ts';
import { type LoadedCounts, loadCounts } from '../store/counters.ts';
import type { World } from '../world.ts';
import { recount } from './recount.ts';
import type { ReportAsked } from './report-campaigns.ts';

/** What the counters should say: of the items as they stand and those that are gone. */
export async function correctCounts(world: World, { campaign, since, until }: ReportAsked): Promise<LoadedCounts> {
  const days = { ...(since !== undefined && { since }), ...(until !== undefined && { until }) };
  const counts = await loadCounts(world, { ...(campaign !== undefined && { campaign }), ...days });
  const { differences } = await recount(world, campaign);
  const tallied = new Map(counts.tallied.map((one) => [`${one.campaign}#${one.bucket}`, one]));
  for (const { campaign: of, bucket, name, counted, recounted } of differences) {
    const on = bucket.slice(0, 10);
    if (on < (since ?? '') || on > (until ?? '~')) continue;
    const known = tallied.get(`${of}#${bucket}`) ?? { campaign: of, bucket, counts: {} };
    tallied.set(`${of}#${bucket}`, { ...known, counts: plusCounts(known.counts, { [name]: recounted - counted }) });
  }
  return { ...counts, tallied: [...tallied.values()] };
}
