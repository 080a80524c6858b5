import type { Json } from '../core/enrollment/enrollment.ts';
import type { Instant } from '../core/time.ts';

/** A customer as one line of a file tells her. `at` is when it was true; absent where the file does not say. */
export interface CustomerRow {
  customer: string;
  email?: string;
  /** E.164. */
  phone?: string;
  /** Those that the line says something of. */
  attributes: { [name: string]: Json };
  /** For every topic of class marketing. */
  consent: { email?: boolean; sms?: boolean };
  at?: Instant;
}

/** The file that a line stands in, as the evidence of what it says. */
export interface Origin {
  /** When a line was true that does not say it. */
  fileAt: Instant;
  source: 'import';
  /** The file's name and the number of the line. */
  proof: string;
}

/** Who is meant, by the shop's own id or by an address. */
export type Named = { customer: string } | { email: string } | { phone: string };

export interface ConsentRow {
  who: Named;
  channel: 'email' | 'sms';
  topics: string[];
  given: boolean;
  at?: Instant;
  /** The version of the words that she agreed to. */
  wording?: string;
  /** How it is proved, and where she said so, in the shop's own words. */
  proof?: string;
  /** She need not be asked to confirm it: that she did is proved. */
  confirmed: boolean;
}

export interface SuppressionRow {
  channel: 'email' | 'sms';
  address: string;
  reason: string;
  at?: Instant;
}

export interface ProductRow {
  sku: string;
  /** What a template can show of it; `price` is `{amount, currency}`. */
  product: { [name: string]: string | { amount: number; currency: string } };
}

/** Why a line was not taken: the reason is counted, the detail is for the person who repairs the file. */
export interface Refused {
  reason: string;
  detail: string;
}

/** What became of a line. `same`: all that it says was known. `asked`: she is asked, by a mail, to confirm what it says; all else was saved. */
export type Imported = 'imported' | 'same' | 'asked' | Refused;
