import type { Channel } from './enrollment/enrollment.ts';
import type { Instant } from './time.ts';

/**
 * What must be known, strongly consistent, in the moment of sending: addresses, consent, suppression, pause and the
 * recent claims. One item per customer, at most 1 KB.
 */
export interface Contact {
  /** Bumped by every write; a claim is written on the version that the decision was made on. */
  v: number;
  email?: string;
  /** E.164. */
  phone?: string;
  /** BCP 47. */
  language?: string;
  /** ISO 3166-1 alpha-2. */
  country?: string;
  /** IANA. */
  zone?: string;
  /** consent[channel][topic]: true = given, false = withdrawn, absent = never asked. */
  consent: { [channel in Channel]?: { [topic: string]: boolean } };
  /** Addresses that must not be used any more: hard bounce, complaint, STOP. */
  suppressed: { [channel in Channel]?: { reason: string; at: Instant } };
  /** No message of class marketing until then. */
  pausedUntil?: Instant;
  /** Messages claimed, by a 12-character hash of the message key. Kept for as long after they expire as word of the message may take (`wordWithin`). */
  claims: { [key: string]: Claim };
  /** Older claims folded into day counts: "email:offers:2026-11-21" → 2 (local day). */
  days: { [channelTopicDay: string]: number };
  erasedAt?: Instant;
}

export interface Claim {
  channel: Channel;
  topic: string;
  at: Instant;
  priority: number;
  nonce: string;
  expiresAt: Instant;
}
