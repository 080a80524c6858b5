import type { Enrollment, PlannedMessage } from '../core/enrollment/enrollment.ts';
import type { Instant } from '../core/time.ts';
import type { World } from '../world.ts';
import { enrollmentFromItem } from './enrollments.ts';
import { heldIntent } from './intents.ts';
import { enrollmentPrefix, keys, messagePrefix } from './keys.ts';
import { queryItems } from './read-items.ts';

/** What a customer may get next, as far as it is known: in the outboxes of her enrollments, or held. */
export interface WaitingMessages {
  planned: { enrollment: Enrollment; message: PlannedMessage }[];
  /** Held ones, also those of no enrollment. */
  held: { message: PlannedMessage; dueAt: Instant }[];
  /** Whether something became of a planned one already, other than that it is held. */
  isSettled(message: PlannedMessage): Promise<boolean>;
}

/** Her latest messages; held ones that were planned before so many others are found in their outbox only. */
const latest = 20;

/** Messages of hers that are not expired at `now`. */
export async function loadWaitingMessages(world: World, cid: string, now: Instant): Promise<WaitingMessages> {
  const [enrollments, { items: rows, next }] = await Promise.all([
    allOf(world, cid),
    world.table.query({ table: 'relations', pk: cid, prefix: messagePrefix, reverse: true, limit: latest }),
  ]);
  const known = new Map(rows.map((row) => [row.sk, row]));
  const oldest = next === undefined ? '' : (rows.at(-1)?.sk ?? '');
  return {
    planned: enrollments.flatMap((enrollment) =>
      enrollment.outbox.flatMap((out) => (out.kind === 'message' && out.expiresAt > now ? [{ enrollment, message: out }] : [])),
    ),
    held: rows.flatMap((row) => {
      if (row.state !== 'held' || typeof row.dueAt !== 'number') return [];
      const { message } = heldIntent(row);
      return message.expiresAt > now ? [{ message, dueAt: row.dueAt }] : [];
    }),
    isSettled: async (message) => {
      const key = keys.message(cid, message);
      const row = known.get(key.sk) ?? (key.sk < oldest ? await world.table.get(key) : undefined);
      return row !== undefined && row.state !== 'held';
    },
  };
}

async function allOf(world: World, cid: string): Promise<Enrollment[]> {
  const items = await queryItems(world, { table: 'relations', pk: cid, prefix: enrollmentPrefix });
  return items.map((item) => enrollmentFromItem(item).enrollment);
}
