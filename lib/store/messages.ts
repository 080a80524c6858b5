import * as z from 'zod/mini';
import type { Channel, PlannedMessage } from '../core/enrollment/enrollment.ts';
import type { Instant } from '../core/time.ts';
import type { Condition, Item, Operation, Value, World } from '../world.ts';
import { backOff } from './backoff.ts';
import type { Intent } from './intents.ts';
import { toJson } from './json.ts';
import { dueAttributes, keys, messagePrefix } from './keys.ts';

/** From low to high: a record only moves up, so late and repeated news of a message change nothing that is known better. */
const ranks = ['held', 'suppressed', 'failed', 'unknown', 'sent'] as const;
export type MessageState = (typeof ranks)[number];

export interface MessageRecord {
  state: MessageState;
  /** Why it is held, suppressed, failed or unknown: a stable code such as `no-consent`. */
  reason?: string;
  /** More for the person who mends it, such as the template and its line. */
  detail?: string;
  channel?: Channel;
  providerId?: string;
  /** SMS parts. */
  parts?: number;
  language?: string;
  /** What it costs, in millionths of the base currency; absent where nobody said. */
  cost?: number;
  /** Where it is counted, unless its own name says so: the day of the entry. */
  bucket?: string;
  /** The arms that she was in: split → arm. */
  arms?: { [split: string]: string };
  at: Instant;
  /** held: when it is tried again. */
  dueAt?: Instant;
}

/** What only its sender knows of a message. */
const sendersOwn = ['channel', 'providerId', 'parts', 'language', 'cost', 'bucket', 'arms'] as const;

/**
 * Writes what became of a message, unless something higher is known. Where its provider said first that it took the message, it
 * is completed by what only its sender knows, such as its cost. Resolves to whether it was written as it is.
 */
export async function recordMessage(world: World, { cid, message, ...origin }: Intent, record: MessageRecord): Promise<boolean> {
  const key = keys.message(cid, message);
  const { dueAt = null, ...rest } = record;
  const below = ranks.slice(0, ranks.indexOf(record.state) + (record.state === 'held' ? 1 : 0));
  const conflict = await world.table.write([
    {
      put: {
        ...key,
        kind: 'message',
        campaign: message.id.slice(0, message.id.indexOf('#')),
        ...rest,
        ...dueAttributes(key, dueAt),
        // A held message carries its intent, so that the sweep can hand it to the sender again.
        ...(record.state === 'held' && { ...toJson(origin), message: toJson(message) }),
      },
      if: { any: [{ absent: ['pk'] }, { oneOf: [['state'], below] }] },
    },
  ]);
  const isSent = record.state === 'sent' || record.state === 'unknown';
  if (isSent && conflict?.reason === 'condition' && conflict.found?.confirmedAt !== undefined)
    await complete(world, conflict.found, record);
  return !conflict;
}

/** Whoever else writes it meanwhile changes none of this; one that was erased stays away. */
async function complete(world: World, { table, pk, sk, ...found }: Item, record: MessageRecord): Promise<void> {
  const known = toJson(record);
  const set = sendersOwn.flatMap((name): [string[], Value][] => {
    const value = known[name];
    return value === undefined || found[name] !== undefined ? [] : [[[name], value]];
  });
  if (set.length === 0) return;
  const still: Condition[] = [{ present: ['confirmedAt'] }, ...set.map(([path]) => ({ absent: path }))];
  await world.table.write([{ update: { table, pk, sk }, set, if: { all: still } }]);
}

/** Writes that a message whose intent cannot be read was not sent, and never will be, unless something higher is known. */
export async function recordUnreadable(world: World, { cid, sk }: { cid: string; sk: string }, at: Instant): Promise<void> {
  const [, , campaign = ''] = sk.split('#');
  await world.table.write([
    {
      put: { ...keys.relation(cid, sk), kind: 'message', campaign, state: 'failed', reason: 'cannot-send', at },
      if: { any: [{ absent: ['pk'] }, { oneOf: [['state'], ranks.slice(0, ranks.indexOf('failed'))] }] },
    },
  ]);
}

const standingSchema = z.object({ state: z.enum(ranks), dueAt: z.optional(z.number()) });

/** What is known of a message, if anything; `dueAt` when it is held until then. */
export async function loadStanding(
  world: World,
  cid: string,
  message: Pick<PlannedMessage, 'id' | 'plannedAt'>,
): Promise<z.infer<typeof standingSchema> | undefined> {
  const item = await world.table.get(keys.message(cid, message));
  return item && standingSchema.parse(item);
}

/**
 * What the provider tells of a message after it took it. It stays `sent`: delivered = sent − bounced − rejected. The first
 * instant of each stays. Opened is what a person did.
 */
export type MessageFact = 'bouncedAt' | 'rejectedAt' | 'complainedAt' | 'openedAt';

const tries = 8;

/**
 * The provider said that it did take the message: whatever else is known of it, it is `sent`, and so it is where nothing is
 * known, since whoever sent it died before the record was written. Nearly always it is no news, and to look costs a fifth of a
 * write that is refused. Of a customer who was erased nothing is written.
 */
export async function confirmMessage(
  world: World,
  { cid, sk, fact, channel = 'email' }: { cid: string; sk: string; fact?: MessageFact | undefined; channel?: Channel },
  at: Instant,
): Promise<void> {
  const key = keys.relation(cid, sk);
  if (!sk.startsWith(messagePrefix)) return;
  for (let attempt = 0; attempt < tries; attempt++) {
    const item = await world.table.get(key);
    const told = fact && item?.[fact] === undefined ? [fact] : [];
    if (item?.state === 'sent' && told.length === 0) return;
    if (!item && !(await isKnown(world, cid))) return;
    const news: [string, Value][] = [...told, ...(item?.state === 'sent' ? [] : ['confirmedAt'])].map((name) => [name, at]);
    if (item?.channel === undefined) news.push(['channel', channel]);
    const [, , campaign = ''] = sk.split('#');
    const write: Operation = item
      ? {
          update: key,
          set: [[['state'], 'sent'], ...news.map(([name, value]): [string[], Value] => [[name], value])],
          remove: [['reason'], ['detail'], ['dueShard'], ['dueAt']],
          if: { all: [{ equals: [['state'], item.state ?? null] }, ...told.map((name) => ({ absent: [name] }))] },
        }
      : {
          put: { ...key, kind: 'message', campaign, state: 'sent', at, ...Object.fromEntries(news) },
          if: { absent: ['pk'] },
        };
    if (!(await world.table.write([write]))) return;
    await backOff(cid, attempt);
  }
  throw new Error(`the record of a message to ${cid} was changed by others ${tries} times in a row`);
}

async function isKnown(world: World, cid: string): Promise<boolean> {
  const contact = await world.table.get(keys.contact(cid));
  return contact !== undefined && contact.erasedAt === undefined;
}
