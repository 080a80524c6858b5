import type { Instant } from '../core/time.ts';
import { type StreamName, streamViews, type TableName } from '../world.ts';
import type { Stored } from './operation.ts';
import { equalValues } from './values.ts';

/** One change of one item, as a DynamoDB stream record tells it. Images hold `pk` and `sk` and no `table`. */
export interface Change {
  /** 1, 2, 3 … within the table. */
  sequence: number;
  at: Instant;
  eventName: 'INSERT' | 'MODIFY' | 'REMOVE';
  keys: { pk: string; sk: string };
  newImage?: Stored;
  oldImage?: Stored;
}

/** What changed in the tables that have a stream, in order. Keeps everything until `trim`. */
export interface ChangeFeed {
  /** Changes whose sequence is above `after` (0 = from the start), oldest first. */
  read(table: StreamName, after: number, limit?: number): Change[];
  /** The sequence of the newest change, 0 when there was none. */
  last(table: StreamName): number;
  /** Forgets changes up to and including this sequence. */
  trim(table: StreamName, upTo: number): void;
}

interface Recorder extends ChangeFeed {
  record(table: TableName, at: Instant, images: { before: Stored | undefined; after: Stored | undefined }): void;
}

export function createChangeFeed(): Recorder {
  const feeds = { activities: emptyFeed(), relations: emptyFeed() } satisfies Record<StreamName, Feed>;
  return {
    read(table, after, limit = Number.POSITIVE_INFINITY) {
      const { changes, trimmed } = feeds[table];
      const start = Math.max(0, after - trimmed);
      return changes.slice(start, start + limit);
    },
    last: (table) => feeds[table].trimmed + feeds[table].changes.length,
    trim(table, upTo) {
      const feed = feeds[table];
      feed.trimmed += feed.changes.splice(0, upTo - feed.trimmed).length;
    },
    record(table, at, { before, after }) {
      if (!isStreamed(table) || equalValues(before, after)) return;
      const feed = feeds[table];
      feed.changes.push({ sequence: feed.trimmed + feed.changes.length + 1, at, ...change(table, before, after) });
    },
  };
}

interface Feed {
  changes: Change[];
  /** How many were forgotten. */
  trimmed: number;
}

function emptyFeed(): Feed {
  return { changes: [], trimmed: 0 };
}

function isStreamed(table: TableName): table is StreamName {
  return table in streamViews;
}

function change(table: StreamName, before: Stored | undefined, after: Stored | undefined) {
  const { pk = '', sk = '' } = after ?? before ?? {};
  const withOld = before && streamViews[table] === 'NEW_AND_OLD_IMAGES';
  return {
    eventName: !before ? ('INSERT' as const) : after ? ('MODIFY' as const) : ('REMOVE' as const),
    keys: { pk, sk },
    ...(after && { newImage: after }),
    ...(withOld && { oldImage: before }),
  };
}
