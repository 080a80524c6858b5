import * as z from 'zod/mini';
import type { Claim, Contact } from '../core/contact.ts';
import type { Channel } from '../core/enrollment/enrollment.ts';
import type { Instant } from '../core/time.ts';
import type { Condition, Item, Operation, Value, World } from '../world.ts';
import {
  addressNames,
  isHers,
  loadAddress,
  mostCustomers,
  moveOperation,
  normalAddress,
  type Suppression,
  suppressAddress,
  unlessHers,
} from './addresses.ts';
import { backOff } from './backoff.ts';
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
  /** When an address was taken away: an older file does not bring it back. */
  emailGoneAt: z._default(z.number(), 0),
  phoneGoneAt: z._default(z.number(), 0),
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
  const { cons, sup, c, d, detailsAt: _, emailGoneAt: _email, phoneGoneAt: _phone, ...rest } = itemSchema.parse(item);
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

/** `same`: all of it was known, or known better. `crowded`: saved, but for an address that 50 others have already. */
export type SavedContact = 'saved' | 'same' | 'erased' | 'crowded';

/**
 * Saves what was true of a contact at `at`. Later knowledge wins, topic by topic and for the details as a whole, so that
 * an old file imported again takes nothing back; where two say the same instant, a withdrawal wins. Whatever changes
 * bumps the version, so a claim that was decided on the old one fails. A new address brings along what is known of it:
 * its suppression. An erased contact stays erased.
 */
export async function saveContact(world: World, cid: string, details: ContactDetails & { at: Instant }): Promise<SavedContact> {
  for (let attempt = 0; attempt < tries; attempt++) {
    const item = await world.table.get(keys.contact(cid));
    if (item?.erasedAt !== undefined) return 'erased';
    const plan = item ? update(item, details) : create(details);
    if (!plan) return 'same';
    const { operations, crowded } = await withAddresses(world, { cid, item, plan });
    if (operations.length === 0) return 'crowded';
    if (!(await world.table.write(operations))) return crowded ? 'crowded' : 'saved';
    await backOff(cid, attempt);
  }
  throw new Error(`the contact of ${cid} was changed by others ${tries} times in a row`);
}

/** What to set and to take away; an absent `v` makes the contact. */
interface Plan {
  v?: number;
  set: [string[], Value][];
  remove: string[][];
}

function create({ consent, email, phone, at, ...place }: ContactDetails & { at: Instant }): Plan {
  const cons = { email: instantsOf(consent?.email, at), sms: instantsOf(consent?.sms, at) };
  const told = Object.entries({ ...(email && { email }), ...(phone && { phone }), ...place }).filter(([, value]) => value !== undefined);
  const known = [...told, ...(told.length > 0 ? [['detailsAt', at] as const] : []), ...Object.entries({ cons, c: {}, d: {} })];
  return { set: known.map(([name, value]) => [[name], value]), remove: [] };
}

/** The write of the contact, together with that of each address that she gets or gives up. */
async function withAddresses(
  world: World,
  { cid, item, plan }: { cid: string; item: Item | undefined; plan: Plan },
): Promise<{ operations: Operation[]; crowded: boolean }> {
  const moves: Operation[] = [];
  let crowded = false;
  for (const channel of ['email', 'sms'] as const) {
    const name = addressNames[channel];
    const [before, after] = [textOf(item?.[name]), textOf(plan.set.find(([path]) => path[0] === name)?.[1])];
    const leaves = before !== undefined && (after !== undefined || plan.remove.some(([path]) => path === name));
    if (after !== undefined && before !== undefined && normalAddress(channel, before) === normalAddress(channel, after)) continue;
    const next = after === undefined ? undefined : await loadAddress(world, channel, after);
    if (next && !next.cids.includes(cid) && next.cids.length >= mostCustomers) {
      crowded = true;
      plan.set = plan.set.filter(([path]) => path[0] !== name);
      continue;
    }
    if (leaves) moves.push(moveOperation(await loadAddress(world, channel, before), cid, false));
    if (next) moves.push(moveOperation(next, cid, true));
    if (leaves || next) carrySuppression(plan, { channel, item, suppression: next?.suppression });
  }
  const nothing = item && plan.remove.length === 0 && plan.set.every(([path]) => path[0] === 'detailsAt');
  return { operations: nothing ? [] : [contactOperation(cid, plan), ...moves], crowded };
}

