import { createHash } from 'node:crypto';
import type { Channel } from '../../../lib/core/enrollment/enrollment.ts';
import type { Instant } from '../../../lib/core/time.ts';
import { readTags } from '../../../lib/store/message-tags.ts';
import type { Item, Value } from '../../../lib/world.ts';
import type { Scenario } from '../checker.ts';
import type { Change, Happening } from '../history.ts';
import { mapAt } from './image.ts';

export type Call = Extract<Happening, { kind: 'call' }>;

/** A claim as it was committed. */
export interface Claim {
  cid: string;
  /** Its name in the contact item. */
  key: string;
  channel: Channel;
  topic: string;
  at: Instant;
  nonce: string;
  expiresAt: Instant;
  text: string;
  /** The contact that it was written on. */
  image: Item | undefined;
  /** The calls that were made on it. */
  calls: Call[];
}

/** What one happening means for claims. `claim` of a call: the one that stands for its message. */
export type ClaimEvent =
  | { kind: 'claimed'; claim: Claim }
  | { kind: 'replaced'; claim: Claim; by: Claim }
  | { kind: 'gone'; claim: Claim; pruned: boolean }
  | { kind: 'called'; cid: string; id: string; sk: string; claim: Claim | undefined; call: Call };

/** Every claim that stands, as the committed writes and the calls tell of them. */
export interface ClaimBook {
  /** What this happening changes. However often it is asked, the book is written once. */
  read(happening: Happening): readonly ClaimEvent[];
}

/** A claim may be forgotten so long after its message has expired. */
const keptFor = 3_600_000;
const nothing: readonly ClaimEvent[] = [];
const books = new WeakMap<Scenario, ClaimBook>();

/** The one book of a simulation: all its checkers read the same. */
export function claimBookOf(scenario: Scenario): ClaimBook {
  const book = books.get(scenario) ?? openBook();
  books.set(scenario, book);
  return book;
}

function openBook(): ClaimBook {
  const standing = new Map<string, Map<string, Claim>>();
  let last: Happening | undefined;
  let events = nothing;
  return {
    read(happening) {
      if (happening === last) return events;
      last = happening;
      events = nothing;
      if (happening.kind === 'call') events = [calledBy(happening, standing)].filter((event) => event !== undefined);
      if (happening.kind === 'write')
        for (const change of happening.changes) if (isContact(change)) events = [...events, ...moves(change, happening.at, standing)];
      return events;
    },
  };
}

export function isContact({ key }: Change): boolean {
  return key.table === 'relations' && key.sk === 'CONTACT';
}

function moves({ key: { pk: cid }, before, after }: Change, at: Instant, standing: Map<string, Map<string, Claim>>): ClaimEvent[] {
  const [old, now] = [mapAt(before?.c), mapAt(after?.c)];
  const known = standing.get(cid) ?? new Map<string, Claim>();
  standing.set(cid, known);
  const found: ClaimEvent[] = [];
  for (const [key, text] of Object.entries(now)) {
    if (old[key] === text) continue;
    const claim = parse(text, { cid, key, image: before });
    const replaced = known.get(key);
    found.push(replaced ? { kind: 'replaced', claim: replaced, by: claim } : { kind: 'claimed', claim });
    known.set(key, claim);
  }
  for (const key of Object.keys(old)) {
    const claim = known.get(key);
    if (now[key] !== undefined || !claim) continue;
    known.delete(key);
    found.push({ kind: 'gone', claim, pruned: claim.expiresAt + keptFor < at });
  }
  return found;
}

function parse(value: Value, of: Pick<Claim, 'cid' | 'key' | 'image'>): Claim {
  const text = String(value);
  const [channel, topic = '', at, , nonce = '', expiresAt] = text.split('·');
  const known = { topic, at: Number(at), nonce, expiresAt: Number(expiresAt), text, calls: [] };
  return { ...of, channel: channel === 'sms' ? 'sms' : 'email', ...known };
}

function calledBy(call: Call, standing: Map<string, Map<string, Claim>>): ClaimEvent | undefined {
  const { message } = call;
  const read = readTags((name) => ('tags' in message ? message.tags : message.context)[name]);
  // Mail to colleagues, and answers that nobody claims.
  if (!read) return undefined;
  const { cid, sk } = read;
  const id = sk.split('#').slice(2).join('#');
  const claim = standing.get(cid)?.get(nameOf(id));
  claim?.calls.push(call);
  return { kind: 'called', cid, id, sk, claim, call };
}

/** The name of a message's claim. */
export function nameOf(id: string): string {
  return createHash('sha256').update(id).digest('base64url').slice(0, 12);
}
