import { renderSms } from '../templates/render.ts';
import type { Composed, Draft } from './draft-message.ts';

/** A text message with its sender and the most that it may cost. */
export function composeSms({ context, contact, scope, recipient, tags }: Draft): Composed {
  const { language, body, segments } = renderSms(context.template, scope, recipient);
  const { brand } = context;
  return {
    channel: 'sms',
    language,
    parts: segments,
    sms: {
      to: contact.phone ?? '',
      body,
      class: context.class === 'marketing' ? 'promotional' : 'transactional',
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
