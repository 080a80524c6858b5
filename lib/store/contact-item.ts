import * as z from 'zod/mini';
import type { Claim, Contact } from '../core/contact.ts';
import type { Channel } from '../core/enrollment/enrollment.ts';
import type { Item, World } from '../world.ts';
import { keys } from './keys.ts';

/** When consent was given, or, as a negative number, withdrawn: later knowledge wins, so what an old file says changes nothing. */
const instants = z.record(z.string(), z.number());
/** Of each topic by each channel. */
export type Consents = { [channel in Channel]: { [topic: string]: number } };
/** Stands for all topics of class marketing, also those to come: who withdrew it agrees to one only by saying so later. */
export const allAdvertising = '*';
const suppression = z.object({ reason: z.string(), at: z.number() });

/** A contact as it is stored. */
export const contactItemSchema = z.object({
  v: z.int(),
  email: z.optional(z.string()),
  phone: z.optional(z.string()),
  language: z.optional(z.string()),
  country: z.optional(z.string()),
  zone: z.optional(z.string()),
  cons: z.object({ email: z._default(instants, {}), sms: z._default(instants, {}) }),
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

/** What must be known of her in the moment of sending. */
export function contactFromItem(item: Item): Contact {
  const { cons, sup, c, d, ...rest } = contactItemSchema.parse(item);
  const known = Object.fromEntries(Object.entries(rest).filter(([, value]) => value !== undefined));
  return {
    ...(known as typeof rest & object),
    consent: { email: given(cons.email), sms: given(cons.sms) },
    suppressed: Object.fromEntries(Object.entries(sup).filter(([, value]) => value !== undefined)),
    claims: Object.fromEntries(Object.entries(c).map(([key, text]) => [key, parseClaim(text)])),
    days: d,
  } as Contact;
}

function given(topics: Record<string, number>): Record<string, boolean> {
  return Object.fromEntries(Object.entries(topics).map(([topic, at]) => [topic, at > 0]));
}

/** So many are read side by side. */
const sideBySide = 25;

/** The contact items of these customers, of those who have one. */
export async function loadContactItems(world: World, cids: string[]): Promise<Map<string, Item>> {
  const found = new Map<string, Item>();
  for (let start = 0; start < cids.length; start += sideBySide) {
    const items = await Promise.all(cids.slice(start, start + sideBySide).map((cid) => world.table.get(keys.contact(cid))));
    for (const item of items) if (item) found.set(item.pk, item);
  }
  return found;
}
