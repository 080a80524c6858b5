import { createHmac, hash } from 'node:crypto';
import type { ConsentRecord } from '../core/consent.ts';
import type { Enrollment, PlannedMessage } from '../core/enrollment/enrollment.ts';
import { runOccurrence } from '../core/run-occurrence.ts';
import type { Instant } from '../core/time.ts';
import { accountShards, dueShards, type Key, runShards } from '../world.ts';

/*
 * The whole table design. Four tables with the keys pk and sk; `cid` stands for a customer and tells nothing about her.
 *
 * customers   cid · -                      the profile
 * activities  cid · <type>#<id>            what she did
 *             cid · LED#<program>#<entry>  a line of the ledger of points, never changed
 *             cid · ORD#<program>#<order>  what an order earned, with its line of the ledger, and what was refunded of it
 *             cid · CNS#<at>#<channel>#<topic>#<said>#<proof>   what she said of a consent, never changed
 * relations   cid · CONTACT                addresses, consent, recent claims
 *             cid · ENR#<campaign>[#<occ>] an enrollment, with its outbox
 *             cid · LOY#<program>          her account in a loyalty program, in the due index
 *             cid · RDM#<program>#<key>    a redemption: reserved, confirmed or cancelled; in the due index while it is reserved
 *             cid · HINT#<campaign>        when a date, a lapse or a place enters her next
 *             cid · MSG#<at>#<campaign>#<occ>#<step>   what became of a message, and the latest clicks on it
 *             cid · NTC#<notice>[#<colleague>]         a colleague was told of her; CAMPAIGN#<campaign> · NTC#… of a campaign
 *             cid · ERASE                  her data was erased: when what came after is looked for
 *             cid · ASK#<address>#<topic>#<date>       a mail that asks her to confirm a consent, in the outbox until it is claimed
 *             DIGEST#<colleagues>#<date> · HEAD, TASK#…  notices of a day, sent when the head is due
 *             REPORTS · NTC#week#<date>#…   an owner was mailed of her campaigns' week
 *             A#<address> · -              who has an address, whether anything may go there, and when it could not be reached
 *             A#<address> · ASKED          when its latest confirmations were asked for
 *             A#<address> · LOY#<program>  the one member of a program with an address
 *             A#<address> · NTC#reply#…, NTC#replies#<date>   a word sent by text was answered; how many were on a day
 *             KEY#<key> · -                whose redemption a caller's key names
 *             PASS · <kind>                when the next pass over all customers begins
 * control     SECRET · -                   keys that ids and tokens are made with
 *             DEF · live#<campaign>        which version is live; ended#<campaign> which was when it went out of force
 *             DEF#<campaign> · <version>   a published version, never changed
 *             TPL#<template> · <version>   a published template, never changed
 *             ORDERS · <campaign>|*         paused, cancelled
 *             RHYTHM · -                   how the shop's customers come back
 *             SHOP · -                     what scores need to know of the whole shop
 *             ORDERS · #email, #sms         how fast mail and texts go, and who has which slot: read along with the orders
 *             BUDGET#<campaign> · <period> what is left of a budget
 *             SCHEDULE · <campaign>        how far the runs of a scheduled campaign have come
 *             RUNS · number                how many runs there ever were; RUNS · #<number> which one has it
 *             RUN#<campaign> · <occ>       a run with its sums; OPEN · <campaign>#<occ> while it is open
 *             PAGE#<campaign>#<occ> · <segment>#<page>   who was selected, never changed
 *             STOCK#<campaign>#<occ> · HEAD#…, RELEASE#…, AUDIT#…, DONE#…, ENTERED#…   what becomes of the pages
 *             POOL#<pool>#<0–15> · <code>  a code that nobody has drawn
 *             DRAWN#<pool> · <cid>#<owner> the code that was drawn for an owner; #<code> of one who was erased
 *             CODE#<code> · -              whose a code is; · ORD#<order> another order that was paid with it
 *             STOCK#<program>#<reward> · 0–9   how many of a reward are gone
 *             LOADED · <kind>              that consents, or suppressions, were loaded once
 *             PRODUCT · <sku>              what the shop sells
 *             ENTRIES#<campaign> · <date>  how many entered on a day, or will, where the entries of a day are limited
 *             PASS#<kind> · START, <segment>   how far the latest pass over all customers has come; ASKED what the next is for
 *             CNT#<campaign> · <bucket>#<shard>, SUM#<campaign> · <bucket>   what was counted of a day or a run, by shards of the stream and in all
 *             REPORTS · -                  when the owners of campaigns are mailed next; WEEK#<campaign> · <date> what was counted up to a Monday
 *             SETTINGS · -                 settings, data declarations, the live date
 */

