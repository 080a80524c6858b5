import type { Named } from '../rows/row.ts';
import { contactFromItem } from '../store/contact-item.ts';
import { customerKey, keys } from '../store/keys.ts';
import { loadSecrets } from '../store/secrets.ts';
import type { World } from '../world.ts';
import { customersAt } from './find-customer.ts';

export interface Member {
  cid: string;
  /** The shop's own id. */
  customer: string;
  /** Nothing is known of her yet. */
  isNew: boolean;
  /** Whether she has said yes to a topic, by whichever channel. */
  consents(topic: string): boolean;
}

/** Whom a file means. Somebody new can be named by her id only: by an address nobody (`unknown`) or more than one (`several`) may be found. Who was erased is unknown. */
export async function memberOf(world: World, who: Named): Promise<Member | 'unknown' | 'several'> {
  const meant = 'customer' in who ? await byId(world, who.customer) : await byAddress(world, who);
  if (typeof meant === 'string') return meant;
  const [profile, contactItem] = await Promise.all([world.table.get(keys.profile(meant.cid)), world.table.get(keys.contact(meant.cid))]);
  const contact = contactItem && contactFromItem(contactItem);
  if (contact?.erasedAt !== undefined) return 'unknown';
  return {
    ...meant,
    isNew: !profile && !contact,
    consents: (topic) => (['email', 'sms'] as const).some((channel) => contact?.consent[channel]?.[topic] === true),
  };
}

async function byId(world: World, customer: string): Promise<{ cid: string; customer: string }> {
  return { cid: customerKey((await loadSecrets(world)).pepper, customer), customer };
}

async function byAddress(
  world: World,
  who: { email: string } | { phone: string },
): Promise<{ cid: string; customer: string } | 'unknown' | 'several'> {
  const [found, ...others] = await ('email' in who ? customersAt(world, 'email', who.email) : customersAt(world, 'sms', who.phone));
  // Of somebody of whom only the address is known the shop's id is not.
  if (!found || found.customer === found.cid) return 'unknown';
  return others.length > 0 ? 'several' : found;
}
