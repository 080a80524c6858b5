import type { Instant } from './core/time.ts';

/**
 * Every effect of the program. Implemented twice, by `aws/` and by `memory/`, and by nothing else;
 * one contract suite (`test/contract/`) proves both.
 */
export interface World {
  /** The present, UTC. In the sandbox it is virtual and can jump forward. */
  now(): Instant;
  table: Table;
  /** Hands tasks to a queue (at-least-once). Resolves to those that were not accepted; the caller decides. */
  enqueue(queue: QueueName, tasks: Task[]): Promise<Rejected[]>;
  /** About how many tasks wait in a queue or are being worked on. */
  waiting(queue: QueueName): Promise<number>;
  /** One attempt, never repeated by the client. Resolves for every outcome; rejects only on a programming error. */
  sendEmail(email: EmailMessage): Promise<Sent>;
  sendSms(sms: SmsMessage): Promise<Sent>;
  /** How fast and how much the account may send. */
  emailQuota(): Promise<EmailQuota>;
  /** What became of the account's e-mail in the last two weeks, a quarter of an hour each, in no order. */
  emailStatistics(): Promise<EmailPoint[]>;
  /** Publishes on the event bus (at-least-once; `id` lets the receiver drop repeats). */
  emit(event: BusEvent): Promise<void>;
  /** Puts a picture where every mail program can fetch it, at `assetsUrl`/name. Twice is once. */
  putAsset(asset: Asset): Promise<void>;
  /** Where customers reach the HTTP API, without a slash at the end. */
  publicUrl: string;
  /** Where assets are fetched, without a slash at the end. */
  assetsUrl: string;
}

// ---- table -----------------------------------------------------------------------------------

export const tableNames = ['customers', 'activities', 'relations', 'control'] as const;
export type TableName = (typeof tableNames)[number];

/** All four tables have a partition key `pk` and a sort key `sk`, both text. */
export interface Key {
  table: TableName;
  pk: string;
  sk: string;
}

export type Value = string | number | boolean | null | Value[] | { [name: string]: Value };

/** `table` names where the item stands and is not stored; every other attribute is. */
export type Item = Key & { [attribute: string]: Value };

/** A place inside an item: `['c', 'k1']` is the entry k1 of the map c. Map names may hold any character. */
export type Path = string[];

/** What must hold of the stored item for a write to happen. */
export type Condition =
  | { absent: Path }
  | { present: Path }
  | { equals: [Path, Value] }
  | { atLeast: [Path, number] }
  | { oneOf: [Path, Value[]] }
  | { all: Condition[] }
  | { any: Condition[] };

/**
 * `put` replaces the whole item. `update` creates the item if it is absent (unless its condition forbids), sets and
 * removes attributes, and adds to numbers (a missing one counts as 0). The parent map of a nested path must exist.
 */
export type Operation =
  | { put: Item; if?: Condition }
  | { update: Key; set?: [Path, Value][]; add?: [Path, number][]; remove?: Path[]; if?: Condition }
  | { delete: Key; if?: Condition }
  | { check: Key; if: Condition };

/**
 * Why nothing was written. `condition`: the condition of operation `index` was false, `found` is the item as stored
 * (absent = there is none). `contention`: another transaction held one of several items; load, decide and try again.
 * A single operation waits for the other transaction instead.
 */
export type Conflict = { reason: 'condition'; index: number; found: Item | undefined } | { reason: 'contention' };

export interface Range {
  table: TableName;
  pk: string;
  /** Only sort keys that begin with this. */
  prefix?: string;
  limit?: number;
  /** `next` of the page before. */
  after?: string;
  /** Highest sort key first. */
  reverse?: boolean;
}

export interface Page {
  items: Item[];
  /** Give it as `after` for the next page; absent at the end. */
  next?: string;
}

/** One row of the due index: the item has the attributes `dueShard` (0–23) and `dueAt` (an instant). */
export interface Due {
  key: Key;
  dueAt: Instant;
}

export const dueShards = 24;
/**
 * The last of them hold nothing but held messages of runs: these leave only as fast as mail goes, and whatever stood behind
 * them would be late.
 */
export const runShards = 4;
/** Those before them hold nothing but accounts: the points of a million members may end at one midnight, and no wait stands behind them. */
export const accountShards = 4;

