import type { Channel } from './enrollment/enrollment.ts';
import type { Instant } from './time.ts';

/** Where a consent, or its withdrawal, came from. */
export const consentSources = [
  'import',
  'api',
  'unsubscribe-link',
  'preference-page',
  'confirmation-link',
  'text-message',
  'colleague',
] as const;
export type ConsentSource = (typeof consentSources)[number];

/** How it is proved that she said so. */
export interface Evidence {
  source: ConsentSource;
  /** The version of the words that she agreed to, as the settings name it. */
  wording?: string;
  /** What a regulator would be shown, in the shop's own words: "checkout form, order 4711"; a file and its line; a message. */
  proof?: string;
  /** The colleague who noted it. */
  by?: string;
}

/** One thing she said about one topic and channel: written once, never changed. */
export interface ConsentRecord extends Evidence {
  at: Instant;
  channel: Channel;
  topic: string;
  /**
   * `asked`: a double opt-in that she has not confirmed; nothing may be sent on it. `released`: a colleague lifted what kept
   * the channel from her, for the topic "*".
   */
  said: 'given' | 'withdrawn' | 'asked' | 'released';
  recordedAt: Instant;
}
