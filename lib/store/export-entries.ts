import type { Profile } from '../core/customer.ts';
import { reasonInWords } from '../core/send-reasons.ts';
import type { Item, Value } from '../world.ts';
import { contactItemSchema } from './contact-item.ts';
import { fromJson, toJson } from './json.ts';
import {
  accountPrefix,
  consentPrefix,
  contactSk,
  enrollmentPrefix,
  hintPrefix,
  ledgerPrefix,
  messagePrefix,
  orderPrefix,
  redemptionPrefix,
} from './keys.ts';

/** What is told of a customer, in this order as far as it is stored in it. `other`: what no section knows, as it is stored. */
export const exportSections = [
  'profile',
  'scores',
  'contact',
  'consent',
  'ledger',
  'order-points',
  'activity',
  'enrollment',
  'hint',
  'account',
  'message',
  'notice',
  'redemption',
  'coupon',
  'other',
] as const;
export type ExportSection = (typeof exportSections)[number];

/** One thing that is stored of a customer; instants are ISO 8601 in UTC. */
export interface ExportEntry {
  section: ExportSection;
  entry: { [name: string]: Value };
}

const sections: readonly (readonly [string, ExportSection])[] = [
  [consentPrefix, 'consent'],
  [ledgerPrefix, 'ledger'],
  [orderPrefix, 'order-points'],
  [enrollmentPrefix, 'enrollment'],
  [hintPrefix, 'hint'],
  [accountPrefix, 'account'],
  [messagePrefix, 'message'],
  ['NTC#', 'notice'],
  [redemptionPrefix, 'redemption'],
];

/** What an item of hers is, for whoever reads it. */
export function entryOf(item: Item): ExportEntry {
  const section = sectionOf(item);
  if (section === 'profile') return { section, entry: readable(fromJson<Profile & { [name: string]: Value }>(item.profile)) };
  return { section, entry: section === 'contact' ? contactEntry(item) : { ...(section === 'message' && nameOf(item)), ...plain(item) } };
}

function sectionOf({ table, sk, activity }: Item): ExportSection {
  if (table === 'customers') return 'profile';
  if (table === 'control') return 'coupon';
  if (sk === contactSk) return 'contact';
  return sections.find(([prefix]) => sk.startsWith(prefix))?.[1] ?? (activity === undefined ? 'other' : 'activity');
}

/** How it is stored, and under which key, says nothing of her. */
function plain({ table: _table, pk: _pk, sk, ...item }: Item): ExportEntry['entry'] {
  const { v: _v, by: _by, hash: _hash, marked: _marked, kind: _kind, dispatch: _dispatch, dueShard: _shard, ttl: _ttl, ...rest } = item;
  const [body] = ['activity', 'entry', 'points', 'enrollment', 'hint', 'account', 'redemption', 'record'].filter((name) => name in rest);
  const { [body ?? '']: inner, ...beside } = rest;
  const isObject = inner !== null && typeof inner === 'object' && !Array.isArray(inner);
  return readable(isObject ? { ...beside, ...inner } : Object.keys(rest).length > 0 ? rest : { key: sk });
}

/** MSG#<planned>#<campaign>#<occurrence>#<step> */
function nameOf({ sk, reason }: Item): ExportEntry['entry'] {
  const [, plannedAt = '', campaign = '', occurrence = '', step = ''] = sk.split('#');
  return { campaign, occurrence, step, plannedAt, ...(typeof reason === 'string' && { because: reasonInWords(reason) }) };
}

function contactEntry(item: Item): ExportEntry['entry'] {
  const { cons, sup, c, d, v: _, ...known } = contactItemSchema.parse(item);
  const consent = Object.fromEntries(
    Object.entries(cons).map(([channel, topics]) => [
      channel,
      Object.fromEntries(Object.entries(topics).map(([topic, at]) => [topic, { given: at > 0, at: Math.abs(at) }])),
    ]),
  );
  const told = {
    ...known,
    ...Object.fromEntries(Object.entries(item).filter(([name]) => /^(email|phone|language|country|zone|details)(Gone)?At$/.test(name))),
    consent,
    suppressed: sup,
    recentMessages: Object.values(c),
    messagesByDay: d,
  };
  return readable(toJson(told));
}

/** What the shop or a person said is left as it was said. */
const theirs = new Set(['data', 'attributes', 'row', 'trigger', 'steps']);
const instants = /At$|^(at|until|from|since)$/;
/** Smaller numbers are none in milliseconds. */
const earliest = 1e10;

function readable(value: ExportEntry['entry']): ExportEntry['entry'] {
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, theirs.has(name) ? inner : shown(name, inner)]));
}

function shown(name: string, value: Value): Value {
  if (typeof value === 'number' && value > earliest && instants.test(name)) return new Date(value).toISOString();
  if (Array.isArray(value)) return value.map((each) => shown('', each));
  return value !== null && typeof value === 'object' ? readable(value) : value;
}
