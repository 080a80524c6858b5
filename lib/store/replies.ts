import * as z from 'zod/mini';
import { day, type Instant } from '../core/time.ts';
import type { World } from '../world.ts';
import { addressHash, loadAddress } from './addresses.ts';
import { loadContact } from './contacts.ts';
import { besideKeys, keys } from './keys.ts';
import { loadSecrets } from './secrets.ts';

/** A text that answers a word of hers. */
export const replySchema = z.object({
  to: z.string(),
  /** The number that she wrote to. */
  from: z.optional(z.string()),
  body: z.string(),
  /** What is answered: two replies to a number with the same one are one. */
  id: z.string(),
  /** After this it would come as a surprise. */
  until: z.number(),
  /** Who had the number when she wrote. */
  cids: z.optional(z.array(z.string())),
});
export type Reply = z.infer<typeof replySchema>;

/** So many a day go to one number: two machines that answer each other come to an end. */
export const mostReplies = 10;
const keptFor = 2 * day;

async function keysOf(world: World, { to, id }: Reply, now: Instant) {
  const owner = keys.address(addressHash((await loadSecrets(world)).pepper, 'sms', to)).pk;
  const date = new Date(now).toISOString().slice(0, 10);
  return { reply: besideKeys.notice(owner, `reply#${id}`), count: besideKeys.notice(owner, `replies#${date}`) };
}

/**
 * Makes a reply this attempt's own, before the provider is called. Nobody else gets it any more, unless it is given back:
 * what became of a reply that was not given back is not known, and it is not sent again. Resolves to why there is none to send.
 */
export async function claimReply(world: World, reply: Reply): Promise<'repeated' | 'too-many' | undefined> {
  const now = world.now();
  const own = await keysOf(world, reply, now);
  const ttl = Math.ceil((now + keptFor) / 1000);
  const fewer = Array.from({ length: mostReplies - 1 }, (_, index) => index + 1);
  const conflict = await world.table.write([
    { put: { ...own.reply, state: 'claimed', at: now, ttl }, if: { any: [{ absent: ['pk'] }, { equals: [['state'], 'open'] }] } },
    {
      update: own.count,
      set: [[['ttl'], ttl]],
      add: [[['n'], 1]],
      if: { any: [{ absent: ['n'] }, { oneOf: [['n'], fewer] }] },
    },
  ]);
  if (!conflict) return undefined;
  if (conflict.reason === 'contention') throw new Error('two replies to one number met');
  return conflict.index === 0 ? 'repeated' : 'too-many';
}

/**
 * What has happened since she wrote, as far as it forbids an answer: she was erased, or ended the texts that she is told she
 * gets again. Strongly consistent.
 */
export async function whyNotToReply(world: World, { to, id, cids = [] }: Reply): Promise<'erased' | 'stopped' | undefined> {
  const contacts = await Promise.all(cids.map((cid) => loadContact(world, cid)));
  if (cids.length > 0 && contacts.every((contact) => contact?.erasedAt !== undefined)) return 'erased';
  if (!id.startsWith('start#')) return undefined;
  return (await loadAddress(world, 'sms', to)).suppression && 'stopped';
}

/** The provider certainly did not take it: it may be tried again. */
export async function giveBackReply(world: World, reply: Reply): Promise<void> {
  const { reply: key } = await keysOf(world, reply, world.now());
  await world.table.write([{ update: key, set: [[['state'], 'open']] }]);
}
