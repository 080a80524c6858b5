import { day } from '../core/time.ts';
import { addToSum, booksIn, countedCampaigns, counterKeys } from '../store/counters.ts';
import { queryItems } from '../store/read-items.ts';
import type { Item, World } from '../world.ts';

/** No record is kept for so long: what was not written since is never written again. */
const quietFor = 2 * day;

/**
 * Folds what shards of the stream counted that ended into one item for each campaign and bucket, so that there are not more of
 * them from day to day. Each goes once, whoever else does the same; resolves to how many went.
 */
export async function foldCounters(world: World): Promise<number> {
  let folded = 0;
  for (const campaign of await countedCampaigns(world)) {
    const items = await queryItems(world, { table: 'control', pk: counterKeys.counter(campaign, '', '').pk });
    for (const item of items.filter(({ at }) => Number(at) + quietFor <= world.now())) if (await fold(world, campaign, item)) folded++;
  }
  return folded;
}

async function fold(world: World, campaign: string, { table, pk, sk, ...item }: Item): Promise<boolean> {
  const [bucket = ''] = sk.split('#');
  const sum = await world.table.get(counterKeys.sum(campaign, bucket));
  const change = { campaign, bucket, ...booksIn({ table, pk, sk, ...item }), sum };
  const conflict = await world.table.write([
    ...addToSum(change, { until: Number(item.until), at: world.now() }),
    { delete: { table, pk, sk }, if: { equals: [['seq'], item.seq ?? null] } },
  ]);
  return conflict === undefined;
}
