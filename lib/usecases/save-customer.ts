import type { Activity } from '../core/activity.ts';
import type { Evidence } from '../core/consent.ts';
import type { Instant } from '../core/time.ts';
import type { Recorded } from '../store/activities.ts';
import { type ContactDetails, saveContact } from '../store/contacts.ts';
import { contentHash, customerKey } from '../store/keys.ts';
import { loadSecrets } from '../store/secrets.ts';
import type { World } from '../world.ts';
import { recordActivity, refuseUndeclared } from './record-activity.ts';

export type CustomerDetails = CustomerFacts &
  (CustomerWithoutConsent | { consent: NonNullable<ContactDetails['consent']>; evidence: Evidence });

interface CustomerWithoutConsent {
  consent?: never;
  evidence?: never;
}

interface CustomerFacts {
  /** The shop's own id. */
  customer: string;
  /** Declared in campaigns/data.json, or firstName, lastName, language, country, zone, birthday. */
  attributes: Activity['data'];
  email?: string | null;
  phone?: string | null;
  /** As in `saveContact`. */
  ofAddress?: string[];
  /** That consents are as old as the record that they stand in, not as `at` says. */
  dated?: 'by-record';
  /** When this was true at the source; later knowledge wins attribute by attribute. */
  at: Instant;
}

/**
 * Saves who a customer is: addresses, consent and place in the contact item, attributes as a `customer.updated` activity,
 * which folds into the profile and may enter campaigns. Saving the same again changes nothing, and what is older than what
 * is known gives no consent back and overwrites no address. `crowded`: saved, but for an address that too many have.
 */
export async function saveCustomer(
  world: World,
  { customer, attributes, at, ...contact }: CustomerDetails,
): Promise<Recorded | 'erased' | 'crowded'> {
  const { pepper } = await loadSecrets(world);
  const place = Object.fromEntries(
    (['language', 'country', 'zone'] as const).flatMap((name) => (typeof attributes[name] === 'string' ? [[name, attributes[name]]] : [])),
  );
  const updated = customerUpdated({ customer, attributes, at });
  await refuseUndeclared(world, updated);
  // Addresses before the activity: what it starts may send at once.
  const saved = await saveContact(world, customerKey(pepper, customer), { ...contact, ...place, at });
  if (saved === 'erased') return 'erased';
  const recorded = await recordActivity(world, updated);
  if (saved === 'crowded') return 'crowded';
  return recorded === 'same' && saved === 'saved' ? 'new' : recorded;
}

/** What is known of her attributes, as an activity: the same attributes of the same instant are the same activity. */
export function customerUpdated({ customer, attributes, at }: { customer: string; attributes: Activity['data']; at: Instant }): Activity {
  const id = `${new Date(at).toISOString()}-${contentHash(attributes)}`;
  return { id, type: 'customer.updated', customer, occurredAt: at, data: attributes };
}
