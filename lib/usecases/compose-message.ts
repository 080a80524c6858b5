import type { Contact } from '../core/contact.ts';
import type { Brand } from '../core/definition/settings.ts';
import type { Channel } from '../core/enrollment/enrollment.ts';
import { keys } from '../store/keys.ts';
import { loadSecrets } from '../store/secrets.ts';
import { signUnsubscription } from '../store/tokens.ts';
import type { Scope } from '../templates/engine.ts';
import { languageChain } from '../templates/language.ts';
import { composeMime } from '../templates/mime.ts';
import { type Recipient, renderEmail, renderSms } from '../templates/render.ts';
import type { EmailMessage, SmsMessage, World } from '../world.ts';
import type { SendContext } from './load-send-context.ts';
import { messageTags } from './record-delivery.ts';

/** A message that is ready to be handed to the provider. */
export type Composed =
  | { channel: 'email'; email: EmailMessage; language: string }
  | { channel: 'sms'; sms: SmsMessage; language: string; parts: number };

/**
 * Renders a message for its recipient, complete with headers. Rejects with a TemplateRenderError when it would have a hole.
 * The same context gives the same bytes.
 */
export async function composeMessage(world: World, context: SendContext, { channel, contact }: { channel: Channel; contact: Contact }): Promise<Composed> {
  const { intent, brand } = context;
  const { cid, message } = intent;
  const token = signUnsubscription(await loadSecrets(world), { cid, channel, topic: message.topic });
  const unsubscribeUrl = `${world.publicUrl}/unsubscribe/${token}`;
  const scope: Scope = {
    ...context.scope,
    brand: { id: brand.id, name: brand.name, footer: footerFor(brand, contact.language) },
    consent: { email: contact.consent.email ?? {}, sms: contact.consent.sms ?? {} },
    unsubscribeUrl,
  };
  const recipient: Recipient = {
    ...(contact.language && { language: contact.language }),
    zone: contact.zone ?? brand.zone,
    currency: brand.currency,
  };
  const tags = {
    [messageTags.customer]: cid,
    [messageTags.message]: Buffer.from(keys.message(cid, message).sk).toString('base64url'),
    [messageTags.campaign]: context.campaign.id,
  };
  return channel === 'email'
    ? composeEmail({ context, to: contact.email ?? '', scope, recipient, tags, unsubscribeUrl })
    : composeSms({ context, to: contact.phone ?? '', scope, recipient, tags, at: world.now(), country: contact.country });
}

interface Parts {
  context: SendContext;
  to: string;
  scope: Scope;
  recipient: Recipient;
  tags: Record<string, string>;
}

async function composeEmail({ context, to, scope, recipient, tags, unsubscribeUrl }: Parts & { unsubscribeUrl: string }): Promise<Composed> {
  const { brand, intent, campaign } = context;
  const { language, ...rendered } = renderEmail(context.template, scope, recipient);
  const raw = await composeMime({
    ...rendered,
    from: { name: brand.sender.name, address: brand.sender.email },
    to,
    messageKey: `${intent.message.id}#${intent.cid}`,
    messageIdDomain: senderDomain(brand),
    unsubscribeUrl,
    feedbackId: `${campaign.id}:${intent.message.topic}:${brand.id}:rapport`,
    at: intent.message.plannedAt,
  });
  return { channel: 'email', language, email: { raw, from: brand.sender.email, to, tags } };
}

function composeSms({ context, to, scope, recipient, tags, at, country }: Parts & { at: number; country: string | undefined }): Composed {
  const { language, body, segments } = renderSms(context.template, scope, recipient);
  const { brand, intent } = context;
  // AWS takes 5 seconds to 3 days.
  const timeToLive = Math.min(Math.max(Math.floor((intent.message.expiresAt - at) / 1000), 5), 259_200);
  return {
    channel: 'sms',
    language,
    parts: segments,
    sms: {
      to,
      body,
      class: context.class === 'marketing' ? 'promotional' : 'transactional',
      timeToLive,
      context: tags,
      ...(brand.sms && { from: brand.sms.sender }),
      ...maxPrice(context, country),
    },
  };
}

/** The plan's unit cost is the most that a part may cost; the provider takes US dollars only. */
function maxPrice({ settings }: SendContext, country: string | undefined): { maxPrice?: string } {
  const [amount, currency] = (settings.unitCosts.sms?.[country ?? 'default'] ?? settings.unitCosts.sms?.default ?? '').split(' ');
  return amount && currency === 'USD' ? { maxPrice: amount } : {};
}

function footerFor({ footer, languages }: Brand, language: string | undefined): string {
  const known = languageChain(language, languages[0] ?? '').find((tag) => footer[tag]);
  return (known && footer[known]) ?? Object.values(footer)[0] ?? '';
}

function senderDomain(brand: Brand): string {
  return brand.sender.email.slice(brand.sender.email.lastIndexOf('@') + 1);
}