/** The sparse index on `relations`: both attributes are numbers, and it projects keys only. */
export const dueIndex = { name: 'due', partitionKey: 'dueShard', sortKey: 'dueAt' } as const;

/** Tables with a stream, and what its records show. */
export const streamViews = { activities: 'NEW_IMAGE', relations: 'NEW_AND_OLD_IMAGES' } as const satisfies Partial<
  Record<TableName, string>
>;
export type StreamName = keyof typeof streamViews;

/** So many operations make one write. https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_TransactWriteItems.html */
export const mostOperations = 100;

export interface Table {
  /** Strongly consistent. */
  get(key: Key): Promise<Item | undefined>;
  /** Strongly consistent, ordered by sort key (as UTF-8 bytes). */
  query(range: Range): Promise<Page>;
  /** Rows of the `relations` table's due index with `dueAt <= upTo`, earliest first. The index lags behind the table. */
  due(shard: number, upTo: Instant, limit: number): Promise<Due[]>;
  /** One page of a parallel scan; `cursor` is `next` of the page before. */
  scan(segment: { table: TableName; index: number; of: number }, cursor?: string): Promise<Page>;
  /**
   * All or nothing, at most 100 operations, each on another item.
   * Resolves to `undefined` when written, to the conflict when a condition was false. Rejects on throttling and faults.
   */
  write(operations: Operation[]): Promise<Conflict | undefined>;
}

// ---- queue -----------------------------------------------------------------------------------

/**
 * `triggered`: messages to send that answer something. `bulk`: chunks of the recipients of a run. `work`: due enrollments to
 * wake. `pages`: pages of customers to select, to enter or to audit. `dead-letters`: has no consumer; functions park records
 * there that can never succeed, and the stack makes it the destination of everything that failed too often.
 */
export const queueNames = ['triggered', 'bulk', 'work', 'pages', 'dead-letters'] as const;
export type QueueName = (typeof queueNames)[number];

/** `body` is JSON, at most 200 KB; `id` is unique within one call; `delaySeconds` at most 900. */
export interface Task {
  id: string;
  body: Value;
  delaySeconds?: number;
}

export interface Rejected {
  id: string;
  reason: string;
}

// ---- messages --------------------------------------------------------------------------------

export interface EmailMessage {
  /** Raw MIME, complete with headers. */
  raw: Uint8Array;
  from: string;
  to: string;
  /** Travel to every later event of this message. Names and values: A–Z a–z 0–9 _ - , at most 256 characters. */
  tags: Record<string, string>;
}

export interface SmsMessage {
  to: string;
  body: string;
  /** Sender id, number or pool. */
  from?: string;
  /** promotional messages are subject to other rules on the way. */
  class: 'promotional' | 'transactional';
  /** Seconds after which the carrier gives up: the text must not arrive after the open hours. The provider's bounds are its own. */
  timeToLive: number;
  /** Most that one part may cost, decimal USD such as "0.05". */
  maxPrice?: string;
  /** Comes back in every later event of this message. */
  context: Record<string, string>;
}

/**
 * What became of one attempt (DESIGN § 9). `throttled` and `rejected` precede acceptance, so the message was certainly
 * not accepted; `unknown` is everything else: a lost reply is never an invitation to send again.
 */
export type Sent =
  | { outcome: 'sent'; providerId: string }
  | { outcome: 'throttled'; reason: string }
  /** `optedOut`: the provider keeps a list of its own of who said STOP, and she stands on it. */
  | { outcome: 'rejected'; reason: string; optedOut?: true }
  | { outcome: 'unknown'; reason: string };

export interface EmailQuota {
  /** Messages a second; beyond it the provider refuses. */
  perSecond: number;
  /** Messages in any 24 hours; -1 = no limit. */
  perDay: number;
  sentInDay: number;
}

/** A quarter of an hour of e-mail, as the provider counts it. */
export interface EmailPoint {
  at: Instant;
  attempts: number;
  bounces: number;
  complaints: number;
}

/** `name` holds the hash of the content, "hero.3f2a9c01.jpg"; `type` is its MIME type. */
export interface Asset {
  name: string;
  type: string;
  content: Uint8Array;
}

export interface BusEvent {
  id: string;
  type: string;
  data: Value;
}

/** The type of the event by which our own bus tells a function again what it could not heed. */
export function againType(name: string): string {
  return `again.${name}`;
}
