import type { Evidence } from '../core/consent.ts';
import type { Contact } from '../core/contact.ts';
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
import { recordOperation, recordOperations, type Saying, type Telling } from './consent-records.ts';
import { contactFromItem, contactItemSchema } from './contact-item.ts';
import { keys } from './keys.ts';

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

const channels = ['email', 'sms'] as const;
const tries = 8;

/** `same`: all of it was known, or known better. `crowded`: saved, but for an address that 50 others have already. */
export type SavedContact = 'saved' | 'same' | 'erased' | 'crowded';

/** Whoever tells of a consent says how it is proved. `at`: when all of it was true. */
export type ToldContact = { at: Instant } & (
  | (Omit<ContactDetails, 'consent'> & { consent?: never; evidence?: never })
  | (ContactDetails & { evidence: Evidence })
);

/**
 * Saves what was true of a contact at `at`. Later knowledge wins, topic by topic and for the details as a whole, so that
 * an old file imported again takes nothing back; where two say the same instant, a withdrawal wins. Whatever changes
 * bumps the version, so a claim that was decided on the old one fails. A new address brings along what is known of it:
 * its suppression. An erased contact stays erased. With each consent that changes, or is given anew, stands its record.
 */
export async function saveContact(world: World, cid: string, { evidence, ...details }: ToldContact): Promise<SavedContact> {
  const recorded = new Set<string>();
  for (let attempt = 0; attempt < tries; attempt++) {
    const item = await world.table.get(keys.contact(cid));
    if (item?.erasedAt !== undefined) return 'erased';
    const plan = item ? update(item, details) : create(details);
    if (!plan) return 'same';
    const { operations, crowded } = await withAddresses(world, { cid, item, plan });
    if (operations.length === 0) return 'crowded';
    const records = evidence ? recordOperations(world, cid, { sayings: plan.sayings, at: details.at, evidence }) : [];
    const conflict = await world.table.write([...operations, ...records.filter(({ put }) => !recorded.has(put.sk))]);
    if (!conflict) return crowded ? 'crowded' : 'saved';
    if (conflict.reason === 'condition' && conflict.found?.kind === 'consent') recorded.add(conflict.found.sk);
    await backOff(cid, attempt);
  }
  throw new Error(`the contact of ${cid} was changed by others ${tries} times in a row`);
}

/** What to set and to take away; an absent `v` makes the contact. */
interface Plan {
  v?: number;
  set: [string[], Value][];
  remove: string[][];
  sayings: Saying[];
}

function create({ consent, email, phone, at, ...place }: ContactDetails & { at: Instant }): Plan {
  const cons = { email: instantsOf(consent?.email, at), sms: instantsOf(consent?.sms, at) };
  const told = Object.entries({ ...(email && { email }), ...(phone && { phone }), ...place }).filter(([, value]) => value !== undefined);
  const known = [...told, ...(told.length > 0 ? [['detailsAt', at] as const] : []), ...Object.entries({ cons, c: {}, d: {} })];
  const sayings = channels.flatMap((channel) =>
    Object.entries(cons[channel]).map(([topic, instant]) => saying({ channel, topic }, instant)),
  );
  return { set: known.map(([name, value]) => [[name], value]), remove: [], sayings };
}

function saying(of: Pick<Saying, 'channel' | 'topic'>, instant: number, known = 0): Saying {
  return { ...of, said: instant > 0 ? 'given' : 'withdrawn', again: Math.sign(instant) === Math.sign(known) };
}

/** The write of the contact, together with that of each address that she gets or gives up. */
async function withAddresses(
  world: World,
  { cid, item, plan }: { cid: string; item: Item | undefined; plan: Plan },
): Promise<{ operations: Operation[]; crowded: boolean }> {
  const moves: Operation[] = [];
  let crowded = false;
  for (const channel of channels) {
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
  const own = item && contactItemSchema.parse(item).sup[channel];
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
  const { v, cons, detailsAt, emailGoneAt, phoneGoneAt } = contactItemSchema.parse(item);
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
  const sayings: Saying[] = [];
  for (const channel of channels)
    for (const [topic, instant] of Object.entries(instantsOf(consent?.[channel], at))) {
      const known = cons[channel][topic] ?? 0;
      if (at < Math.abs(known) || (at === Math.abs(known) && instant >= known)) continue;
      set.push([['cons', channel, topic], instant]);
      sayings.push(saying({ channel, topic }, instant, known));
    }
  return set.length === 0 ? undefined : { v, set, remove, sayings };
}

/** A withdrawal waits at most about half a second for others before it goes alone. */
const withdrawalTries = 5;

/**
 * She said no, now or at an instant that is told late. Written whatever else is being written, and whatever else is known:
 * from the next claim on nothing of this topic goes out by this channel. Its record stands with it in one write; only when
 * others hold one of the two too long, the withdrawal goes first and alone, which waits for others and does not fail.
 */
export async function withdraw(
  world: World,
  cid: string,
  { channel, topic, at, evidence }: { channel: Channel; topic: string } & Telling,
): Promise<void> {
  const path = ['cons', channel, topic];
  const record = recordOperation(world, cid, { channel, topic, said: 'withdrawn', at, evidence });
  const withdrawal = (known: number, ...more: Condition[]): Operation => ({
    update: keys.contact(cid),
    set: [[path, -Math.max(at, Math.abs(known))]],
    add: [[['v'], 1]],
    if: { all: [{ present: ['pk'] }, { absent: ['erasedAt'] }, ...more] },
  });
  let known = 0;
  for (let attempt = 0; attempt < withdrawalTries; attempt++) {
    const item = await world.table.get(keys.contact(cid));
    if (!item || item.erasedAt !== undefined) return;
    known = contactItemSchema.parse(item).cons[channel][topic] ?? 0;
    // Said again, it is no news: only the instant moves, unless a consent comes in between.
    const again = known < 0 && known !== -at;
    const conflict = await world.table.write(again ? [withdrawal(known, { equals: [path, known] })] : [withdrawal(known), record]);
    if (!conflict || (conflict.reason === 'condition' && conflict.index === 1)) return;
    await backOff(cid, attempt);
  }
  await world.table.write([withdrawal(known)]);
  await world.table.write([record]);
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
