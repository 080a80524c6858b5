import { type Counts, plusCounts, type Tallied } from '../core/measurement/counts.ts';
import type { Instant } from '../core/time.ts';
import type { World } from '../world.ts';
import { queryItems } from './read-items.ts';

/** Which counts are asked for: of one campaign, and of buckets whose day (UTC, YYYY-MM-DD) lies between these, both included. */
export interface CountsAsked {
  campaign?: string;
  since?: string;
  until?: string;
}

export interface LoadedCounts {
  /** By campaign, then by bucket. */
  tallied: Tallied[];
  /** Everything that happened before is counted; undefined where nothing ever was. */
  countedUntil: Instant | undefined;
}

/** What was counted, with what stands in the runs of broadcasts, whose recipients have no enrollment. */
export async function loadCounts(world: World, { campaign, since = '', until = '~' }: CountsAsked = {}): Promise<LoadedCounts> {
  const known = await queryItems(world, { table: 'control', pk: 'DEF', prefix: 'live#' });
  const campaigns = campaign === undefined ? known.map(({ sk }) => sk.slice('live#'.length)) : [campaign];
  const books = new Map<string, Tallied>();
  const add = (of: string, bucket: string, counts: Counts) => {
    const day = bucket.slice(0, 10);
    if (day < since || day > until) return;
    const before = books.get(`${of}#${bucket}`)?.counts ?? {};
    books.set(`${of}#${bucket}`, { campaign: of, bucket, counts: plusCounts(before, counts) });
  };
  let countedUntil: Instant | undefined;
  for (const of of campaigns) {
    for (const item of await queryItems(world, { table: 'control', pk: `CNT#${of}` })) {
      const [bucket = ''] = item.sk.split('#');
      add(of, bucket, countsIn(item.n));
      if (typeof item.until === 'number') countedUntil = Math.max(countedUntil ?? 0, item.until);
    }
  }
  return { tallied: [...books.values()].sort((a, b) => (key(a) < key(b) ? -1 : 1)), countedUntil };
}

const key = ({ campaign, bucket }: Tallied) => `${campaign}#${bucket}`;

function countsIn(value: unknown): Counts {
  return Object.fromEntries(Object.entries(Object(value)).filter((entry): entry is [string, number] => typeof entry[1] === 'number'));
}
