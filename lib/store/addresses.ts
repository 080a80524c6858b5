import { createHmac } from 'node:crypto';
import { domainToASCII } from 'node:url';
import * as z from 'zod/mini';
import type { Channel } from '../core/enrollment/enrollment.ts';
import type { Instant } from '../core/time.ts';
import type { Condition, Item, Key, Operation, Value, World } from '../world.ts';
import { backOff } from './backoff.ts';
import { accountPrefix, askedSk, keys } from './keys.ts';
import { loadSecrets } from './secrets.ts';

/** Why nothing goes to an address any more, and since when. */
export interface Suppression {
  reason: string;
  at: Instant;
}

const ofAddress = ['hard-bounce', 'soft-bounces'];

/** A bounce is of the address; anything else, such as a complaint or STOP, she said herself, and it goes before a bounce. */
export function isHers({ reason }: Pick<Suppression, 'reason'>): boolean {
  return !ofAddress.includes(reason);
}

/** Holds while a suppression at this path of an item is none of hers. */
export function unlessHers(path: string[]): Condition {
  return { any: [{ absent: path }, { oneOf: [[...path, 'reason'], ofAddress] }] };
}

/** The address of a channel in a contact. */
export const addressNames = { email: 'email', sms: 'phone' } as const satisfies Record<Channel, string>;

/** So many customers may share an address; a suppression is copied to each of them. */
export const mostCustomers = 50;

const suppressionSchema = z.object({ reason: z.string(), at: z.number() });
const itemSchema = z.object({
  v: z.int(),
  cids: z._default(z.array(z.string()), []),
  sup: z._default(z.object({ email: z.optional(suppressionSchema), sms: z.optional(suppressionSchema) }), {}),
  withdrawn: z._default(z.record(z.string(), z.number()), {}),
  stoppedAt: z.optional(z.number()),
  started: z.optional(z.object({ at: z.number(), id: z.string(), stop: z.optional(z.number()) })),
});

/** What is known of an address, whoever has it. */
export interface KnownAddress {
  key: Key;
  /** 0: nothing was ever written. */
  v: number;
  /** The customers who have it. */
  cids: string[];
  /** Also of an address that nobody has yet. */
  suppression: Suppression | undefined;
  /** What somebody who reads what comes there has withdrawn, topic by topic, and when; also of an address that nobody has. */
  withdrawn: { [topic: string]: Instant };
  /** The latest STOP by text, where it was said more than once. */
  stoppedAt?: Instant | undefined;
  /** When texts were last asked for again, by which text, and the instant of the STOP that it took back, if there was one. */
  started?: { at: Instant; id: string; stop?: Instant | undefined } | undefined;
}

/**
 * One spelling of an address, for comparing and for its key: an e-mail address in small letters with the domain as DNS
 * has it, a phone number as a plus and digits. A mail server that tells capital letters apart is not known to exist.
 */
export function normalAddress(channel: Channel, text: string): string {
  if (channel === 'sms') return text.replace(/[^\d+]/g, '').replace(/^00/, '+');
  const small = text.trim().normalize('NFC').toLowerCase();
  const at = small.lastIndexOf('@');
  return small.slice(0, at + 1) + (domainToASCII(small.slice(at + 1)) || small.slice(at + 1));
}

/** Stands for an address, however it is spelt. Not the key of a customer whose id in the shop is her address. */
export function addressHash(pepper: string, channel: Channel, address: string): string {
  return createHmac('sha256', pepper)
    .update(`address:${normalAddress(channel, address)}`)
    .digest('base64url')
    .slice(0, 22);
}

/** Who has an address, and whether anything may go there. Strongly consistent. */
export async function loadAddress(world: World, channel: Channel, address: string): Promise<KnownAddress> {
  const { pepper } = await loadSecrets(world);
  const key = keys.address(addressHash(pepper, channel, address));
  return fromItem(key, channel, await world.table.get(key));
}

