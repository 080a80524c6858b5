import { plusCounts } from '../core/measurement/counts.ts';
import { countsIn } from '../store/counted-items.ts';
import { type Books, countedCampaigns, loadBooks } from '../store/counters.ts';
import { scanItems } from '../store/read-items.ts';
import type { Item, World } from '../world.ts';

/** One name of one bucket that was counted otherwise than its items and those that are gone say. */
export interface Difference {
  campaign: string;
  bucket: string;
  name: string;
  counted: number;
  recounted: number;
}

type Found = Pick<Books, 'campaign' | 'bucket' | 'n'>;

/** What a recount found. */
export interface Recount {
  /** Entries and messages that were looked at. */
  items: number;
  /** Counts that were compared. */
  names: number;
  /** By campaign, bucket and name. */
  differences: Difference[];
}

/**
 * Counts all entries and messages anew, in constant memory for each campaign and bucket, and compares that with the counters.
 * Of one campaign where it is named. Exact when nothing is written meanwhile and the stream is read to its end. `told` hears how
 * far it is, and how many items were counted.
 */
export async function recount(
  world: World,
  campaign?: string,
  told: (done: number, of: number, items: number) => void = () => undefined,
): Promise<Recount> {
  const campaigns = new Set(campaign === undefined ? await countedCampaigns(world) : [campaign]);
  const found = new Map<string, Found>();
  let items = 0;
  for await (const { item, segment } of allItems(world)) {
    const parts = countsIn(item).filter((part) => campaign === undefined || part.campaign === campaign);
    if (parts.length === 0) continue;
    for (const { campaign: of, bucket, counts } of parts) {
      campaigns.add(of);
      const name = nameOf({ campaign: of, bucket });
      found.set(name, { campaign: of, bucket, n: plusCounts(found.get(name)?.n ?? {}, counts) });
    }
    if (++items % 1000 === 0) told(segment, segments, items);
  }
  const books = new Map<string, Books>();
  for (const each of [...campaigns].sort()) for (const book of await loadBooks(world, each)) books.set(nameOf(book), book);
  const compared = [...new Set([...books.keys(), ...found.keys()])].sort().map((name) => compare(books.get(name), found.get(name)));
  return {
    items,
    names: compared.reduce((sum, { names }) => sum + names, 0),
    differences: compared.flatMap(({ differences }) => differences),
  };
}

/** Parts of the table that are read one after the other: they say how far it is. */
const segments = 64;

async function* allItems(world: World): AsyncGenerator<{ item: Item; segment: number }> {
  for (let segment = 0; segment < segments; segment++)
    for await (const item of scanItems(world, 'relations', { index: segment, of: segments })) yield { item, segment };
}

function compare(book: Books | undefined, found: Found | undefined): { names: number; differences: Difference[] } {
  const { campaign = '', bucket = '' } = book ?? found ?? {};
  const [is, ought] = [book?.n ?? {}, plusCounts(found?.n ?? {}, book?.gone ?? {})];
  const names = [...new Set([...Object.keys(is), ...Object.keys(ought)])].sort();
  const differing = names.filter((name) => (is[name] ?? 0) !== (ought[name] ?? 0));
  return {
    names: names.length,
    differences: differing.map((name) => ({ campaign, bucket, name, counted: is[name] ?? 0, recounted: ought[name] ?? 0 })),
  };
}

const nameOf = ({ campaign, bucket }: { campaign: string; bucket: string }) => `${campaign}#${bucket}`;
