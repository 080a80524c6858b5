import * as z from 'zod/mini';
import type { PlannedNotice } from '../core/enrollment/enrollment.ts';
import { day, type Instant, minute } from '../core/time.ts';
import type { Key, World } from '../world.ts';
import { sendTaskSchema } from './intents.ts';
import { besideKeys, dueAttributes } from './keys.ts';
import { pacedTaskSchema, paceSchema } from './paced-tasks.ts';
import { replySchema } from './replies.ts';

const plannedSchema = z.object({
  kind: z.literal('notice'),
  id: z.string(),
  step: z.string(),
  template: z.string(),
  to: z.string(),
  plannedAt: z.number(),
  dueAt: z.nullable(z.number()),
  digest: z.boolean(),
});

const stepNoticeSchema = z.object({ about: z.literal('step'), cid: z.string(), enrollment: z.string(), notice: plannedSchema });
const runNoticeSchema = z.object({
  about: z.literal('run'),
  campaign: z.string(),
  version: z.string(),
  occurrence: z.string(),
  count: z.number(),
});
const editionNoticeSchema = z.object({
  about: z.literal('no-edition'),
  campaign: z.string(),
  version: z.string(),
  template: z.string(),
  occurrence: z.string(),
});
const poolNoticeSchema = z.object({
  about: z.literal('pool-empty'),
  campaign: z.string(),
  version: z.string(),
  pool: z.string(),
  date: z.string(),
});
const stopNoticeSchema = z.object({
  about: z.literal('bulk-paused'),
  campaign: z.string(),
  version: z.string(),
  at: z.number(),
  because: z.string(),
});
const digestNoticeSchema = z.object({ about: z.literal('digest'), digest: z.string() });

const noticeSchema = z.discriminatedUnion('about', [
  stepNoticeSchema,
  runNoticeSchema,
  editionNoticeSchema,
  poolNoticeSchema,
  stopNoticeSchema,
  digestNoticeSchema,
]);
/** What colleagues are told of. */
export type NoticeTask = z.infer<typeof noticeSchema>;

/** A mail that asks her to confirm a consent: where it stands. */
const confirmationSchema = z.object({ cid: z.string(), sk: z.string() });
export type ConfirmationTask = z.infer<typeof confirmationSchema>;

/** What stands in the queue `triggered`: something to tell colleagues, the answer to a word sent by text, a double opt-in, or a message to a customer. */
export const triggeredTaskSchema = z.union([
  z.object({ notice: noticeSchema, ...paceSchema }),
  z.object({ reply: replySchema, ...paceSchema }),
  z.object({ confirmation: confirmationSchema, ...paceSchema }),
  pacedTaskSchema,
  sendTaskSchema,
]);

/** A step of a customer's journey told it. */
export type StepNotice = { cid: string; enrollment: string; notice: PlannedNotice };
/** A run of a scheduled campaign has chosen its recipients. */
export type RunNotice = Omit<z.infer<typeof runNoticeSchema>, 'about'>;
/** A run, or a journey, came to a period for which no edition was published. */
export type EditionNotice = Omit<z.infer<typeof editionNoticeSchema>, 'about'>;
/** Bulk mail has stopped by itself while a run of this campaign was under way. */
export type StopNotice = Omit<z.infer<typeof stopNoticeSchema>, 'about'>;
/** A message waits since a pool has no code left; on this UTC date. */
export type PoolNotice = Omit<z.infer<typeof poolNoticeSchema>, 'about'>;

/** Longer than a function may run: an attempt that began before it has died. */
const attemptTakes = 2 * minute;
/** Repeats come within days. */
const keptFor = 90 * day;

const claimSchema = z.object({ v: z.int(), state: z.enum(['sending', 'open', 'settled']), at: z.number() });

/** DynamoDB forgets it then; in seconds. */
export function forgottenAt(now: Instant): number {
  return Math.ceil((now + keptFor) / 1000);
}