function fromItem(key: Key, channel: Channel, item: Item | undefined): KnownAddress {
  const known = item && itemSchema.parse(item);
  const { v = 0, cids = [], withdrawn = {}, sup, ...said } = known ?? {};
  return { key, v, cids, withdrawn, suppression: sup?.[channel], ...said };
}

/**
 * Puts a customer on an address, or takes her off, if nothing has changed there since it was loaded. Nothing is left of one
 * that nobody has and nothing was said of.
 */
export function moveOperation(known: KnownAddress, cid: string, has: boolean): Operation {
  const { key, cids, suppression, withdrawn, started } = known;
  if (cids.includes(cid) === has) return { check: key, if: unchanged(known) };
  const rest = cids.filter((other) => other !== cid);
  if (!has && rest.length === 0 && !suppression && !started && Object.keys(withdrawn).length === 0)
    return { delete: key, if: unchanged(known) };
  return { update: key, set: [[['cids'], has ? [...rest, cid] : rest]], add: [[['v'], 1]], if: unchanged(known) };
}

/** Holds while nothing was written to an address since it was loaded, nor was it deleted and made anew for somebody else. */
export function unchanged({ v, cids }: Pick<KnownAddress, 'v' | 'cids'>): Condition {
  if (v === 0) return { absent: ['pk'] };
  return { all: [{ equals: [['v'], v] }, ...(cids.length > 0 ? [{ equals: [['cids'], cids] } satisfies Condition] : [])] };
}

const tries = 8;

/**
 * Nothing goes to this address any more: neither to those who have it, whose contacts are told from the next claim on, nor
 * to those who get it later. What was said first stays, but what she said goes before a bounce. `also`: somebody who has it
 * perhaps and is not known here for it. Resolves to whether anything of it is new. Killed at any moment, the same call again completes it.
 */
export async function suppressAddress(
  world: World,
  { channel, address, also, ...suppression }: Suppression & { channel: Channel; address: string; also?: string },
): Promise<boolean> {
  const { known, isNew } = await mark(world, { channel, address, suppression });
  if (isTakenBack(suppression, known)) return false;
  let changed = isNew;
  for (const cid of new Set([...known.cids, ...(also === undefined ? [] : [also])]))
    if (await copy(world, cid, { channel, address, suppression: isNew ? suppression : (known.suppression ?? suppression) })) changed = true;
  return changed;
}

function goesBefore(next: Pick<Suppression, 'reason'>, known: Suppression): boolean {
  return isHers(next) && !isHers(known);
}

/** A STOP that is told late, after the START that followed it. */
export function isTakenBack({ reason, at }: Suppression, { started }: Pick<KnownAddress, 'started'>): boolean {
  return reason === 'stop' && started !== undefined && at < started.at;
}

/** A STOP after the one that counts: a START between the two, told late, takes neither back. */
function isSaidAgain({ reason, at }: Suppression, { suppression, stoppedAt = 0 }: KnownAddress): boolean {
  return reason === 'stop' && suppression?.reason === 'stop' && at > Math.max(suppression.at, stoppedAt);
}

interface Marking {
  channel: Channel;
  address: string;
  suppression: Suppression;
}

async function mark(world: World, { channel, address, suppression }: Marking): Promise<{ known: KnownAddress; isNew: boolean }> {
  for (let attempt = 0; attempt < tries; attempt++) {
    const known = await loadAddress(world, channel, address);
    const isNew = !known.suppression || goesBefore(suppression, known.suppression);
    if (isTakenBack(suppression, known) || !(isNew || isSaidAgain(suppression, known))) return { known, isNew: false };
    const { reason, at } = suppression;
    const write: Operation = {
      update: known.key,
      set: [isNew ? [['sup'], { [channel]: { reason, at } }] : [['stoppedAt'], at]],
      add: [[['v'], 1]],
      if: unchanged(known),
    };
    if (!(await world.table.write([write]))) return { known, isNew };
    await backOff(known.key.pk, attempt);
  }
  throw new Error(`an address was changed by others ${tries} times in a row`);
}

