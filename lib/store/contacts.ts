import * as z from 'zod/mini';
import type { Claim, Contact } from '../core/contact.ts';
import type { Channel } from '../core/enrollment/enrollment.ts';
import type { Instant } from '../core/time.ts';
import type { Item, Operation, Value, World } from '../world.ts';
import { keys } from './keys.ts';

/** When consent was given, or, as a negative number, withdrawn: later knowledge wins, so what an old file says changes nothing. */
const instants = z.record(z.string(), z.number());
const suppression = z.object({ reason: z.string(), at: z.number() });

const itemSchema = z.object({
  v: z.int(),
  email: z.optional(z.string()),
  phone: z.optional(z.string()),
  language: z.optional(z.string()),
  country: z.optional(z.string()),
  zone: z.optional(z.string()),
  cons: z.object({ email: z._default(instants, {}), sms: z._default(instants, {}) }),
  detailsAt: z._default(z.number(), 0),
  sup: z.object({ email: z.optional(suppression), sms: z.optional(suppression) }),
  c: z.record(z.string(), z.string()),
  d: z.record(z.string(), z.number()),
  pausedUntil: z.optional(z.number()),
  erasedAt: z.optional(z.number()),
});

/** A claim is one text, so that dozens of them fit into the kilobyte of a contact: channel·topic·at·priority·nonce·expiresAt. */
export function claimText(claim: Claim): string {
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
  const { cons, sup, c, d, detailsAt: _, ...rest } = itemSchema.parse(item);
  const known = Object.fromEntries(Object.entries(rest).filter(([, value]) => value !== undefined));
  return {
    ...(known as typeof rest & object),
    consent: { email: given(cons.email), sms: given(cons.sms) },
    suppressed: Object.fromEntries(Object.entries(sup).filter(([, value]) => value !== undefined)),
    claims: Object.fromEntries(Object.entries(c).map(([key, text]) => [key, parseClaim(text)])),
    days: d,
  } as Contact;
}

export async function loadContact(world: World, cid: string): Promise<Contact | undefined> {
  const item = await world.table.get(keys.contact(cid));
  return item && contactFromItem(item);
}

function given(topics: Record<string, number>): Record<string, boolean> {
  return Object.fromEntries(Object.entries(topics).map(([topic, at]) => [topic, at > 0]));
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

const tries = 8;

/**
 * Saves what was true of a contact at `at`. Later knowledge wins, topic by topic and for the details as a whole, so that
 * an old file imported again takes nothing back; where two say the same instant, a withdrawal wins. Whatever changes
 * bumps the version, so a claim that was decided on the old one fails. An erased contact stays erased.
 */
export async function saveContact(world: World, cid: string, details: ContactDetails & { at: Instant }): Promise<'saved' | 'erased'> {
  for (let attempt = 0; attempt < tries; attempt++) {
    const item = await world.table.get(keys.contact(cid));
    if (item?.erasedAt !== undefined) return 'erased';
    const operation = item ? update(cid, item, details) : create(cid, details);
    if (!operation || !(await world.table.write([operation]))) return 'saved';
  }
  throw new Error(`the contact of ${cid} was changed by others ${tries} times in a row`);
}

function create(cid: string, { consent, email, phone, at, ...place }: ContactDetails & { at: Instant }): Operation {
  const cons = { email: instantsOf(consent?.email, at), sms: instantsOf(consent?.sms, at) };
  const details = { ...(email && { email }), ...(phone && { phone }), ...place };
  return { put: { ...keys.contact(cid), v: 1, detailsAt: at, ...details, cons, sup: {}, c: {}, d: {} }, if: { absent: ['pk'] } };
}

function instantsOf(topics: Record<string, boolean> = {}, at: Instant): Record<string, number> {
  return Object.fromEntries(Object.entries(topics).map(([topic, yes]) => [topic, yes ? at : -at]));
}

/** Nothing when all of it is known already, or known better. */
function update(cid: string, item: Item, { consent, at, ...plain }: ContactDetails & { at: Instant }): Operation | undefined {
  const { v, cons, detailsAt } = itemSchema.parse(item);
  const set: [string[], Value][] = [];
  const remove: string[][] = [];
  for (const [name, value] of Object.entries(plain)) {
    // What is known later stays; where nothing is known, older knowledge is better than none.
    if (value === undefined || item[name] === value || (at < detailsAt && item[name] !== undefined)) continue;
    if (value !== null) set.push([[name], value]);
    else if (item[name] !== undefined) remove.push([name]);
  }
  for (const channel of ['email', 'sms'] as const)
    for (const [topic, instant] of Object.entries(instantsOf(consent?.[channel], at))) {
      const known = cons[channel][topic] ?? 0;
      if (at > Math.abs(known) || (at === Math.abs(known) && instant < known)) set.push([['cons', channel, topic], instant]);
    }
  if (set.length === 0 && remove.length === 0) return undefined;
  set.push([['detailsAt'], Math.max(at, detailsAt)]);
  return { update: keys.contact(cid), set, remove, add: [[['v'], 1]], if: { all: [{ equals: [['v'], v] }, { absent: ['erasedAt'] }] } };
}

/** She said no. Written whatever else is being written: from the next claim on nothing of this topic goes out by this channel. */
export async function withdraw(
  world: World,
  cid: string,
  { channel, topic, at }: { channel: Channel; topic: string; at: Instant },
): Promise<void> {
  await world.table.write([
    {
      update: keys.contact(cid),
      set: [[['cons', channel, topic], -at]],
      add: [[['v'], 1]],
      if: { all: [{ present: ['pk'] }, { absent: ['erasedAt'] }] },
    },
  ]);
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
