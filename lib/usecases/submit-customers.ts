import * as z from 'zod/mini';
import { loadCatalogue } from '../store/catalogue.ts';
import { loadContact } from '../store/contacts.ts';
import { customerKey } from '../store/keys.ts';
import { markLoaded } from '../store/loaded-marks.ts';
import { loadSecrets } from '../store/secrets.ts';
import type { World } from '../world.ts';
import { saveCustomer } from './save-customer.ts';
import { type Submission, submitEach, type Taken } from './submit-each.ts';
import { addressFaults, erasedFaults, evidenceOf, futureFaults, lateFaults, objectError, topicFaults } from './submitted-consent.ts';
import { customerProperties } from './submitted-customer.ts';
import { askHer, splitConsent, topicsToConfirm } from './tell-consent.ts';
import { newTo } from './undated-consent.ts';

/** Who a customer is, and what she agreed to. */
export const customerSchema = z.strictObject(customerProperties, { error: objectError('a customer', customerProperties) });
type CustomerInput = z.infer<typeof customerSchema>;

/**
 * Takes one customer or a list of up to 100, as `submitEach` does, with whatever is known of her. Later knowledge wins; but
 * no record says when she agreed, so that what she has withdrawn stays withdrawn until /consents says otherwise. A
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
  const ofAddress = topicsToConfirm(settings);
  const before = await loadContact(world, cid);
  const fresh = newTo(before, said);
  const { consent, toConfirm } = splitConsent(settings, before, { consent: fresh.consent, email });
  const known = Object.entries(place).flatMap(([name, value]) => (value === undefined ? [] : [[name, value] as const]));
  const telling = { at, evidence: evidenceOf(proof) };
  const saved = await saveCustomer(world, {
    customer: id,
    attributes: { ...attributes, ...Object.fromEntries(known) },
    ...(email !== undefined && { email }),
    ...(phone !== undefined && { phone }),
    ...{ consent, ofAddress, dated: 'by-record' as const, ...telling },
  });
  if (saved === 'erased') return { faults: erasedFaults };
  if (Object.keys(said).length > 0) await markLoaded(world, 'consents');
  const { asked, withoutAddress } = await askHer(world, cid, { topics: toConfirm, ...telling });
  const after = await loadContact(world, cid);
  const kept = [
    ...addressFaults(withoutAddress, 'consent.email'),
    ...newTo(after, said).withdrawn.map((path) => ({
      path: `consent.${path}`,
      detail: 'she has withdrawn it: send to /consents when she agreed again',
    })),
    ...lateFaults(after, said),
    ...(saved === 'crowded'
      ? [{ path: email && after?.email !== email ? 'email' : 'phone', detail: 'too many have it; all else was taken' }]
      : []),
  ];
  if (kept.length > 0) return { faults: kept };
  return { as: saved === 'new' || asked > 0 ? 'recorded' : 'same' };
}
