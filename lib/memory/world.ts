import type { Instant } from '../core/time.ts';
import type { Asset, BusEvent, EmailMessage, EmailPoint, EmailQuota, Sent, SmsMessage, World } from '../world.ts';
import type { ChangeFeed } from './change-feed.ts';
import { createQueues, type Queues } from './queues.ts';
import { memoryTable, type TableOptions } from './table.ts';
import { copyValue } from './values.ts';

export interface MemoryOptions extends TableOptions {
  now: () => Instant;
  publicUrl?: string;
  assetsUrl?: string;
  /** What becomes of an e-mail; by default it is sent. */
  email?: (email: EmailMessage) => Sent;
  sms?: (sms: SmsMessage) => Sent;
}

/** One attempt, whatever became of it. */
export interface Attempt<Message> {
  at: Instant;
  message: Message;
  result: Sent;
}

/** The World in memory, for tests, the fault simulator and platforms without an embedded DynamoDB. Lost at exit. */
export interface MemoryWorld extends World {
  /** What a stream of each table would tell. */
  feed: ChangeFeed;
  queues: Queues;
  emails: Attempt<EmailMessage>[];
  texts: Attempt<SmsMessage>[];
  events: { at: Instant; event: BusEvent }[];
  /** By name. */
  assets: Map<string, Asset>;
  /** Sets what becomes of later e-mails and SMS. */
  outcomes: { email: (email: EmailMessage) => Sent; sms: (sms: SmsMessage) => Sent };
  /** What `emailQuota` tells; a test may change it. */
  quota: EmailQuota;
  /** What `emailStatistics` tells; a test may add to it. */
  statistics: EmailPoint[];
}

export function memoryWorld({
  now,
  publicUrl = 'http://localhost',
  assetsUrl = 'http://localhost/assets',
  email,
  sms,
  ...table
}: MemoryOptions): MemoryWorld {
  const queues = createQueues(now);
  let sent = 0;
  const accept = (): Sent => ({ outcome: 'sent', providerId: `memory-${++sent}` });
  const outcomes = { email: email ?? accept, sms: sms ?? accept };
  const emails: Attempt<EmailMessage>[] = [];
  const texts: Attempt<SmsMessage>[] = [];
  const events: { at: Instant; event: BusEvent }[] = [];
  const assets = new Map<string, Asset>();

  const quota: EmailQuota = { perSecond: 200, perDay: -1, sentInDay: 0 };
  const statistics: EmailPoint[] = [];

  return {
    now,
    publicUrl,
    assetsUrl,
    assets,
    quota,
    statistics,
    ...memoryTable(now, table),
    queues,
    emails,
    texts,
    events,
    outcomes,
    enqueue: async (queue, tasks) => queues.enqueue(queue, tasks),
    waiting: async (queue) => queues.size(queue),
    emailQuota: async () => ({ ...quota }),
    emailStatistics: async () => statistics.map((point) => ({ ...point })),
    async sendEmail(message) {
      const result = outcomes.email(message);
      emails.push({ at: now(), message, result });
      return result;
    },
    async sendSms(message) {
      const result = outcomes.sms(message);
      texts.push({ at: now(), message, result });
      return result;
    },
    async putAsset(asset) {
      assets.set(asset.name, asset);
    },
    async emit({ id, type, data }) {
      events.push({ at: now(), event: { id, type, data: copyValue(data, 'data') } });
    },
  };
}