function textOf(value: Value | undefined): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}

/** A bounce is of the address and goes with it; what she said herself, a complaint or STOP, stays with her wherever she moves. */
function carrySuppression(
  plan: Plan,
  { channel, item, suppression }: { channel: Channel; item: Item | undefined; suppression: Suppression | undefined },
): void {
  const own = item && itemSchema.parse(item).sup[channel];
  if (own && isHers(own)) return;
  if (suppression) plan.set.push([['sup', channel], { ...suppression }]);
  else if (own) plan.remove.push(['sup', channel]);
}

function contactOperation(cid: string, { v, set, remove }: Plan): Operation {
  const key = keys.contact(cid);
  if (v !== undefined)
    return { update: key, set, remove, add: [[['v'], 1]], if: { all: [{ equals: [['v'], v] }, { absent: ['erasedAt'] }] } };
  const plain = Object.fromEntries(set.flatMap(([[name = '', inner], value]) => (inner === undefined ? [[name, value]] : [])));
  const sup = Object.fromEntries(set.flatMap(([[, channel], value]) => (channel === undefined ? [] : [[channel, value]])));
  return { put: { ...key, v: 1, ...plain, sup }, if: { absent: ['pk'] } };
}

function instantsOf(topics: Record<string, boolean> = {}, at: Instant): Record<string, number> {
  return Object.fromEntries(Object.entries(topics).map(([topic, yes]) => [topic, yes ? at : -at]));
}

/** Nothing when all of it is known already, or known better. */
function update(item: Item, { consent, at, ...plain }: ContactDetails & { at: Instant }): Plan | undefined {
  const { v, cons, detailsAt, emailGoneAt, phoneGoneAt } = itemSchema.parse(item);
  const goneAt: Record<string, Instant> = { email: emailGoneAt, phone: phoneGoneAt };
  const set: [string[], Value][] = [];
  const remove: string[][] = [];
  for (const [name, value] of Object.entries(plain)) {
    // What is known later stays; where nothing is known, older knowledge is better than none.
    if (value === undefined || item[name] === value || (at < detailsAt && item[name] !== undefined) || at < (goneAt[name] ?? 0)) continue;
    if (value !== null) set.push([[name], value]);
    else if (item[name] !== undefined) {
      remove.push([name]);
      set.push([[`${name}GoneAt`], at]);
    }
  }
  // A consent has an instant of its own: it says nothing of how old the details are.
  if (set.length > 0) set.push([['detailsAt'], Math.max(at, detailsAt)]);
  for (const channel of ['email', 'sms'] as const)
    for (const [topic, instant] of Object.entries(instantsOf(consent?.[channel], at))) {
      const known = cons[channel][topic] ?? 0;
      if (at > Math.abs(known) || (at === Math.abs(known) && instant < known)) set.push([['cons', channel, topic], instant]);
    }
  return set.length === 0 ? undefined : { v, set, remove };
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

/**
 * Complaint, STOP, hard bounce: from the next claim on nothing goes out to her by this channel, and none to others who
 * have her address.
 */
export async function suppress(
  world: World,
  cid: string,
  { channel, reason, at }: { channel: Channel; reason: string; at: Instant },
): Promise<void> {
  const said: Condition[] = isHers({ reason }) ? [] : [unlessHers(['sup', channel])];
  await world.table.write([
    {
      update: keys.contact(cid),
      set: [[['sup', channel], { reason, at }]],
      add: [[['v'], 1]],
      if: { all: [{ present: ['pk'] }, { absent: ['erasedAt'] }, ...said] },
    },
  ]);
  const address = textOf((await world.table.get(keys.contact(cid)))?.[addressNames[channel]]);
  if (address !== undefined) await suppressAddress(world, { channel, address, reason, at });
}