/**
 * Makes one mail to one colleague this attempt's own. Resolves to false when it was sent before, or can never be. Rejects while
 * another attempt is under way. An attempt that died gives it free after two minutes: such a mail may then come twice.
 */
export async function claimNotice(world: World, key: Key): Promise<boolean> {
  const now = world.now();
  const item = await world.table.get(key);
  const known = item && claimSchema.parse(item);
  if (known?.state === 'settled') return false;
  const conflict =
    known?.state === 'sending' && now - known.at < attemptTakes
      ? 'under way'
      : await world.table.write([
          {
            put: { ...key, v: (known?.v ?? 0) + 1, state: 'sending', at: now, ttl: forgottenAt(now) },
            if: known ? { equals: [['v'], known.v] } : { absent: ['pk'] },
          },
        ]);
  if (conflict) throw new Error(`notice ${key.sk} is being sent by another attempt`);
  return true;
}

/** `settled`: it is sent or can never be. `open`: it may be tried again at once. */
export async function settleNotice(world: World, key: Key, state: 'open' | 'settled'): Promise<void> {
  await world.table.write([{ update: key, set: [[['state'], state]], add: [[['v'], 1]] }]);
}

/** One row of a digest that is being collected. */
const rowSchema = z.object({ cid: z.string(), enrollment: z.string(), notice: plannedSchema });

/**
 * Puts a notice into the digest that goes out at `dueAt`. Resolves to false when it stands in one already, or was sent.
 * The head goes first: a row without one would never be found.
 */
export async function collectNotice(world: World, { cid, enrollment, notice }: StepNotice, digest: { id: string; dueAt: Instant }) {
  const ttl = forgottenAt(digest.dueAt);
  const head = besideKeys.digest(digest.id);
  await world.table.write([{ put: { ...head, to: notice.to, ...dueAttributes(head, digest.dueAt), ttl }, if: { absent: ['pk'] } }]);
  const name = `${new Date(notice.plannedAt).toISOString()}#${cid}#${notice.id}`;
  const row = besideKeys.digestRow(digest.id, name);
  const conflict = await world.table.write([
    // Where it stands is found again by this alone.
    {
      put: { ...besideKeys.notice(cid, notice.id), v: 1, state: 'settled', at: world.now(), digest: digest.id, row: name, ttl },
      if: { absent: ['pk'] },
    },
    { put: { ...row, cid, enrollment, notice: { ...notice }, ttl } },
  ]);
  if (conflict?.reason === 'contention') throw new Error(`notice ${notice.id} met another write`);
  return conflict === undefined;
}

/** An attempt takes less. Until then the sweep leaves the digest alone, however often the attempt fails. */
const digestTakes = 15 * minute;

/** To whom a digest goes, while it is still to be sent. Should this attempt die, the sweep finds it again in a quarter of an hour. */
export async function takeDigest(world: World, id: string): Promise<{ to: string } | undefined> {
  const head = besideKeys.digest(id);
  const item = await world.table.get(head);
  if (item?.dueAt === undefined) return undefined;
  const later = world.now() + digestTakes;
  await world.table.write([{ update: head, set: [[['dueAt'], later]], if: { present: ['dueAt'] } }]);
  return z.object({ to: z.string() }).parse(item);
}

/** Some of its rows, in the order in which they were planned. */
export async function digestRows(world: World, id: string, { limit, after }: { limit: number; after: string | undefined }) {
  const { pk } = besideKeys.digest(id);
  const page = await world.table.query({ table: 'relations', pk, prefix: besideKeys.digestRow(id, '').sk, limit, ...(after && { after }) });
  return { rows: page.items.map((item): StepNotice => rowSchema.parse(item)), next: page.next };
}

/** It was sent: the sweep finds it no more. */
export async function closeDigest(world: World, id: string): Promise<void> {
  await world.table.write([{ update: besideKeys.digest(id), remove: [['dueShard'], ['dueAt']], if: { present: ['pk'] } }]);
}
