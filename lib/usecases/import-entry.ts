import { activitySchema } from '../core/activity.ts';
import type { Settings } from '../core/definition/settings.ts';
import type { Instant } from '../core/time.ts';
import type { CustomerDetails, Entry } from '../orders/entry.ts';
import type { Recorded } from '../store/activities.ts';
import { loadCatalogue } from '../store/catalogue.ts';
import { type ContactDetails, loadContact } from '../store/contacts.ts';
import { customerKey } from '../store/keys.ts';
import { markLoaded } from '../store/loaded-marks.ts';
import { loadSecrets } from '../store/secrets.ts';
import type { World } from '../world.ts';
import { recordActivity } from './record-activity.ts';
import { saveCustomer } from './save-customer.ts';
import { askHer, splitConsent, topicsToConfirm } from './tell-consent.ts';

/** An entry with the instant at which it was true: a customer's details stand with the first thing that she did. */
export type DatedEntry = { at: Instant; entry: Entry };

/** Gives each entry its instant; `entries` are in the order of an order file, details right before an activity. */
export function* dated(entries: Iterable<Entry>): Generator<DatedEntry> {
  const waiting: Entry[] = [];
  for (const entry of entries) {
    waiting.push(entry);
    if ('customer' in entry) continue;
    const at = Date.parse(entry.activity.occurredAt);
    for (const ready of waiting.splice(0)) yield { at, entry: ready };
  }
}

/** Whose entry it is: the shop's own id. */
export function customerOf({ entry }: DatedEntry): string {
  return 'activity' in entry ? entry.activity.customer : entry.customer.customer;
}

/** Records one entry of an order file or of the built-in shop. Twice is once. A topic of a double opt-in that is not confirmed is asked. */
export async function importEntry(world: World, { at, entry }: DatedEntry): Promise<Recorded> {
  if ('activity' in entry) return recordActivity(world, activitySchema.parse(entry.activity));
  const { consent, ...details } = entry.customer;
  const { settings } = await loadCatalogue(world);
  if (consent) await markLoaded(world, 'consents');
  const cid = customerKey((await loadSecrets(world)).pepper, details.customer);
  const ofAddress = topicsToConfirm(settings);
  const said = { consent: consent ? topicsOf(consent, settings) : {}, email: details.email };
  const known = ofAddress.length > 0 ? await loadContact(world, cid) : undefined;
  const { consent: atOnce, toConfirm } = consent?.confirmed ? { ...said, toConfirm: [] } : splitConsent(settings, known, said);
  const evidence = { source: 'import' as const, ...(consent && { proof: consent.source }) };
  const saved = await saveCustomer(world, { ...details, consent: atOnce, ofAddress, dated: 'by-record', evidence, at });
  await askHer(world, cid, { topics: toConfirm, at, evidence });
  if (saved === 'crowded') return 'new';
  return saved === 'erased' ? 'same' : saved;
}

/** A file that says "accepts marketing" means every topic of that class. */
function topicsOf(
  { channel, topic, given }: NonNullable<CustomerDetails['consent']>,
  { topics }: Settings,
): NonNullable<ContactDetails['consent']> {
  const named = topic ? [topic] : Object.keys(topics).filter((id) => topics[id]?.class === 'marketing');
  return { [channel]: Object.fromEntries(named.map((id) => [id, given])) };
}
