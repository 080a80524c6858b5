import { costOf as costIn } from '../core/budget.ts';
import { ratesOf } from '../core/money.ts';
import type { Ready } from './prepare-send.ts';

/** What a message costs, in millionths of `currency`; undefined where nobody said, or there is no rate for it. */
export function priceOf({ composed, contact, context }: Ready, currency: string): number | undefined {
  const priced = composed.channel === 'sms' ? { ...composed, country: contact.country } : composed;
  return costIn(priced, context.settings, currency);
}

/** The same in millionths of the base currency, for the record of the message. */
export function costOf(ready: Ready): { cost?: number } {
  const cost = priceOf(ready, ratesOf(ready.context.settings).base);
  return cost === undefined ? {} : { cost };
}
