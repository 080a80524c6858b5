import { createHash } from 'node:crypto';
import MailComposer from 'nodemailer/lib/mail-composer';
import { oneLine } from './tidy.ts';

export interface MimeInput {
  from: { name?: string; address: string };
  to: string;
  replyTo?: string;
  subject: string;
  html: string;
  text: string;
  /** The deterministic key of the message: Message-ID and boundaries are made from it. */
  messageKey: string;
  /** The domain of the Message-ID, usually the sender's. */
  messageIdDomain: string;
  /** https address that takes a POST (RFC 8058). Given for marketing. */
  unsubscribeUrl?: string;
  /** "campaign:topic:brand:sender", for the mailbox providers' complaint statistics. */
  feedbackId?: string;
  /** Epoch ms; becomes Date. */
  at: number;
}

/** An address that can never stand in a header; the message does not tell it. */
class MalformedAddressError extends Error {}

/** For whoever catches what `composeMime` rejects with: nothing where an address is malformed; throws every other error. */
export function ifMalformed(error: unknown): undefined {
  if (!(error instanceof MalformedAddressError)) throw error;
}

/**
 * The raw message, complete with headers. The same input gives the same bytes.
 * @throws MalformedAddressError when an address cannot stand in a header, and Error when another header would be malformed
 */
export async function composeMime(input: MimeInput): Promise<Uint8Array> {
  const { from, to, replyTo, messageKey, at, html, text } = input;
  const key = digest([messageKey]);
  const composer = new MailComposer({
    from: { name: oneLine(from.name ?? ''), address: address(from.address) },
    to: { name: '', address: address(to) },
    ...(replyTo !== undefined && { replyTo: { name: '', address: address(replyTo) } }),
    subject: oneLine(input.subject),
    html,
    text,
    date: new Date(at),
    messageId: `<${key}@${domain(input.messageIdDomain)}>`,
    // From the content too, so that nobody can write a text that contains its own boundary.
    baseBoundary: digest([messageKey, html, text]),
    newline: 'win',
    headers: headersOf(input),
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  return new Uint8Array(await composer.compile().build());
}

function digest(parts: string[]): string {
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex').slice(0, 32);
}

function headersOf({ unsubscribeUrl, feedbackId }: MimeInput): { [name: string]: string } {
  return {
    ...(unsubscribeUrl !== undefined && {
      'List-Unsubscribe': `<${httpsUrl(unsubscribeUrl)}>`,
      'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click',
    }),
    ...(feedbackId !== undefined && { 'Feedback-ID': oneLine(feedbackId) }),
  };
}

function address(text: string): string {
  if (!/^[^\s@<>(),;:"[\]\\\p{Cc}]+@[^\s@<>(),;:"[\]\\\p{Cc}]+$/u.test(text))
    throw new MalformedAddressError('an e-mail address is malformed');
  return text;
}

function domain(text: string): string {
  if (!/^[a-z0-9-]+(\.[a-z0-9-]+)*$/i.test(text)) throw new Error('the Message-ID needs a domain such as "shop.example"');
  return text;
}

/** Mailbox providers take https only; http stays allowed for the sandbox on localhost. */
function httpsUrl(text: string): string {
  const url = new URL(text);
  if (url.protocol !== 'https:' && url.hostname !== 'localhost' && url.hostname !== '127.0.0.1')
    throw new Error('List-Unsubscribe needs an https address');
  return url.href;
}
