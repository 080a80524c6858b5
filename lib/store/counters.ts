import type { Counts, Tallied } from '../core/measurement/counts.ts';
import { type Change, sumOf } from '../core/measurement/counts-of.ts';
import type { Instant } from '../core/time.ts';
import type { Condition, Item, Key, Operation, World } from '../world.ts';
import { backOff } from './backoff.ts';
import { endedCampaigns } from './ended-campaigns.ts';
import { toJson } from './json.ts';
import { queryItems } from './read-items.ts';
import { countsOfRuns } from './run-figures.ts';

/*
 * One item for each shard of the stream, campaign and bucket (CNT#): a shard is read by one invocation at a time, so no two
 * write the same. `seq` is the last record that is in it: what is shown again is not counted again. Shards live for hours, so
 * what was not written for two days is folded into one item (SUM#) each night.
 */
export const counterKeys = {
  counter: (campaign: string, bucket: string, shard: string): Key => ({
    table: 'control',
    pk: `CNT#${campaign}`,
    sk: `${bucket}#${shard}`,
  }),
  sum: (campaign: string, bucket: string): Key => ({ table: 'control', pk: `SUM#${campaign}`, sk: bucket }),
  /** How often something was folded into the sums of a campaign. */
  folds: (campaign: string): Key => ({ table: 'control', pk: `SUM#${campaign}`, sk: '-' }),
};

/** A change as a record of the stream tells it. */
export interface Recorded {
  sequence: string;
  /** When the item was changed. */
  at: Instant;
  change: Change;
}

/** Sequence numbers are longer than a double holds, and of different lengths. */
const padded = (sequence: string) => sequence.padStart(40, '0');

const tries = 5;

/** Adds changes of one campaign and bucket, in the order of their shard, each once: those that are in it already are left out. */
export async function addChanges(world: World, shard: string, recorded: Recorded[]): Promise<void> {
  const [first] = recorded;
  if (!first) return;
  const { campaign, bucket } = first.change;
  const key = counterKeys.counter(campaign, bucket, shard);
  for (let attempt = 0; attempt < tries; attempt++) {
    const item = await world.table.get(key);
    const seq = String(item?.seq ?? '');
    const fresh = recorded.filter(({ sequence }) => padded(sequence) > seq);
    const last = fresh.at(-1);
    if (!last) return;
    const [{ n, gone } = { n: {}, gone: {} }] = sumOf([{ campaign, bucket, ...booksIn(item) }, ...fresh.map(({ change }) => change)]);
    const until = Math.max(Number(item?.until ?? 0), ...fresh.map(({ at }) => at));
    const put = { ...key, seq: padded(last.sequence), until, at: world.now(), n: toJson(n), gone: toJson(gone) };
    const unchanged: Condition = item ? { equals: [['seq'], seq] } : { absent: ['pk'] };
    if (!(await world.table.write([{ put, if: unchanged }]))) return;
    await backOff(`${campaign}#${bucket}`, attempt);
  }
  throw new Error(`what is counted of ${campaign} in ${bucket} was changed by others ${tries} times in a row`);
}

/** What stands in an item of counters. */
export function booksIn(item: Item | undefined): { n: Counts; gone: Counts } {
  return { n: countsOf(item?.n), gone: countsOf(item?.gone) };
}

function countsOf(value: unknown): Counts {
  return Object.fromEntries(Object.entries(Object(value)).filter((entry): entry is [string, number] => typeof entry[1] === 'number'));
}

/** Every campaign that is or was in force. */
export async function countedCampaigns(world: World): Promise<string[]> {
  const known = await queryItems(world, { table: 'control', pk: 'DEF', prefix: livePrefix });
  const ended = (await endedCampaigns(world)).map(({ campaign }) => campaign);
  return [...new Set([...known.map(({ sk }) => sk.slice(livePrefix.length)), ...ended])];
}

const livePrefix = 'live#';

/** What was counted of a campaign in one bucket: of all items (`n`), and of those that are gone. */
export interface Books extends Change {
  /** When the latest change that is counted was made. */
  until: Instant;
}

/** The counters of a campaign, by bucket; none of them is missing or twice in it while they are being folded. */
export async function loadBooks(world: World, campaign: string): Promise<Books[]> {
  for (;;) {
    const before = await foldsOf(world, campaign);
    const items = await Promise.all(
      [counterKeys.sum(campaign, ''), counterKeys.counter(campaign, '', '')].map(({ pk }) => queryItems(world, { table: 'control', pk })),
    );
    if ((await foldsOf(world, campaign)) !== before) continue;
    const books = new Map<string, Books>();
    for (const item of items.flat().filter(({ sk }) => sk !== counterKeys.folds(campaign).sk)) {
      const [bucket = ''] = item.sk.split('#');
      const known = books.get(bucket);
      const until = Math.max(known?.until ?? 0, Number(item.until));
      const [sum] = sumOf([...(known ? [known] : []), { campaign, bucket, ...booksIn(item) }]);
      if (sum) books.set(bucket, { ...sum, until });
    }
    return [...books.values()].sort((a, b) => (a.bucket < b.bucket ? -1 : 1));
  }
}

async function foldsOf(world: World, campaign: string): Promise<number> {
  return Number((await world.table.get(counterKeys.folds(campaign)))?.n ?? 0);
}

/** Adds to the sum of a bucket, in a transaction that happens once: nobody may have added since `sum` was read. */
export function addToSum(
  { sum, ...change }: Change & { sum: Item | undefined },
  { until, at }: { until: Instant; at: Instant },
): Operation[] {
  const { campaign, bucket } = change;
  const [{ n, gone } = { n: {}, gone: {} }] = sumOf([{ campaign, bucket, ...booksIn(sum) }, change]);
  const v = Number(sum?.v ?? 0);
  const latest = Math.max(until, Number(sum?.until ?? 0));
  const put = { ...counterKeys.sum(campaign, bucket), v: v + 1, until: latest, at, n: toJson(n), gone: toJson(gone) };
  return [
    { put, if: sum ? { equals: [['v'], v] } : { absent: ['pk'] } },
    { update: counterKeys.folds(campaign), add: [[['n'], 1]] },
  ];
}

export interface LoadedCounts {
  tallied: Tallied[];
  /** When the latest change that is counted was made; undefined where nothing ever was. */
  countedUntil: Instant | undefined;
}

/**
 * What was counted of one campaign, or of all, with what stands in the runs of broadcasts, whose recipients have no enrollment. By
 * campaign, then by bucket.
 */
export async function loadCounts(world: World, { campaign }: { campaign?: string } = {}): Promise<LoadedCounts> {
  const campaigns = campaign === undefined ? await countedCampaigns(world) : [campaign];
  const tallied: Tallied[] = [];
  let countedUntil: Instant | undefined;
  for (const each of campaigns.sort()) {
    const books = await loadBooks(world, each);
    for (const book of books) countedUntil = Math.max(countedUntil ?? 0, book.until);
    const ofRuns = await countsOfRuns(world, each);
    const sums = sumOf([...books, ...ofRuns.map((one) => ({ ...one, n: one.counts, gone: {} }))]);
    tallied.push(...sums.map(({ bucket, n }) => ({ campaign: each, bucket, counts: n })).sort((a, b) => (a.bucket < b.bucket ? -1 : 1)));
  }
  return { tallied, countedUntil };
}
