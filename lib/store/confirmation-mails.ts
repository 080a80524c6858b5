import * as z from 'zod/mini';
import { day, minute } from '../core/time.ts';
import type { Key, World } from '../world.ts';
import { backOff } from './backoff.ts';
import { isStillHers, standingOf } from './confirmations.ts';
import { contactItemSchema } from './contact-item.ts';
import { besideKeys, claimKey, keys } from './keys.ts';
import { type ConfirmationTask, forgottenAt } from './notices.ts';
import { allCampaigns, loadOrders } from './standing-orders.ts';

/* What the sender does with the mail of a double opt-in: beside what asks for one, so that who asks is not larger for it. */

const askedSchema = z.object({
  ...{ state: z.string(), topic: z.string(), address: z.string(), at: z.number() },
  ...{ askedAt: z._default(z.number(), 0), claimedAt: z._default(z.number(), 0) },
});
/** A mail that asks her to confirm. `address` is the hash of the one that it goes to; `at` is when she is said to have agreed. */
export type Asked = z.infer<typeof askedSchema>;

/** Longer than a function may run: an attempt that began before it has died. */
const attemptTakes = 2 * minute;
/** Asked for so long ago, it would come as a surprise. */
const sentWithin = 2 * day;

/** A mail that is still to be sent, and where it goes; `v`: the contact as it was read. */
export interface Sendable {
  asked: Asked;
  email: string;
  language: string | undefined;
  v: number;
}

/**
 * Resolves to what is to be sent, or to what becomes of a mail that is not: `repeated` when that is known already. Strongly
 * consistent. Rejects while another attempt is under way.
 */
export async function loadAsked(
  world: World,
  { cid, sk }: ConfirmationTask,
): Promise<Sendable | { state: 'dropped' | 'unknown'; reason: string }> {
  const [item, contact] = await Promise.all([world.table.get(keys.relation(cid, sk)), world.table.get(keys.contact(cid))]);
  const now = world.now();
  const asked = item && askedSchema.parse(item);
  if (asked?.state === 'claimed') {
    if (now - asked.claimedAt < attemptTakes) throw new Error('a confirmation is being sent by another attempt');
    return { state: 'unknown', reason: 'interrupted' };
  }
  const dropped = (reason: string) => ({ state: 'dropped' as const, reason });
  if (asked?.state !== 'asked') return dropped('repeated');
  if (!contact || contact.erasedAt !== undefined) return dropped('erased');
  if (now - asked.askedAt > sentWithin) return dropped('too-late');
  if (asked.askedAt <= ((await loadOrders(world)).get(allCampaigns)?.restoredAt ?? 0)) return dropped('before-restore');
  const { v, email, language, sup } = contactItemSchema.parse(contact);
  if (!email || !(await isStillHers(world, email, asked.address))) return dropped('address-changed');
  if (sup.email) return dropped('suppressed');
  const standing = standingOf(contact, asked.topic, asked.at);
  return standing === 'open' ? { asked, email, language, v } : dropped(standing);
}

const tries = 8;

/** Whoever types a stranger's address again and again, for whatever customer, sends her so many mails and no more. */
const mostAsked = { mails: 5, within: 30 * day };

const countSchema = z.object({ v: z.int(), mails: z.record(z.string(), z.number()) });

/**
 * Makes a mail this attempt's own, on the very version of the contact that it was decided on. `changed`: decide anew;
 * `repeated`: it is another attempt's; `too-many`: to this address.
 */
export async function claimAsked(
  world: World,
  { cid, sk, asked, v }: ConfirmationTask & Sendable,
): Promise<'claimed' | 'changed' | 'repeated' | 'too-many'> {
  const key = keys.relation(cid, sk);
  const counter = besideKeys.confirmationsOf(asked.address);
  for (let attempt = 0; attempt < tries; attempt++) {
    const now = world.now();
    const item = await world.table.get(counter);
    const known = item && countSchema.parse(item);
    // By its name, so that one that is tried again counts once.
    const others = Object.entries(known?.mails ?? {}).filter(([name, at]) => at > now - mostAsked.within && name !== claimKey(cid + sk));
    if (others.length >= mostAsked.mails) return 'too-many';
    const mails = { ...Object.fromEntries(others), [claimKey(cid + sk)]: now };
    const claim: [string[], string | number][] = [
      [['state'], 'claimed'],
      [['claimedAt'], now],
    ];
    const conflict = await world.table.write([
      { update: key, set: claim, remove: [['dispatch']], if: { equals: [['state'], 'asked'] } },
      { check: keys.contact(cid), if: { all: [{ equals: [['v'], v] }, { absent: ['erasedAt'] }] } },
      {
        put: { ...counter, v: (known?.v ?? 0) + 1, mails, ttl: forgottenAt(now) },
        if: known ? { equals: [['v'], known.v] } : { absent: ['pk'] },
      },
    ]);
    if (!conflict) return 'claimed';
    if (conflict.reason === 'condition' && conflict.index === 0) return 'repeated';
    if (conflict.reason === 'condition' && conflict.index === 1) return 'changed';
    await backOff(asked.address, attempt);
  }
  throw new Error(`confirmations to one address were claimed by others ${tries} times in a row`);
}

/**
 * Writes down what became of a mail; nothing when it is no longer as it was. To `asked`: it was certainly not taken, and may
 * be tried again.
 */
export async function settleAsked(
  world: World,
  key: Key,
  [was, is]: ['asked' | 'claimed', 'asked' | 'sent' | 'failed' | 'unknown' | 'dropped'],
): Promise<void> {
  await world.table.write([{ update: key, set: [[['state'], is]], remove: [['dispatch']], if: { equals: [['state'], was] } }]);
}
