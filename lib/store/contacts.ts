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
  noteWithdrawal,
  type Suppression,
  suppressAddress,
  unlessHers,
} from './addresses.ts';
import { backOff } from './backoff.ts';
import { recordOperation, recordOperations, type Saying, type Telling } from './consent-records.ts';
import { allAdvertising, type Consents, contactFromItem, contactItemSchema } from './contact-item.ts';
import { type Plan, planOf, type ToldContact } from './contact-plan.ts';
import { keys } from './keys.ts';

export type { ContactDetails } from './contact-plan.ts';

export async function loadContact(world: World, cid: string): Promise<Contact | undefined> {
  const item = await world.table.get(keys.contact(cid));
  return item && contactFromItem(item);
}

const channels = ['email', 'sms'] as const;
const tries = 8;

/** `same`: all of it was known, or known better. `crowded`: saved, but for an address that 50 others have already. */
export type SavedContact = 'saved' | 'same' | 'erased' | 'crowded';

/**
 * Saves what was true of a contact at `at`. Later knowledge wins, topic by topic and detail by detail, so that an old file
 * imported again takes nothing back; where two say the same instant, a withdrawal wins.
 * Whatever changes bumps the version, so a claim that was decided on the old one fails. A new address brings along what is
 * known of it: its suppression, and what was withdrawn there. An erased contact stays erased. With each consent that
 * changes, or is proved anew, stands its record.
 */
export async function saveContact(world: World, cid: string, { evidence, ofAddress = [], ...details }: ToldContact): Promise<SavedContact> {
  const recorded = new Set<string>();
  for (let attempt = 0; attempt < tries; attempt++) {
    const item = await world.table.get(keys.contact(cid));
    if (item?.erasedAt !== undefined) return 'erased';
    const plan = planOf(item, details);
    const { operations, crowded } = await withAddresses(world, { cid, item, plan, ofAddress });
    const counts = ({ channel, topic, said }: Saying) => !details.dated || said === 'withdrawn' || (plan.cons[channel][topic] ?? 0) > 0;
    const records = evidence ? recordOperations(world, cid, { sayings: plan.sayings.filter(counts), evidence }) : { moved: [], proved: [] };
    const fresh = records.moved.filter(({ put }) => !recorded.has(put.sk));
    const conflict = operations.length > 0 ? await world.table.write([...operations, ...fresh]) : undefined;
    if (!conflict) {
      let isNew = operations.length > 0;
      for (const record of records.proved) if (!(await world.table.write([record]))) isNew = true;
      return crowded ? 'crowded' : isNew ? 'saved' : 'same';
    }
    if (conflict.reason === 'condition' && conflict.found?.kind === 'consent') recorded.add(conflict.found.sk);
    await backOff(cid, attempt);
  }
  throw new Error(`the contact of ${cid} was changed by others ${tries} times in a row`);
}

/** The write of the contact, together with that of each address that she gets or gives up. */
async function withAddresses(
  world: World,
  { cid, item, plan, ofAddress }: { cid: string; item: Item | undefined; plan: Plan; ofAddress: string[] },
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
      plan.set = plan.set.filter(([path]) => path[0] !== name && path[0] !== `${name}At`);
      continue;
    }
    if (leaves && channel === 'email') lapse(plan, ofAddress);
    if (leaves) moves.push(moveOperation(await loadAddress(world, channel, before), cid, false));
    if (next) moves.push(moveOperation(next, cid, true));
    if (leaves || next) carrySuppression(plan, { channel, item, suppression: next?.suppression });
    if (next) carryWithdrawals(plan.cons[channel], next.withdrawn);
  }
  const contact = contactOperation(cid, plan);
  return { operations: contact ? [contact, ...moves] : [], crowded };
}

function textOf(value: Value | undefined): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}

/** A consent that was confirmed from one address says nothing of another. */
function lapse({ cons, known, sayings }: Plan, topics: string[]): void {
  for (const topic of topics)
    if ((known.email[topic] ?? 0) > 0 && !sayings.some((each) => each.channel === 'email' && each.topic === topic))
      delete cons.email[topic];
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

/** Whoever reads what comes there has said no: what was agreed to before, or nobody knows when, does not count. */
function carryWithdrawals(cons: Consents[Channel], withdrawn: Consents[Channel]): void {
  for (const [topic, at] of Object.entries(withdrawn)) if (Math.abs(cons[topic] ?? 0) < at) cons[topic] = -at;
  for (const [topic, at] of Object.entries(cons)) if (at > 0 && at < (withdrawn[allAdvertising] ?? 0)) delete cons[topic];
}

/** Nothing when it changes nothing. */
function contactOperation(cid: string, { v, set: details, remove: gone, cons, known }: Plan): Operation | undefined {
  const key = keys.contact(cid);
  if (v !== undefined) {
    const set = [...details];
    const remove = [...gone];
    for (const channel of channels) {
      for (const [topic, at] of Object.entries(cons[channel])) if (known[channel][topic] !== at) set.push([['cons', channel, topic], at]);
      for (const topic of Object.keys(known[channel])) if (!(topic in cons[channel])) remove.push(['cons', channel, topic]);
    }
    if (set.length === 0 && remove.length === 0) return undefined;
    return { update: key, set, remove, add: [[['v'], 1]], if: { all: [{ equals: [['v'], v] }, { absent: ['erasedAt'] }] } };
  }
  const set = [...details, ...Object.entries({ cons, c: {}, d: {} }).map(([name, value]): [string[], Value] => [[name], value])];
  const plain = Object.fromEntries(set.flatMap(([[name = '', inner], value]) => (inner === undefined ? [[name, value]] : [])));
  const sup = Object.fromEntries(set.flatMap(([[, channel], value]) => (channel === undefined ? [] : [[channel, value]])));
  return { put: { ...key, v: 1, ...plain, sup }, if: { absent: ['pk'] } };
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
 * She said no from her mailbox or her telephone: so it holds for everybody who has this address, and for who gets it later.
 * Killed at any moment, the same call again completes it.
 */
export async function withdrawThere(world: World, cid: string, said: { channel: Channel; topic: string } & Telling): Promise<void> {
  await withdraw(world, cid, said);
  const address = textOf((await world.table.get(keys.contact(cid)))?.[addressNames[said.channel]]);
  if (address === undefined) return;
  for (const other of await noteWithdrawal(world, { ...said, address })) if (other !== cid) await withdraw(world, other, said);
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