export const contactSk = 'CONTACT';
export const erasureSk = 'ERASE';
export const askedSk = 'ASKED';
export const enrollmentPrefix = 'ENR#';
export const hintPrefix = 'HINT#';
export const messagePrefix = 'MSG#';
export const digestPrefix = 'DIGEST#';
export const accountPrefix = 'LOY#';
export const redemptionPrefix = 'RDM#';
export const ledgerPrefix = 'LED#';
export const orderPrefix = 'ORD#';
export const consentPrefix = 'CNS#';
export const confirmationPrefix = 'ASK#';
export const entriesPrefix = 'ENTRIES#';
/** Owns the hints of what concerns all customers. */
export const passOwner = 'PASS';

/** One run of a scheduled campaign: its occurrence is its wall-clock time, "2027-03-01T09:00". */
export interface RunName {
  campaign: string;
  occurrence: string;
}

export const keys = {
  profile: (cid: string): Key => ({ table: 'customers', pk: cid, sk: '-' }),
  activity: (cid: string, activity: { type: string; id: string }): Key => ({
    table: 'activities',
    pk: cid,
    sk: `${activity.type}#${activity.id}`,
  }),
  contact: (cid: string): Key => ({ table: 'relations', pk: cid, sk: contactSk }),
  /** `hash` stands for an address as `cid` does for a customer. */
  address: (hash: string): Key => ({ table: 'relations', pk: `A#${hash}`, sk: '-' }),
  relation: (cid: string, sk: string): Key => ({ table: 'relations', pk: cid, sk }),
  enrollment: (cid: string, enrollment: Pick<Enrollment, 'campaign' | 'keyed' | 'occurrence'>): Key => ({
    table: 'relations',
    pk: cid,
    sk: enrollment.keyed ? `${enrollmentPrefix}${enrollment.campaign}#${enrollment.occurrence}` : enrollmentPrefix + enrollment.campaign,
  }),
  hint: (cid: string, campaign: string): Key => ({ table: 'relations', pk: cid, sk: hintPrefix + campaign }),
  message: (cid: string, message: Pick<PlannedMessage, 'id' | 'plannedAt'>): Key => ({
    table: 'relations',
    pk: cid,
    sk: `${messagePrefix}${new Date(message.plannedAt).toISOString()}#${message.id}`,
  }),
  secrets: { table: 'control', pk: 'SECRET', sk: '-' } satisfies Key,
  settings: { table: 'control', pk: 'SETTINGS', sk: '-' } satisfies Key,
  /** What a person ordered for a campaign; "*" = for all. */
  orders: (campaign: string): Key => ({ table: 'control', pk: 'ORDERS', sk: campaign }),
  rhythm: { table: 'control', pk: 'RHYTHM', sk: '-' } satisfies Key,
  shopFigures: { table: 'control', pk: 'SHOP', sk: '-' } satisfies Key,
  account: (cid: string, program: string): Key => ({ table: 'relations', pk: cid, sk: accountPrefix + program }),
  /** Who is a member with an address. */
  memberAddress: (hash: string, program: string): Key => ({ table: 'relations', pk: `A#${hash}`, sk: accountPrefix + program }),
  ledger: (cid: string, program: string, entry: string): Key => ({
    table: 'activities',
    pk: cid,
    sk: `${ledgerPrefix}${program}#${entry}`,
  }),
  /** What an order earned and what was refunded of it. */
  orderPoints: (cid: string, program: string, order: string): Key => ({
    table: 'activities',
    pk: cid,
    sk: `${orderPrefix}${program}#${order}`,
  }),
  /** Codes that wait to be drawn; `shard` spreads those who draw. */
  freeCode: (pool: string, shard: number, code: string): Key => ({ table: 'control', pk: `POOL#${pool}#${shard}`, sk: code }),
  /** What was drawn for whom: one code for each owner. */
  drawnCode: (pool: string, { cid, owner }: { cid: string; owner: string }): Key => ({
    table: 'control',
    pk: `DRAWN#${pool}`,
    sk: `${cid}#${owner}`,
  }),
  /** Whose a code is; `code` in one spelling, as `normalCode` makes it. */
  code: (code: string): Key => ({ table: 'control', pk: `CODE#${code}`, sk: '-' }),
  /** A further order that named a code which was redeemed before. */
  codeAgain: (code: string, order: string): Key => ({ table: 'control', pk: `CODE#${code}`, sk: `ORD#${order}` }),
  /** `date` is one of the brand's zone. */
  entries: (campaign: string, date: string): Key => ({ table: 'control', pk: entriesPrefix + campaign, sk: date }),
  budget: (campaign: string, period: string): Key => ({ table: 'control', pk: `BUDGET#${campaign}`, sk: period }),
  numberedRun: (number: number): Key => ({ table: 'control', pk: 'RUNS', sk: `#${number}` }),
  live: (campaign: string): Key => ({ table: 'control', pk: 'DEF', sk: `live#${campaign}` }),
  definition: (campaign: string, version: string): Key => ({ table: 'control', pk: `DEF#${campaign}`, sk: version }),
  template: (template: string, version: string): Key => ({ table: 'control', pk: `TPL#${template}`, sk: version }),
};

