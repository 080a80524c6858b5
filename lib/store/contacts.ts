import * as z from 'zod/mini';
import type { Claim, Contact } from '../core/contact.ts';
import type { Channel } from '../core/enrollment/enrollment.ts';
import type { Instant } from '../core/time.ts';
import type { Item, Operation, Value, World } from '../world.ts';
import { keys } from './keys.ts';

const flags = z.record(z.string(), z.boolean());
const suppression = z.object({ reason: z.string(), at: z.number() });

const itemSchema = z.object({
  v: z.int(),
  email: z.optional(z.string()),
  phone: z.optional(z.string()),
  language: z.optional(z.string()),
  country: z.optional(z.string()),
  zone: z.optional(z.string()),
  cons: z.object({ email: z._default(flags, {}), sms: z._default(flags, {}) }),
  sup: z.object({ email: z.optional(suppression), sms: z.optional(suppression) }),
  c: z.record(z.string(), z.string()),
  d: z.record(z.string(), z.number()),
  pausedUntil: z.optional(z.number()),
  erasedAt: z.optional(z.number()),
});

/** A claim is one text, so that dozens of them fit into the kilobyte of a contact: channel·topic·at·priority·nonce·expiresAt. */
function claimText(claim: Claim): string {
  return [claim.channel, claim.topic, claim.at, claim.priority, claim.nonce, claim.expiresAt].join('·');
}

function parseClaim(text: string): Claim {
  const [channel = '', topic = '', at = '', priority = '', nonce = '', expiresAt = ''] = text.split('·');
  return {
    channel: channel === 'sms' ? 'sms' : 'email',
    topic,
    at: Number(at),
    priority: Number(priority),
    nonce,
    expiresAt: Number(expiresAt),
  };
}

export function contactFromItem(item: Item): Contact {
  const { cons, sup, c, d, ...rest } = itemSchema.parse(item);
  const known = Object.fromEntries(Object.entries(rest).filter(([, value]) => value !== undefined));
  return {
    ...(known as typeof rest & object),
    consent: cons,
    suppressed: Object.fromEntries(Object.entries(sup).filter(([, value]) => value !== undefined)),
    claims: Object.fromEntries(Object.entries(c).map(([key, text]) => [key, parseClaim(text)])),
    days: d,
  } as Contact;
}

export async function loadContact(world: World, cid: string): Promise<Contact | undefined> {
  const item = await world.table.get(keys.contact(cid));
  return item && contactFromItem(item);
}

/** Addresses, consent and place, as far as given. `consent[channel][topic]`; `null` takes an address away. */
export interface ContactDetails {
  email?: string | null;
  phone?: string | null;
  language?: string;
  country?: string;
  zone?: string;
  consent?: { [channel in Channel]?: { [topic: string]: boolean } };
}

/**
 * Writes the contact details without a condition on the version, so that consent always wins over a claim in flight:
 * the claim was made on a version that is no longer there. An erased contact stays erased.
 */
export async function saveContact(world: World, cid: string, details: ContactDetails): Promise<'saved' | 'erased'> {
  const key = keys.contact(cid);
  const created = await world.table.write([{ put: { ...key, ...newContact(details) }, if: { absent: ['pk'] } }]);
  if (!created) return 'saved';
  const conflict = await world.table.write([update(cid, details)]);
  return conflict ? 'erased' : 'saved';
}

function newContact({ consent, email, phone, ...place }: ContactDetails): Record<string, Value> {
  return {
    v: 1,
    ...(email && { email }),
    ...(phone && { phone }),
    ...place,
    cons: { email: consent?.email ?? {}, sms: consent?.sms ?? {} },
    sup: {},
    c: {},
    d: {},
  };
}

function update(cid: string, { consent, ...plain }: ContactDetails): Operation {
  const set: [string[], Value][] = [];
  const remove: string[][] = [];
  for (const [name, value] of Object.entries(plain)) {
    if (value === null) remove.push([name]);
    else if (value !== undefined) set.push([[name], value]);
  }
  for (const [channel, topics] of Object.entries(consent ?? {}))
    for (const [topic, given] of Object.entries(topics ?? {})) set.push([['cons', channel, topic], given]);
  return { update: keys.contact(cid), set, remove, add: [[['v'], 1]], if: { all: [{ present: ['pk'] }, { absent: ['erasedAt'] }] } };
}

/** Hard bounce, complaint, STOP: from the next claim on nothing goes to this address. */
export async function suppress(world: World, cid: string, suppression: { channel: Channel; reason: string; at: Instant }): Promise<void> {
  await world.table.write([
    {
      update: keys.contact(cid),
      set: [[['sup', suppression.channel], { reason: suppression.reason, at: suppression.at }]],
      add: [[['v'], 1]],
      if: { all: [{ present: ['pk'] }, { absent: ['erasedAt'] }] },
    },
  ]);
}

/** A claim entry may go an hour after its message expired: a later duplicate is refused as expired. */
const claimKept = 60 * 60 * 1000;

/**
 * Claim, cap and consent in one conditional write: the claim stands on the very version of the contact that the
 * decision was made on, so a withdrawal in between prevents the message. Folds claims that are past into day counts.
 *
 * Resolves to `claimed`; to `taken` when this message was claimed before; to the newer contact when it changed meanwhile.
 */
export async function claimMessage(
  world: World,
  { cid, contact, key, claim, localDay }: { cid: string; contact: Contact; key: string; claim: Claim; localDay: (at: Instant) => string },
): Promise<'claimed' | 'taken' | Contact> {
  const past = Object.entries(contact.claims).filter(([, known]) => known.expiresAt + claimKept < claim.at);
  const conflict = await world.table.write([
    {
      update: keys.contact(cid),
      set: [[['c', key], claimText(claim)]],
      add: [[['v'], 1], ...perDay(past.map(([, known]) => `${known.channel}:${known.topic}:${localDay(known.at)}`))],
      remove: past.map(([name]) => ['c', name]),
      if: { all: [{ equals: [['v'], contact.v] }, { absent: ['c', key] }, { absent: ['erasedAt'] }] },
    },
  ]);
  if (!conflict) return 'claimed';
  const now = conflict.reason === 'condition' && conflict.found ? contactFromItem(conflict.found) : await loadContact(world, cid);
  if (!now) throw new Error(`the contact of ${cid} is gone`);
  const standing = now.claims[key];
  if (!standing) return now;
  // The reply of this very claim was lost: it is ours.
  return standing.nonce === claim.nonce ? 'claimed' : 'taken';
}

function perDay(days: string[]): [string[], number][] {
  const counts = new Map<string, number>();
  for (const day of days) counts.set(day, (counts.get(day) ?? 0) + 1);
  return [...counts].map(([day, count]) => [['d', day], count]);
}

/** Gives a claim back that was certainly not used, if it is still this one. */
export async function releaseClaim(world: World, cid: string, { key, claim }: { key: string; claim: Claim }): Promise<void> {
  await world.table.write([
    { update: keys.contact(cid), remove: [['c', key]], add: [[['v'], 1]], if: { equals: [['c', key], claimText(claim)] } },
  ]);
}
