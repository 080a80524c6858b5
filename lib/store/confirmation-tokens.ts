import type { Instant } from '../core/time.ts';
import type { Secrets } from './secrets.ts';
import { readToken, signToken } from './tokens.ts';

/** What the link of a confirmation stands for. It names no address: `address` is the hash of the one that it was sent to. */
export interface ConfirmationLink {
  cid: string;
  topic: string;
  address: string;
  /** The version of the words that the mail showed; empty where the topic has none. */
  wording: string;
  issuedAt: Instant;
}

export function signConfirmation(secrets: Secrets, { cid, topic, address, wording, issuedAt }: ConfirmationLink): string {
  return signToken(secrets, 'confirm', [cid, topic, address, wording, String(issuedAt)]);
}

/** Nothing for a token that this installation did not make for this. */
export function readConfirmation(secrets: Secrets, token: string): ConfirmationLink | undefined {
  const [cid, topic, address, wording = '', issuedAt] = readToken(secrets, 'confirm', token) ?? [];
  return cid && topic && address && issuedAt ? { cid, topic, address, wording, issuedAt: Number(issuedAt) } : undefined;
}
