import type { Instant } from '../core/time.ts';
import { renderSms } from '../templates/render.ts';
import type { Composed, Draft } from './draft-message.ts';

/** Seconds that the provider takes as TimeToLive. https://docs.aws.amazon.com/pinpoint/latest/apireference_smsvoicev2/API_SendTextMessage.html */
const [shortest, longest] = [5, 259_200];

/** A text message that the carrier gives up when the message would come too late. */
export function composeSms({ context, contact, scope, recipient, tags }: Draft, now: Instant): Composed {
  const { language, body, segments } = renderSms(context.template, scope, recipient);
  const { brand, intent } = context;
  const secondsLeft = Math.floor((intent.message.expiresAt - now) / 1000);
  return {
    channel: 'sms',
    language,
    parts: segments,
    sms: {
      to: contact.phone ?? '',
      body,
      class: context.class === 'marketing' ? 'promotional' : 'transactional',
      timeToLive: Math.min(Math.max(secondsLeft, shortest), longest),
      context: tags,
      ...(brand.sms && { from: brand.sms.sender }),
      ...maxPrice(context.settings.unitCosts.sms, contact.country),
    },
  };
}

/** The planned unit cost is the most that a part may cost; the provider takes US dollars only. */
function maxPrice(costs: Record<string, string> | undefined, country = 'default'): { maxPrice?: string } {
  const [amount, currency] = (costs?.[country] ?? costs?.default ?? '').split(' ');
  return amount && currency === 'USD' ? { maxPrice: amount } : {};
}
