import type { Contact } from '../core/contact.ts';
import type { Channel } from '../core/enrollment/enrollment.ts';
import { addressHash } from '../store/addresses.ts';
import { keys } from '../store/keys.ts';
import { messageTags, tagsOf } from '../store/message-tags.ts';
import { signSurvey } from '../store/response-tokens.ts';
import { loadSecrets } from '../store/secrets.ts';
import { signPreferences, signUnsubscription } from '../store/tokens.ts';
import type { Scope } from '../templates/engine.ts';
import type { Recipient } from '../templates/render.ts';
import type { EmailMessage, SmsMessage, World } from '../world.ts';
import { responseVariables } from './response-variables.ts';
import type { SendContext } from './send-context.ts';
import { standingVariables } from './standing-variables.ts';

/** A message that is ready to be handed to the provider; how long a text may live is known in the moment of the call. */
export type Composed =
  | { channel: 'email'; email: EmailMessage; language: string }
  | { channel: 'sms'; sms: Omit<SmsMessage, 'timeToLive'>; language: string; parts: number };

/** What it counts for in the provider's rate. */
export function partsOf(composed: Composed): number {
  return composed.channel === 'sms' ? composed.parts : 1;
}

/** What both channels are composed from. */
export interface Draft {
  context: SendContext;
  contact: Contact;
  /** The variables of the template. */
  scope: Scope;
  recipient: Recipient;
  /** Come back in every later event of this message. */
  tags: Record<string, string>;
  unsubscribeUrl: string;
}

/** Signs the way out, which every message carries: also a thank-you may be too much for somebody. */
export async function draftMessage(
  world: World,
  context: SendContext,
  { channel, contact }: { channel: Channel; contact: Contact },
): Promise<Draft> {
  const { intent, brand, campaign, enrollment } = context;
  const { cid, message } = intent;
  const secrets = await loadSecrets(world);
  const token = signUnsubscription(secrets, { cid, channel, topic: message.topic, brand: brand.id });
  const asked = { cid, campaign: campaign.id, occurrence: enrollment.occurrence, step: message.step };
  const sentTo = channel === 'email' && contact.email ? addressHash(secrets.pepper, channel, contact.email) : undefined;
  const unsubscribeUrl = `${world.publicUrl}/unsubscribe/${token}`;
  return {
    context,
    contact,
    unsubscribeUrl,
    scope: {
      ...context.scope,
      ...standingVariables(context, { contact, now: world.now() }),
      ...responseVariables(secrets, world.publicUrl, context),
      brand: { id: brand.id, name: brand.name, footer: brand.footer },
      consent: { email: contact.consent.email ?? {}, sms: contact.consent.sms ?? {} },
      unsubscribeUrl,
      preferencesUrl: `${world.publicUrl}/preferences/${signPreferences(secrets, { cid, brand: brand.id, ...(sentTo && { sentTo }) })}`,
      surveyUrl: `${world.publicUrl}/survey/${signSurvey(secrets, asked)}`,
      assetsUrl: world.assetsUrl,
    },
    recipient: { ...localeOf(contact), zone: contact.zone ?? brand.zone, currency: brand.currency },
    tags: {
      ...tagsOf(channel, { cid, sk: keys.message(cid, message).sk }),
      [messageTags.campaign]: campaign.id,
    },
  };
}

/** Her language as it is written where she lives: dates and sums of "en" look one way in Britain and another in America. */
function localeOf({ language, country }: Contact): { language?: string } {
  if (!language) return {};
  const hasRegion = /-([A-Z]{2}|\d{3})\b/.test(language);
  return { language: country && !hasRegion ? `${language}-${country}` : language };
}
