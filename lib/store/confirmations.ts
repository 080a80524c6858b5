import * as z from 'zod/mini';
import { day, type Instant } from '../core/time.ts';
import type { Item, Key, World } from '../world.ts';
import { addressHash } from './addresses.ts';
import { backOff } from './backoff.ts';
import type { ConfirmationLink } from './confirmation-tokens.ts';
import { recordOperation, type Telling } from './consent-records.ts';
import { contactItemSchema } from './contact-item.ts';
import { claimKey, keys } from './keys.ts';
import { type ConfirmationTask, forgottenAt } from './notices.ts';
import { loadSecrets } from './secrets.ts';

/*
 * A double opt-in. What she said stands as a record `asked`, and beside it an item for the mail that asks her: the stream
 * hands it to the sender, who claims it before the call, once.
 */

const askedSchema = z.object({ state: z.string(), topic: z.string(), address: z.string(), at: z.number() });
/** A mail that asks her to confirm. `address` is the hash of the one that it goes to; `at` is when she is said to have agreed. */
export type Asked = z.infer<typeof askedSchema>;

/** `known`: she has agreed already, or withdrawn since. `same`: it was told before. */
export type Asking = 'asked' | 'same' | 'known' | 'no-address' | 'erased';

const tries = 8;

/**
 * Asks her, by one mail, to confirm a consent by e-mail. Until she has, it is not given. One mail a UTC day for one address
 * and topic; the same thing told again asks nothing.
 */
export async function askToConfirm(world: World, cid: string, { topic, at, evidence }: { topic: string } & Telling): Promise<Asking> {
  const { pepper } = await loadSecrets(world);
  for (let attempt = 0; attempt < tries; attempt++) {
    const item = await world.table.get(keys.contact(cid));
    if (item?.erasedAt !== undefined) return 'erased';
    if (typeof item?.email !== 'string' || item.email === '') return 'no-address';
    if (standingOf(item, topic, at) !== 'open') return 'known';
    const now = world.now();
    const address = addressHash(pepper, 'email', item.email);
    const record = recordOperation(world, cid, { channel: 'email', topic, said: 'asked', at, evidence });
    const key = keys.confirmation(cid, `${address}#${topic}#${new Date(now).toISOString().slice(0, 10)}`);
    const mail = { put: { ...key, kind: 'confirmation', dispatch: 'yes', state: 'asked', topic, address, at, ttl: forgottenAt(now) } };
    const conflict = await world.table.write([record, { ...mail, if: { absent: ['pk'] } }]);
    if (!conflict) return 'asked';
    if (conflict.reason === 'condition') {
      if (conflict.index === 0) return 'same';
      // Asked today already: it is noted, and no second mail goes out.
      if (!(await world.table.write([record]))) return 'asked';
      return 'same';
    }
    await backOff(cid, attempt);
  }
  throw new Error(`the confirmation of ${cid} met other writes ${tries} times in a row`);
}

/** What has become of a topic since she is said to have agreed. */
function standingOf(item: Item, topic: string, at: Instant): 'open' | 'given' | 'withdrawn' {
  const known = contactItemSchema.parse(item).cons.email[topic] ?? 0;
  if (known > 0) return 'given';
  return -known >= at && known !== 0 ? 'withdrawn' : 'open';
}

/** A mail that is still to be sent, with where it goes; or why there is none to send. Strongly consistent. */
export async function loadAsked(
  world: World,
  { cid, sk }: ConfirmationTask,
): Promise<{ asked: Asked; email: string; language: string | undefined } | { dropped: string }> {
  const [item, contact] = await Promise.all([world.table.get(keys.relation(cid, sk)), world.table.get(keys.contact(cid))]);
  const asked = item && askedSchema.parse(item);
  if (asked?.state !== 'asked') return { dropped: 'repeated' };
  if (!contact || contact.erasedAt !== undefined) return { dropped: 'erased' };
  const { email, language, sup } = contactItemSchema.parse(contact);
  if (!email || !(await isStillHers(world, email, asked.address))) return { dropped: 'address-changed' };
  if (sup.email) return { dropped: 'suppressed' };
  const standing = standingOf(contact, asked.topic, asked.at);
  return standing === 'open' ? { asked, email, language } : { dropped: standing };
}

/** What the link of such a mail finds: `elsewhere` when she has another address by now, or was erased. */
export async function loadStanding(
  world: World,
  { cid, topic, address, issuedAt }: ConfirmationLink,
): Promise<'open' | 'given' | 'withdrawn' | 'elsewhere'> {
  const item = await world.table.get(keys.contact(cid));
  if (!item || item.erasedAt !== undefined || typeof item.email !== 'string') return 'elsewhere';
  return (await isStillHers(world, item.email, address)) ? standingOf(item, topic, issuedAt) : 'elsewhere';
}

async function isStillHers(world: World, email: string, address: string): Promise<boolean> {
  return addressHash((await loadSecrets(world)).pepper, 'email', email) === address;
}

/** Whoever types a stranger's address again and again, for whatever customer, sends her so many mails and no more. */
const mostAsked = { mails: 5, within: 30 * day };

const countSchema = z.object({ v: z.int(), mails: z.record(z.string(), z.number()) });

/** Makes a mail this attempt's own, for ever. Resolves to why it may not be sent: `repeated`, or `too-many` to this address. */
export async function claimAsked(world: World, { cid, sk, asked }: ConfirmationTask & { asked: Asked }): Promise<string | undefined> {
  const key = keys.relation(cid, sk);
  const counter = keys.confirmationsOf(asked.address);
  for (let attempt = 0; attempt < tries; attempt++) {
    const now = world.now();
    const item = await world.table.get(counter);
    const known = item && countSchema.parse(item);
    // By its name, so that one that is tried again counts once.
    const others = Object.entries(known?.mails ?? {}).filter(([name, at]) => at > now - mostAsked.within && name !== claimKey(cid + sk));
    if (others.length >= mostAsked.mails) return 'too-many';
    const mails = { ...Object.fromEntries(others), [claimKey(cid + sk)]: now };
    const conflict = await world.table.write([
      { update: key, set: [[['state'], 'claimed']], remove: [['dispatch']], if: { equals: [['state'], 'asked'] } },
      {
        put: { ...counter, v: (known?.v ?? 0) + 1, mails, ttl: forgottenAt(now) },
        if: known ? { equals: [['v'], known.v] } : { absent: ['pk'] },
      },
    ]);
    if (!conflict) return undefined;
    if (conflict.reason === 'condition' && conflict.index === 0) return 'repeated';
    await backOff(asked.address, attempt);
  }
  throw new Error(`confirmations to one address were claimed by others ${tries} times in a row`);
}

/** What became of a mail. `asked`: it was certainly not taken, and may be tried again. */
export async function settleAsked(world: World, key: Key, state: 'asked' | 'sent' | 'failed' | 'unknown' | 'dropped'): Promise<void> {
  await world.table.write([{ update: key, set: [[['state'], state]], remove: [['dispatch']], if: { present: ['pk'] } }]);
}
