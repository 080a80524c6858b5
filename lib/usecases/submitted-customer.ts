import * as z from 'zod/mini';
import { activitySchema } from '../core/activity.ts';
import { isEmail } from '../core/email-form.ts';
import { isZone } from '../core/time.ts';
import { atProperty, customerProperty, evidenceProperties, objectError } from './submitted-consent.ts';

const matching = (sentence: string, holds: (text: string) => boolean) => z.string(sentence).check(z.trim(), z.refine(holds, sentence));
const byTopic = z.optional(
  z.record(z.string(), z.boolean('true: she agreed; false: she said no'), 'an object of topics, such as {"offers": true}'),
);
const consent = { email: byTopic, sms: byTopic };

/** What the shop's systems may tell of a customer. */
export const customerProperties = {
  id: customerProperty,
  at: atProperty,
  attributes: activitySchema.shape.data,
  email: z.optional(z.nullable(matching('an e-mail address, or null to take it away', isEmail))),
  phone: z.optional(
    z.nullable(matching('a phone number of E.164, such as "+442079460000", or null', (text) => /^\+[1-9]\d{6,14}$/.test(text))),
  ),
  language: z.optional(matching('a language of BCP 47, such as "en" or "zh-Hans"', isLanguage)),
  country: z.optional(matching('a country of ISO 3166, such as "GB"', (text) => /^[A-Z]{2}$/.test(text))),
  zone: z.optional(matching('a time zone of IANA, such as "Europe/London"', isZone)),
  consent: z.optional(z.strictObject(consent, { error: objectError('consent', consent) })),
  evidence: z.optional(z.strictObject(evidenceProperties, { error: objectError('evidence', evidenceProperties) })),
};

function isLanguage(text: string): boolean {
  try {
    return Intl.getCanonicalLocales(text)[0] === text;
  } catch {
    return false;
  }
}
