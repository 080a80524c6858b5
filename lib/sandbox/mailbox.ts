import type { DatabaseSync } from 'node:sqlite';
import type { Channel } from '../core/enrollment/enrollment.ts';
import type { Instant } from '../core/time.ts';

/** A message that the sandbox's SES or SMS accepted, as the inbox lists it. */
export interface StoredMessage {
  id: number;
  at: Instant;
  channel: Channel;
  from: string;
  to: string;
  /** Of an SMS: its text. */
  subject: string;
  preheader: string;
  /** From the tags `customer` and `campaign`; empty when it carries none. */
  customer: string;
  campaign: string;
  tags: Record<string, string>;
  providerId: string;
  /** The raw MIME of an e-mail, inside the sandbox folder. */
  file: string | null;
  /** The text of an SMS. */
  body: string | null;
}

export interface MailboxFilter {
  search?: string;
  /** Messages to this customer are found too. */
  customer?: string;
  channel?: string;
  campaign?: string;
}

/** The index of everything that was delivered, newest first. */
export interface Mailbox {
  add(message: Omit<StoredMessage, 'id'>): void;
  get(id: number): StoredMessage | undefined;
  /** Keeps what was answered to a text. */
  addAnswer(id: number, answer: { at: Instant; text: string }): void;
  /** What was answered to a text, and what went back upon it, in the order in which it came. */
  thread(message: StoredMessage): { at: Instant; text: string; hers: boolean }[];
  /** At most `limit` messages, skipping the first `offset`; `total` counts all that match. */
  find(filter: MailboxFilter, page: { offset: number; limit: number }): { messages: StoredMessage[]; total: number };
  campaigns(): string[];
  counts(): { email: number; sms: number };
  /** Accepted on this channel after `since`: what GetSendQuota reports. */
  countSince(channel: Channel, since: Instant): number;
  /** E-mail of each quarter of an hour after `since`, with what the mailbox simulator's addresses make of it: what GetSendStatistics reports. */
  quarters(since: Instant): { at: Instant; attempts: number; bounces: number; complaints: number }[];
}

export function openMailbox(database: DatabaseSync): Mailbox {
  const insert = database.prepare(
    `INSERT INTO message (at, channel, sender, recipient, subject, preheader, customer, campaign, tags, provider_id, file, body) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
  );
  const where = `WHERE (:channel = '' OR channel = :channel) AND (:campaign = '' OR campaign = :campaign)
    AND (:like = '%%' OR recipient LIKE :like ESCAPE '\\' OR subject LIKE :like ESCAPE '\\' OR customer LIKE :like ESCAPE '\\' OR tags LIKE :like ESCAPE '\\' OR (:customer <> '' AND customer = :customer))`;
  const list = database.prepare(`SELECT * FROM message ${where} ORDER BY at DESC, id DESC LIMIT :limit OFFSET :offset`);
  const count = database.prepare(`SELECT count(*) AS n FROM message ${where}`);
  const one = database.prepare('SELECT * FROM message WHERE id = ?');
  const answer = database.prepare('INSERT INTO answer SELECT ?, ?, ?, coalesce(max(id), 0) FROM message');
  const thread = database.prepare(
    `SELECT at, text, 1 AS hers, behind AS place FROM answer WHERE message = :id UNION ALL
    SELECT at, body, 0, id FROM message WHERE recipient = :to AND tags LIKE '%"rapport-reply"%'
      AND id > (SELECT min(behind) FROM answer WHERE message = :id) ORDER BY place, hers`,
  );
  const campaigns = database.prepare(`SELECT DISTINCT campaign FROM message WHERE campaign <> '' ORDER BY campaign`);
  const channels = database.prepare('SELECT channel, count(*) AS n FROM message GROUP BY channel');
  const since = database.prepare('SELECT count(*) AS n FROM message WHERE channel = ? AND at > ?');
  const quarters = database.prepare(
    `SELECT at / 900000 * 900000 AS quarter, count(*) AS attempts,
      sum(recipient LIKE 'bounce%@simulator.amazonses.com' OR recipient LIKE 'suppressionlist%@simulator.amazonses.com') AS bounces,
      sum(recipient LIKE 'complaint%@simulator.amazonses.com') AS complaints
    FROM message WHERE channel = 'email' AND at > ? GROUP BY quarter`,
  );

  return {
    add(m) {
      insert.run(
        m.at,
        m.channel,
        m.from,
        m.to,
        m.subject,
        m.preheader,
        m.customer,
        m.campaign,
        JSON.stringify(m.tags),
        m.providerId,
        m.file,
        m.body,
      );
    },
    get(id) {
      const row = one.get(id);
      return row && fromRow(row);
    },
    addAnswer: (id, { at, text }) => void answer.run(id, at, text),
    thread: ({ id, to }) => thread.all({ id, to }).map((row) => ({ at: Number(row.at), text: String(row.text), hers: row.hers === 1 })),
    find({ search = '', channel = '', campaign = '', customer = '' }, { offset, limit }) {
      const filter = { channel, campaign, customer, like: `%${search.trim().replace(/[\\%_]/g, '\\$&')}%` };
      const total = Number(count.get(filter)?.n ?? 0);
      return { messages: list.all({ ...filter, offset, limit }).map(fromRow), total };
    },
    campaigns: () => campaigns.all().map((row) => String(row.campaign)),
    counts() {
      const by = new Map(channels.all().map((row) => [row.channel, Number(row.n)]));
      return { email: by.get('email') ?? 0, sms: by.get('sms') ?? 0 };
    },
    countSince: (channel, at) => Number(since.get(channel, at)?.n ?? 0),
    quarters: (at) =>
      quarters.all(at).map((row) => ({
        at: Number(row.quarter),
        attempts: Number(row.attempts),
        bounces: Number(row.bounces),
        complaints: Number(row.complaints),
      })),
  };
}

function fromRow(row: Record<string, unknown>): StoredMessage {
  return {
    id: Number(row.id),
    at: Number(row.at),
    channel: row.channel === 'sms' ? 'sms' : 'email',
    from: String(row.sender),
    to: String(row.recipient),
    subject: String(row.subject),
    preheader: String(row.preheader),
    customer: String(row.customer),
    campaign: String(row.campaign),
    tags: Object.fromEntries(Object.entries(JSON.parse(String(row.tags))).map(([name, value]) => [name, String(value)])),
    providerId: String(row.provider_id),
    file: row.file === null ? null : String(row.file),
    body: row.body === null ? null : String(row.body),
  };
}
