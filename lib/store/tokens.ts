import { createHmac, timingSafeEqual } from 'node:crypto';
import type { Channel } from '../core/enrollment/enrollment.ts';
import type { Secrets } from './secrets.ts';

/** Longer is none of ours. */
const longestToken = 2048;

/**
 * A token for a URL: the fields and a MAC over them, with the id of the key, so that keys can change and old links still work.
 * `purpose` names what the link does: a token that was made for another purpose is refused. No field holds a line break.
 */
export function signToken({ tokens }: Secrets, purpose: string, fields: string[]): string {
  const [newest] = tokens;
  if (!newest) throw new Error('this installation has no key to sign links with');
  const subject = Buffer.from([newest.kid, ...fields].join('\n')).toString('base64url');
  return `${subject}.${mac(newest.secret, purpose, subject)}`;
}

/** Resolves to the fields that were signed, or to nothing for a token that this installation did not make. Compares in constant time. */
export function readToken({ tokens }: Secrets, purpose: string, token: string): string[] | undefined {
  const [subject = '', given = ''] = token.slice(0, longestToken).split('.');
  const [kid, ...fields] = Buffer.from(subject, 'base64url').toString('utf8').split('\n');
  const key = tokens.find((known) => known.kid === kid);
  const genuine = isEqual(given, mac(key?.secret ?? '', purpose, subject));
  return key && genuine ? fields : undefined;
}

/** The same, but for the key of a token that was read: what is made from a link works no longer than the link. */
export function keyOf(secrets: Secrets, token: string): Secrets {
  const [kid] = Buffer.from(token.split('.')[0] ?? '', 'base64url')
    .toString('utf8')
    .split('\n');
  return { ...secrets, tokens: secrets.tokens.filter((known) => known.kid === kid) };
}

/** Which link it was, for the record of what was said there. */
export function linkProof(token: string): string {
  const [subject = '', given = ''] = token.split('.');
  const [kid = ''] = Buffer.from(subject, 'base64url').toString('utf8').split('\n');
  return `link ${given.slice(0, 8)} of key ${kid}`;
}

/** Compares in constant time. */
export function isEqual(given: string, expected: string): boolean {
  const [one, other] = [Buffer.from(given), Buffer.from(expected)];
  return one.length === other.length && timingSafeEqual(one, other);
}

function mac(secret: string, purpose: string, subject: string): string {
  return createHmac('sha256', secret).update(`${purpose}.${subject}`).digest('base64url');
}

/** For whom the links of a proof stand: pressing them changes nothing. No customer's key is so short. */
export const nobody = 'proof';

/** What an unsubscribe link stands for. It names no address; the customer's key tells nothing outside this installation. */
export interface Unsubscription {
  cid: string;
  channel: Channel;
  topic: string;
  /** Whose message it stood in; the page is in its name. */
  brand?: string;
}

export function signUnsubscription(secrets: Secrets, { cid, channel, topic, brand }: Unsubscription): string {
  return signToken(secrets, 'unsubscribe', [cid, channel, topic, ...(brand === undefined ? [] : [brand])]);
}

/** Nothing for a token that this installation did not make for this. */
export function readUnsubscription(secrets: Secrets, token: string): Unsubscription | undefined {
  const [cid, channel, topic, brand] = readToken(secrets, 'unsubscribe', token) ?? [];
  if (!cid || !topic || (channel !== 'email' && channel !== 'sms')) return undefined;
  return { cid, channel, topic, ...(brand && { brand }) };
}

/** What the link of a preference page stands for: hers, as a customer of a brand. */
export interface PreferenceLink {
  cid: string;
  brand?: string;
  /** The hash of the e-mail address that it was sent to; absent by text and elsewhere. */
  sentTo?: string;
}

export function signPreferences(secrets: Secrets, { cid, brand, sentTo }: PreferenceLink): string {
  const last = sentTo === undefined ? [] : [sentTo];
  return signToken(secrets, 'preferences', [cid, ...(brand === undefined && last.length === 0 ? [] : [brand ?? '']), ...last]);
}

/** Nothing for a token that this installation did not make for this. */
export function readPreferences(secrets: Secrets, token: string): PreferenceLink | undefined {
  const [cid, brand, sentTo] = readToken(secrets, 'preferences', token) ?? [];
  return cid ? { cid, ...(brand && { brand }), ...(sentTo && { sentTo }) } : undefined;
}