/** Of runs. Beside the others, so that a function that knows of none is not larger for them. */
export const runKeys = {
  schedule: (campaign: string): Key => ({ table: 'control', pk: 'SCHEDULE', sk: campaign }),
  runNumber: { table: 'control', pk: 'RUNS', sk: 'number' } satisfies Key,
  run: ({ campaign, occurrence }: RunName): Key => ({ table: 'control', pk: `RUN#${campaign}`, sk: occurrence }),
  openRun: ({ campaign, occurrence }: RunName): Key => ({ table: 'control', pk: 'OPEN', sk: `${campaign}#${occurrence}` }),
  page: ({ campaign, occurrence }: RunName, segment: number, page: number): Key => ({
    table: 'control',
    pk: `PAGE#${campaign}#${occurrence}`,
    sk: `${segment}#${String(page).padStart(6, '0')}`,
  }),
  /** What becomes of the pages of a run, in small items. */
  stock: ({ campaign, occurrence }: RunName, sk: string): Key => ({ table: 'control', pk: `STOCK#${campaign}#${occurrence}`, sk }),
};

/** Of what was said, free codes, paces, products, notices, mails that ask to confirm, redemptions: beside the others, since an order knows of none. */
export const besideKeys = {
  /** `proof`: a hash of how it is proved. */
  consentRecord: (
    cid: string,
    { at, channel, topic, said }: Pick<ConsentRecord, 'at' | 'channel' | 'topic' | 'said'>,
    proof: string,
  ): Key => ({
    table: 'activities',
    pk: cid,
    sk: `${consentPrefix}${new Date(at).toISOString()}#${channel}#${topic}#${said}#${proof}`,
  }),
  rewardStock: (program: string, reward: string, shard: number): Key => ({
    table: 'control',
    pk: `STOCK#${program}#${reward}`,
    sk: String(shard),
  }),
  loaded: (kind: string): Key => ({ table: 'control', pk: 'LOADED', sk: kind }),
  product: (sku: string): Key => ({ table: 'control', pk: 'PRODUCT', sk: sku }),
  rate: { table: 'control', pk: 'ORDERS', sk: '#email' } satisfies Key,
  textRate: { table: 'control', pk: 'ORDERS', sk: '#sms' } satisfies Key,
  /** `owner`: a customer's key, or the partition of a campaign or digest. */
  notice: (owner: string, id: string): Key => ({ table: 'relations', pk: owner, sk: `NTC#${id}` }),
  ofCampaign: (campaign: string): string => `CAMPAIGN#${campaign}`,
  digest: (id: string): Key => ({ table: 'relations', pk: digestPrefix + id, sk: 'HEAD' }),
  digestRow: (id: string, row: string): Key => ({ table: 'relations', pk: digestPrefix + id, sk: `TASK#${row}` }),
  /** `mail`: the address, the topic and the day. */
  confirmation: (cid: string, mail: string): Key => ({ table: 'relations', pk: cid, sk: `${confirmationPrefix}${mail}` }),
  confirmationsOf: (hash: string): Key => ({ table: 'relations', pk: `A#${hash}`, sk: askedSk }),
  redemption: (cid: string, program: string, callerKey: string): Key => ({
    table: 'relations',
    pk: cid,
    sk: `${redemptionPrefix}${program}#${callerKey}`,
  }),
  /** Of whom and of which program a caller's key is. */
  callerKey: (callerKey: string): Key => ({ table: 'relations', pk: `KEY#${callerKey}`, sk: '-' }),
};

