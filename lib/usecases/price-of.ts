import { costOf } from '../core/budget.ts';
import type { Ready } from './prepare-send.ts';

/** What a message costs, in millionths of `currency`; undefined where nobody said, or there is no rate for it. */
export function priceOf({ composed, contact, context }: Ready, currency: string): number | undefined {
  const priced = composed.channel === 'sms' ? { ...composed, country: contact.country } : composed;
  return costOf(priced, context.settings, currency);
}
