import { randomUUID } from 'node:crypto';
import type { DatabaseSync } from 'node:sqlite';
import type { Instant } from '../core/time.ts';

/** A message as a consumer gets it. */
export interface Received {
  id: string;
  receipt: string;
  body: string;
  sentAt: Instant;
  firstReceivedAt: Instant;
  /** This delivery included. */
  receives: number;
}

/** What a queue does with a message that was received too often. */
export interface Redrive {
  deadLetter: string;
  maxReceives: number;
}

/** Queues in the meaning of SQS: at least once, invisible while worked on, on the virtual clock, surviving a kill. */
export interface Queues {
  readonly names: ReadonlySet<string>;
  send(queue: string, body: string, delaySeconds?: number): string;
  receive(queue: string, limit: number, visibilitySeconds: number): Received[];
  delete(receipt: string): boolean;
  /** 0 makes it visible at once. False when the receipt is no longer the latest. */
  changeVisibility(receipt: string, seconds: number): boolean;
  /** Visible now, invisible (worked on, or its delay still runs). */
  depth(queue: string): { visible: number; invisible: number };
  /** When the next invisible message of a queue with consumers becomes visible. */
  nextAt(): Instant | undefined;
}

/** `redrives` names the queues that have consumers; `unread` those that may have none. */
export function openQueues(
  database: DatabaseSync,
  now: () => Instant,
  { redrives, unread = [] }: { redrives: Record<string, Redrive>; unread?: string[] },
): Queues {
  const names = new Set([...Object.keys(redrives), ...Object.values(redrives).map(({ deadLetter }) => deadLetter), ...unread]);
  const insert = database.prepare('INSERT INTO queued (queue, message_id, body, sent_at, visible_at) VALUES (?, ?, ?, ?, ?)');
  const pick = database.prepare(
    'SELECT id, message_id, body, sent_at, first_received_at, receives FROM queued WHERE queue = ? AND visible_at <= ? ORDER BY visible_at, id LIMIT ?',
  );
  const take = database.prepare(
    'UPDATE queued SET visible_at = ?, receives = receives + 1, first_received_at = ?, receipt = ? WHERE id = ?',
  );
  const bury = database.prepare('UPDATE queued SET origin = queue, queue = ?, visible_at = ?, receives = 0, receipt = NULL WHERE id = ?');
  const remove = database.prepare('DELETE FROM queued WHERE receipt = ?');
  const change = database.prepare('UPDATE queued SET visible_at = ? WHERE receipt = ?');
  const count = database.prepare(
    'SELECT count(*) AS total, count(*) FILTER (WHERE visible_at <= ?) AS visible FROM queued WHERE queue = ?',
  );
  const next = database.prepare('SELECT min(visible_at) AS at FROM queued WHERE queue = ? AND visible_at > ?');
  /** Queues that had nothing to hand out, and until when that holds: they are asked far more often than they have something. */
  const emptyUntil = new Map<string, Instant>();

  function nextOf(queue: string): Instant {
    const known = emptyUntil.get(queue) ?? 0;
    if (known > now()) return known;
    return Number(next.get(queue, now())?.at ?? Number.POSITIVE_INFINITY);
  }

  function known(queue: string) {
    if (!names.has(queue)) throw new UnknownQueueError(queue, names);
    return queue;
  }

  function receiveOne(queue: string, row: Record<string, unknown>, visibleAt: Instant): Received | undefined {
    const id = Number(row.id);
    const redrive = redrives[queue];
    const receives = Number(row.receives) + 1;
    if (redrive && receives > redrive.maxReceives) {
      bury.run(redrive.deadLetter, now(), id);
      emptyUntil.delete(redrive.deadLetter);
      return undefined;
    }
    const firstReceivedAt = Number(row.first_received_at ?? now());
    const receipt = randomUUID();
    take.run(visibleAt, firstReceivedAt, receipt, id);
    return { id: String(row.message_id), receipt, body: String(row.body), sentAt: Number(row.sent_at), firstReceivedAt, receives };
  }

  return {
    names,
    send(queue, body, delaySeconds = 0) {
      const id = randomUUID();
      insert.run(known(queue), id, body, now(), now() + delaySeconds * 1000);
      emptyUntil.delete(queue);
      return id;
    },
    receive(queue, limit, visibilitySeconds) {
      if (now() < (emptyUntil.get(known(queue)) ?? 0)) return [];
      const rows = pick.all(queue, now(), limit);
      if (rows.length === 0) {
        emptyUntil.set(queue, nextOf(queue));
        return [];
      }
      const received = transaction(database, () => rows.flatMap((row) => receiveOne(queue, row, now() + visibilitySeconds * 1000) ?? []));
      return received.length === 0 ? this.receive(queue, limit, visibilitySeconds) : received;
    },
    delete: (receipt) => remove.run(receipt).changes > 0,
    changeVisibility(receipt, seconds) {
      emptyUntil.clear();
      return change.run(now() + seconds * 1000, receipt).changes > 0;
    },
    depth(queue) {
      const row = count.get(now(), known(queue));
      const visible = Number(row?.visible ?? 0);
      return { visible, invisible: Number(row?.total ?? 0) - visible };
    },
    nextAt() {
      const first = Math.min(...Object.keys(redrives).map(nextOf));
      return Number.isFinite(first) ? first : undefined;
    },
  };
}

function transaction<T>(database: DatabaseSync, work: () => T): T {
  database.exec('BEGIN');
  try {
    const result = work();
    database.exec('COMMIT');
    return result;
  } catch (error) {
    database.exec('ROLLBACK');
    throw error;
  }
}

export class UnknownQueueError extends Error {
  override name = 'UnknownQueueError';
  constructor(queue: string, names: ReadonlySet<string>) {
    super(`there is no queue "${queue}"; the queues are ${[...names].join(', ')}`);
  }
}
