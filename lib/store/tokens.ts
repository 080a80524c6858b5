import { createHmac, timingSafeEqual } from 'node:crypto';
import type { Channel } from '../core/enrollment/enrollment.ts';
import type { Secrets } from './secrets.ts';

/** What an unsubscribe link stands for. It names no address; the customer's key tells nothing outside this installation. */
export interface Unsubscription {
  cid: string;
  channel: Channel;
  topic: string;
}

/** A token for a URL: the subject and a MAC over it, with the id of the key, so that keys can change and old links still work. */
export function signUnsubscription({ tokens }: Secrets, { cid, channel, topic }: Unsubscription): string {
  const [newest] = tokens;
  if (!newest) throw new Error('this installation has no key to sign links with');
  const subject = Buffer.from([newest.kid, cid, channel, topic].join('\n')).toString('base64url');
  return `${subject}.${mac(newest.secret, subject)}`;
}

/** Resolves to what was signed, or to nothing for a token that this installation did not make. Compares in constant time. */
export function readUnsubscription({ tokens }: Secrets, token: string): Unsubscription | undefined {
  const [subject = '', given = ''] = token.slice(0, 512).split('.');
  const [kid, cid, channel, topic] = Buffer.from(subject, 'base64url').toString('utf8').split('\n');
  const key = tokens.find((known) => known.kid === kid);
  const expected = Buffer.from(mac(key?.secret ?? '', subject));
  const signature = Buffer.from(given);
  const genuine = signature.length === expected.length && timingSafeEqual(signature, expected);
  if (!key || !genuine || !cid || !topic || (channel !== 'email' && channel !== 'sms')) return undefined;
  return { cid, channel, topic };
}

function mac(secret: string, subject: string): string {
  return createHmac('sha256', secret).update(`unsubscribe.${subject}`).digest('base64url');
}
