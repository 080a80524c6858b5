import type { Evidence } from '../core/consent.ts';
import type { Channel } from '../core/enrollment/enrollment.ts';
import type { Instant } from '../core/time.ts';
import type { Item, Value } from '../world.ts';
import type { Saying } from './consent-records.ts';
import { allAdvertising, type Consents, contactItemSchema } from './contact-item.ts';

/** Addresses, consent and place, as far as given. `consent[channel][topic]`; `null` takes an address away. */
export interface ContactDetails {
  email?: string | null;
  phone?: string | null;
  language?: string;
  /** She chose the language herself: what was known before is no news when it is told again. */
  chosen?: true;
  country?: string;
  zone?: string;
  consent?: { [channel in Channel]?: { [topic: string]: boolean } };
}

/**
 * Whoever tells of a consent says how it is proved. `at`: when all of it was true. `dated`: that it is not when she said so,
 * but when a record of her was written, or a file; then a consent yields to any withdrawal. Of a file that does not even
 * date its lines, a withdrawal goes before any consent. `saidAt`: when she said so, where it counts from earlier.
 * `ofAddress`: topics by e-mail that she agreed to with her address: with another one she has not.
 */
export type ToldContact = { at: Instant; saidAt?: Instant; ofAddress?: string[]; dated?: 'by-record' | 'by-file' | undefined } & (
  | (Omit<ContactDetails, 'consent'> & { consent?: never; evidence?: never })
  | (ContactDetails & { evidence: Evidence })
);

/** What to set and to take away; an absent `v` makes the contact. */
export interface Plan {
  v: number | undefined;
  set: [string[], Value][];
  remove: string[][];
  /** All that she has said then: instants. */
  cons: Consents;
  known: Consents;
  sayings: Saying[];
}

/** Of what nobody dated: anything that is dated is later. */
const longAgo = 1;

const nothing: { v: undefined; cons: Consents } = { v: undefined, cons: { email: {}, sms: {} } };

/** What to write of what was told; `item`: the contact as it is known. */
export function planOf(
  item: Item | undefined,
  { consent, at, saidAt, dated, chosen, ...details }: Omit<ToldContact, 'evidence' | 'ofAddress'>,
): Plan {
  const { v, cons: known } = item ? contactItemSchema.parse(item) : nothing;
  const plan: Plan = { v, set: [], remove: [], cons: { email: { ...known.email }, sms: { ...known.sms } }, known, sayings: [] };
  for (const [name, value] of Object.entries(details)) {
    if (value === undefined || (item?.[name] ?? null) === value || at < toldAt(item, name)) continue;
    if (name === 'language' && !chosen && value === item?.languageWas) continue;
    if (value === null) plan.remove.push([name]);
    else plan.set.push([[name], value]);
    plan.set.push([[`${name}At`], at]);
    if (name === 'language' && chosen && item?.languageWas === undefined) plan.set.push([['languageWas'], item?.language ?? '']);
    if (name === 'language' && !chosen && item?.languageWas !== undefined) plan.remove.push(['languageWas']);
  }
  for (const channel of ['email', 'sms'] as const)
    for (const [topic, given] of Object.entries(consent?.[channel] ?? {})) {
      const before = known[channel][topic] ?? 0;
      // She has said so before, or the line does not say that it was before she agreed.
      const goesBefore = dated === 'by-file' ? Math.max(before, before < 0 ? -before : at) : at;
      const instant = given ? (dated ? longAgo : at) : -goesBefore;
      const latest = Math.max(Math.abs(before), given ? -(known[channel][allAdvertising] ?? 0) : 0);
      const moves = Math.abs(instant) > latest || (-instant === before && before > 0);
      if (moves) plan.cons[channel][topic] = instant;
      else if (!given || dated) continue;
      const again = Math.sign(instant) === Math.sign(before);
      plan.sayings.push({ channel, topic, said: given ? 'given' : 'withdrawn', at: saidAt ?? (given ? at : goesBefore), again, moves });
    }
  return plan;
}

/** When a detail was last told; those of older items have one instant together. */
function toldAt(item: Item | undefined, name: string): number {
  const at = item?.[`${name}At`] ?? item?.[item[name] === undefined ? `${name}GoneAt` : 'detailsAt'];
  return typeof at === 'number' ? at : 0;
}
