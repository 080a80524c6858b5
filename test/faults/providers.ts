import type { Instant } from '../../lib/core/time.ts';
import type { EmailMessage, EmailQuota, Sent, SmsMessage } from '../../lib/world.ts';
import type { Engine } from './engine.ts';

export interface Providers {
  call(channel: 'email' | 'sms', message: EmailMessage | SmsMessage): { accepted: boolean; told: Sent };
  quota(): EmailQuota;
}

export interface Accepted {
  providerId: string;
  channel: 'email' | 'sms';
  message: EmailMessage | SmsMessage;
  at: Instant;
}

export interface ProviderOptions {
  engine: Engine;
  perSecond: number;
  perDay: number;
  /** What becomes of it is told by events. */
  accept(accepted: Accepted): void;
}

const second = 1000;
const day = 86_400_000;

/** SES and the SMS service: what comes too fast is dropped, and what was taken is not always told. */
export function createProviders({ engine, perSecond, perDay, accept }: ProviderOptions): Providers {
  const { faults } = engine;
  const mails: Instant[] = [];
  let sent = 0;
  const within = (time: number) => mails.filter((at) => at > engine.now() - time).length;
  return {
    quota: () => ({ perSecond, perDay, sentInDay: within(day) }),
    call(channel, message) {
      const now = engine.now();
      if (channel === 'email' && (within(second) >= perSecond || (perDay > 0 && within(day) >= perDay)))
        return { accepted: false, told: { outcome: 'throttled', reason: 'over the rate' } };
      if (faults.strikes('call throttled', channel)) return { accepted: false, told: { outcome: 'throttled', reason: 'by chance' } };
      if (faults.strikes('call rejected', channel)) return { accepted: false, told: { outcome: 'rejected', reason: 'by chance' } };
      if (faults.strikes('call lost', channel)) return { accepted: false, told: { outcome: 'unknown', reason: 'reset' } };
      if (channel === 'email') mails.push(now);
      const providerId = `p${++sent}`;
      accept({ providerId, channel, message, at: now });
      if (faults.strikes('reply of a call lost', channel)) return { accepted: true, told: { outcome: 'unknown', reason: 'timeout' } };
      return { accepted: true, told: { outcome: 'sent', providerId } };
    },
  };
}
