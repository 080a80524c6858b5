import * as z from 'zod/mini';
import { loadCatalogue } from '../store/catalogue.ts';
import { loadContact, saveContact } from '../store/contacts.ts';
import { customerKey } from '../store/keys.ts';
import { markLoaded } from '../store/loaded-marks.ts';
import { loadSecrets } from '../store/secrets.ts';
import type { World } from '../world.ts';
import { type Submission, submitEach, type Taken } from './submit-each.ts';
import {
  addressFaults,
  atProperty,
  customerProperty,
  erasedFaults,
  evidenceOf,
  evidenceProperties,
  futureFaults,
  lateFaults,
  objectError,
  topicFaults,
} from './submitted-consent.ts';
import { askHer, splitConsent } from './tell-consent.ts';

const topicsSentence = 'a list of 1 to 40 topics of settings.json, such as ["offers"]';

const properties = {
  customer: customerProperty,
  channel: z.enum(['email', 'sms'], 'a channel, "email" or "sms"'),
  topics: z.array(z.string(topicsSentence), topicsSentence).check(z.minLength(1, topicsSentence), z.maxLength(40, topicsSentence)),
  given: z.boolean('true: she agreed; false: she said no'),
  at: atProperty,
  ...evidenceProperties,
};

/** What a customer agreed to, or withdrew. */
export const consentSchema = z.strictObject(properties, { error: objectError('a consent', properties) });
type ConsentInput = z.infer<typeof consentSchema>;

/**
 * Takes one consent or a list of up to 100, as `submitEach` does. Later knowledge wins, and a withdrawal where two say the
 * same instant. A topic of a double opt-in is given when she has confirmed it from the mail that goes out now.
 */
export function submitConsents(world: World, body: unknown): Promise<Submission> {
  return submitEach(body, { schema: consentSchema, what: 'consents', place: '' }, (input) => take(world, input));
}

async function take(world: World, { customer, channel, topics, given, at, ...told }: ConsentInput): Promise<Taken> {
  const { settings } = await loadCatalogue(world);
  const faults = [...futureFaults(world, at), ...topicFaults(settings, topics, 'topics')];
  if (faults.length > 0) return { faults };
  const cid = customerKey((await loadSecrets(world)).pepper, customer);
  const said = { [channel]: Object.fromEntries(topics.map((topic) => [topic, given])) };
  const { consent, toConfirm } = splitConsent(settings, await loadContact(world, cid), { consent: said });
  const evidence = evidenceOf(told);
  // The clock of the shop goes before ours: it must not outlast what she says next.
  const saidAt = Math.min(at, world.now());
  const saved = toConfirm.length < new Set(topics).size ? await saveContact(world, cid, { consent, at: saidAt, evidence }) : 'same';
  await markLoaded(world, 'consents');
  if (saved === 'erased') return { faults: erasedFaults };
  const late = lateFaults(given ? undefined : await loadContact(world, cid), said);
  if (late.length > 0) return { faults: late };
  const { asked, withoutAddress } = await askHer(world, cid, { topics: toConfirm, at, evidence });
  if (withoutAddress.length > 0) return { faults: addressFaults(withoutAddress, 'topics') };
  return { as: saved === 'saved' || asked > 0 ? 'recorded' : 'same' };
}
