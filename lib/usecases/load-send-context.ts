import type { Contact } from '../core/contact.ts';
import type { Profile } from '../core/customer.ts';
import { asEnrolled } from '../core/enrollment/broadcast.ts';
import { InvalidInputError } from '../core/invalid-input.ts';
import { loadCatalogue } from '../store/catalogue.ts';
import { loadContact } from '../store/contacts.ts';
import { enrollmentFromItem } from '../store/enrollments.ts';
import type { Intent } from '../store/intents.ts';
import { fromJson } from '../store/json.ts';
import { keys } from '../store/keys.ts';
import type { World } from '../world.ts';
import { contextOf, type SendContext } from './send-context.ts';

/** Before the first try the contact is read along with the rest. */
export interface Loaded {
  context: SendContext;
  contact: Contact | undefined;
}

/** Rejects with an InvalidInputError when the message points at something that was never there. */
export async function loadSendContext(world: World, intent: Intent): Promise<Loaded> {
  const { cid, message } = intent;
  const [catalogue, profileItem, contact, enrollmentItem] = await Promise.all([
    loadCatalogue(world),
    world.table.get(keys.profile(cid)),
    loadContact(world, cid),
    'enrollment' in intent ? world.table.get(keys.relation(cid, intent.enrollment)) : undefined,
  ]);
  if (!profileItem?.profile || ('enrollment' in intent && !enrollmentItem))
    throw new InvalidInputError(`message ${message.id} belongs to no enrollment`);
  const profile = fromJson<Profile>(profileItem.profile);
  if ('recipient' in intent) {
    const { version, ...standing } = intent.recipient;
    const published = await catalogue.version(message.id.slice(0, message.id.indexOf('#')), version);
    const enrollment = asEnrolled({ profile, contact }, published.campaign, { ...standing, dueAt: message.plannedAt });
    return { contact, context: await contextOf(catalogue, { intent, profile, enrollment, published }) };
  }
  const { enrollment } = enrollmentFromItem(enrollmentItem ?? {});
  const published = await catalogue.version(enrollment.campaign, enrollment.version);
  return { contact, context: await contextOf(catalogue, { intent, profile, enrollment, published }) };
}