/** Of passes over all customers. */
export const passKeys = {
  /** In the due index beside the customers' own. */
  passHint: (kind: string): Key => ({ table: 'relations', pk: passOwner, sk: kind }),
  pass: (kind: string, part: number | 'START' | 'ASKED'): Key => ({ table: 'control', pk: `PASS#${kind}`, sk: String(part) }),
};

/** Of customers who were erased. */
export const erasureKeys = {
  erasure: (cid: string): Key => ({ table: 'relations', pk: cid, sk: erasureSk }),
  /** The same of somebody who was erased: only that it was drawn. */
  drawnOnce: (pool: string, code: string): Key => ({ table: 'control', pk: `DRAWN#${pool}`, sk: `#${code}` }),
};

/** The key of a customer in every table: it cannot be turned back into the shop's id without the pepper. */
export function customerKey(pepper: string, customer: string): string {
  return createHmac('sha256', pepper).update(customer).digest('base64url').slice(0, 22);
}

/** The claim's name in the contact item: 12 characters of a hash, 72 bits among the few claims of one customer. */
export function claimKey(messageId: string): string {
  return hash('sha256', messageId, 'base64url').slice(0, 12);
}

/** Content address of a value: equal values have equal hashes whatever the order of their names. */
export function contentHash(value: unknown): string {
  return hash('sha256', canonical(value), 'base64url').slice(0, 22);
}

function canonical(value: unknown): string {
  return JSON.stringify(value, (_, inner: unknown) =>
    inner !== null && typeof inner === 'object' && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)))
      : inner,
  );
}

/** Whether a row is a message of a run: the occurrence in its key is the wall-clock time of one. It goes at the pace of bulk mail. */
export function isOfRun(sk: string): boolean {
  const [, , occurrence = ''] = sk.slice(messagePrefix.length).split('#');
  return sk.startsWith(messagePrefix) && runOccurrence.test(occurrence);
}

/** The attributes that put an item into the due index; nothing when it is not due by time. */
export function dueAttributes(key: Key, dueAt: Instant | null): { dueShard?: number; dueAt?: Instant } {
  if (dueAt === null) return {};
  const byte = hash('sha256', `${key.pk}#${key.sk}`, 'buffer').readUInt8(0);
  const ofRuns = dueShards - runShards;
  const ofAccounts = ofRuns - accountShards;
  if (isOfRun(key.sk)) return { dueShard: ofRuns + (byte % runShards), dueAt };
  return { dueShard: key.sk.startsWith(accountPrefix) ? ofAccounts + (byte % accountShards) : byte % ofAccounts, dueAt };
}