/** Notes that whoever reads what comes to an address has withdrawn a topic; resolves to those who have the address. Twice is once. */
export async function noteWithdrawal(
  world: World,
  { channel, address, topic, at }: { channel: Channel; address: string; topic: string; at: Instant },
): Promise<string[]> {
  for (let attempt = 0; attempt < tries; attempt++) {
    const known = await loadAddress(world, channel, address);
    const { key, cids, withdrawn } = known;
    if ((withdrawn[topic] ?? 0) >= at) return cids;
    const set: [string[], Value][] = [[['withdrawn'], { ...withdrawn, [topic]: at }]];
    if (!(await world.table.write([{ update: key, set, add: [[['v'], 1]], if: unchanged(known) }]))) return cids;
    await backOff(key.pk, attempt);
  }
  throw new Error(`an address was changed by others ${tries} times in a row`);
}

/** Only while she has the address: another one of hers is another matter. */
async function copy(world: World, cid: string, { channel, address, suppression: { reason, at } }: Marking): Promise<boolean> {
  const name = addressNames[channel];
  const key = keys.contact(cid);
  for (let attempt = 0; attempt < tries; attempt++) {
    const item = await world.table.get(key);
    const own = item?.[name];
    const told = item && fromItem(key, channel, item).suppression;
    if (item?.erasedAt !== undefined || (told && !goesBefore({ reason }, told)) || typeof own !== 'string') return false;
    if (normalAddress(channel, own) !== normalAddress(channel, address)) return false;
    const condition: Condition = { all: [{ equals: [[name], own] }, { absent: ['erasedAt'] }, unlessHers(['sup', channel])] };
    const write: Operation = { update: key, set: [[['sup', channel], { reason, at }]], add: [[['v'], 1]], if: condition };
    if (!(await world.table.write([write]))) return true;
    await backOff(cid, attempt);
  }
  throw new Error(`the contact of ${cid} was changed by others ${tries} times in a row`);
}

/**
 * Takes a customer who is being erased off an address, with what programs and confirmations know of it. Of an address to
 * which nothing may go, the reason and the instant stay, and what was withdrawn there; of any other nothing, once nobody has it.
 * What she said of an earlier address and took along stays with this one, unless others have it: they never said so.
 */
export async function forgetAddress(
  world: World,
  { cid, channel, address, suppression: own }: { cid: string; channel: Channel; address: string; suppression: Suppression | undefined },
): Promise<void> {
  for (let attempt = 0; attempt < tries; attempt++) {
    const known = await loadAddress(world, channel, address);
    const { key, cids, suppression, withdrawn } = known;
    const { items } = await world.table.query({ table: 'relations', pk: key.pk, prefix: accountPrefix });
    const rest = cids.filter((other) => other !== cid);
    const kept = own && rest.length === 0 && (!suppression || goesBefore(own, suppression)) ? own : suppression;
    const left: Operation =
      rest.length === 0 && !kept && Object.keys(withdrawn).length === 0
        ? { delete: key, if: unchanged(known) }
        : {
            update: key,
            set: [[['cids'], rest], ...(kept ? [[['sup'], { [channel]: { ...kept } }] satisfies [string[], object]] : [])],
            add: [[['v'], 1]],
            if: unchanged(known),
          };
    const markers = items.filter((item) => item.cid === cid).map(({ table, pk, sk }): Operation => ({ delete: { table, pk, sk } }));
    const asked: Operation[] = rest.length === 0 ? [{ delete: { ...key, sk: askedSk } }] : [];
    if (!(await world.table.write([left, ...markers, ...asked]))) return;
    await backOff(key.pk, attempt);
  }
  throw new Error(`an address was changed by others ${tries} times in a row`);
}
