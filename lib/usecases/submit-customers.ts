import * as z from 'zod/mini';
import { activitySchema } from '../core/activity.ts';
import { isEmail } from '../core/email-form.ts';
import { isZone } from '../core/time.ts';
import { loadCatalogue } from '../store/catalogue.ts';
import { loadContact } from '../store/contacts.ts';
import { customerKey } from '../store/keys.ts';
import { markLoaded } from '../store/loaded-marks.ts';
import { loadSecrets } from '../store/secrets.ts';
import type { World } from '../world.ts';
import { saveCustomer } from './save-customer.ts';
import { type Submission, submitEach, type Taken } from './submit-each.ts';
import {
  addressFaults,
  atProperty,
  customerProperty,
  erasedFaults,
  evidenceOf,
  evidenceProperties,
  futureFaults,
  objectError,
  topicFaults,
} from './submitted-consent.ts';
import { askHer, splitConsent } from './tell-consent.ts';

const matching = (sentence: string, holds: (text: string) => boolean) => z.string(sentence).check(z.trim(), z.refine(holds, sentence));
const byTopic = z.optional(
  z.record(z.string(), z.boolean('true: she agreed; false: she said no'), 'an object of topics, such as {"offers": true}'),
);
const consent = { email: byTopic, sms: byTopic };

const properties = {
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

/** Who a customer is, and what she agreed to. */
export const customerSchema = z.strictObject(properties, { error: objectError('a customer', properties) });
type CustomerInput = z.infer<typeof customerSchema>;

/**
 * Takes one customer or a list of up to 100, as `submitEach` does, with whatever is known of her. Later knowledge wins. A
 * topic of a double opt-in is given when she has confirmed it from the mail that goes out now.
 */
export function submitCustomers(world: World, body: unknown): Promise<Submission> {
  return submitEach(body, { schema: customerSchema, what: 'customers', place: 'attributes' }, (input) => take(world, input));
}

async function take(world: World, { id, at, attributes, email, phone, ...rest }: CustomerInput): Promise<Taken> {
  const { consent: told = {}, evidence: proof = {}, ...place } = rest;
  const { settings } = await loadCatalogue(world);
  const said = { ...(told.email && { email: told.email }), ...(told.sms && { sms: told.sms }) };
  const unknown = Object.entries(said).flatMap(([channel, topics]) => topicFaults(settings, Object.keys(topics), `consent.${channel}`));
  const faults = [...futureFaults(world, at), ...unknown];
  if (faults.length > 0) return { faults };
  const cid = customerKey((await loadSecrets(world)).pepper, id);
  const { consent, toConfirm } = splitConsent(settings, said.email && (await loadContact(world, cid)), said);
  const known = Object.entries(place).flatMap(([name, value]) => (value === undefined ? [] : [[name, value] as const]));
  const telling = { at, evidence: evidenceOf(proof) };
  const saved = await saveCustomer(world, {
    customer: id,
    attributes: { ...attributes, ...Object.fromEntries(known) },
    ...(email !== undefined && { email }),
    ...(phone !== undefined && { phone }),
    ...{ consent, ...telling },
  });
  if (saved === 'erased') return { faults: erasedFaults };
  if (Object.keys(said).length > 0) await markLoaded(world, 'consents');
  const { asked, withoutAddress } = await askHer(world, cid, { topics: toConfirm, ...telling });
  if (withoutAddress.length > 0) return { faults: addressFaults(withoutAddress, 'consent.email') };
  return { as: saved === 'new' || asked > 0 ? 'recorded' : 'same' };
}

function isLanguage(text: string): boolean {
  try {
    return Intl.getCanonicalLocales(text)[0] === text;
  } catch {
    return false;
  }
}
