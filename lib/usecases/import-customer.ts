import type { Profile } from '../core/customer.ts';
import type { Settings } from '../core/definition/settings.ts';
import { InvalidInputError } from '../core/invalid-input.ts';
import type { CustomerRow, Imported, Origin } from '../rows/row.ts';
import { loadCatalogue } from '../store/catalogue.ts';
import { type ContactDetails, loadContact, saveContact } from '../store/contacts.ts';
import { fromJson } from '../store/json.ts';
import { contentHash, customerKey, keys } from '../store/keys.ts';
import { markLoaded } from '../store/loaded-marks.ts';
import { loadSecrets } from '../store/secrets.ts';
import type { World } from '../world.ts';
import { recordActivity, refuseUndeclared } from './record-activity.ts';
import { customerUpdated } from './save-customer.ts';
import { askHer, nowhereToAsk, splitConsent, topicsToConfirm } from './tell-consent.ts';
import { newTo, staysWithdrawn } from './undated-consent.ts';

/**
 * Saves one line of a file of customers. A line that does not say when it was true writes only
 * what differs from what is known, so that the same file again writes nothing. Later knowledge wins; but no line of it says
 * when she agreed, so that what she has withdrawn stays withdrawn.
 */
export async function importCustomer(world: World, row: CustomerRow, { fileAt, ...evidence }: Origin): Promise<Imported> {
  const { settings } = await loadCatalogue(world);
  const { customer, attributes, at = fileAt } = row;
  const updated = customerUpdated({ customer, attributes, at });
  const refused = await refuseUndeclared(world, updated).catch(refusalOf);
  if (refused) return refused;
  const cid = customerKey((await loadSecrets(world)).pepper, customer);
  const dated = row.at !== undefined;
  const said = consentOf(row, settings);
  const before = await loadContact(world, cid);
  const known = dated ? undefined : before;
  const fresh = newTo(before, said);
  const { email, phone } = row;
  const ofAddress = topicsToConfirm(settings);
  const { consent, toConfirm } = splitConsent(settings, before, { consent: fresh.consent, email });
  const place = Object.fromEntries(
    ['language', 'country', 'zone'].flatMap((name) => (typeof attributes[name] === 'string' ? [[name, attributes[name]]] : [])),
  );
  const details = {
    ...(email !== undefined && { email }),
    ...(phone !== undefined && { phone }),
    ...place,
    ...{ consent, ofAddress },
  };
  if (Object.keys(row.consent).length > 0) await markLoaded(world, 'consents');
  const contact = await saveContact(world, cid, { ...details, at, dated: dated ? 'by-record' : 'by-file', evidence });
  if (contact === 'erased') return { reason: 'erased', detail: 'what was known of this customer was erased' };
  const { asked, withoutAddress } = await askHer(world, cid, { topics: toConfirm, at, evidence });
  const activity = known && (await isKnown(world, cid, attributes)) ? 'same' : await recordActivity(world, updated);
  if (contact === 'crowded')
    return { reason: 'shared-address', detail: 'too many customers have this address; all else of the line was saved' };
  // Whoever has the address may have withdrawn it.
  const isTold = Object.keys(said).length > 0;
  if (isTold && newTo(await loadContact(world, cid), said).withdrawn.length > 0) return staysWithdrawn;
  if (withoutAddress.length > 0) return nowhereToAsk;
  if (asked > 0) return 'asked';
  return contact === 'same' && activity === 'same' ? 'same' : 'imported';
}

function refusalOf(error: unknown): Imported {
  if (error instanceof InvalidInputError) return { reason: 'not-declared', detail: error.message };
  throw error;
}

function consentOf({ consent }: CustomerRow, { topics }: Settings): NonNullable<ContactDetails['consent']> {
  const marketing = Object.keys(topics).filter((id) => topics[id]?.class === 'marketing');
  return Object.fromEntries(
    Object.entries(consent).map(([channel, given]) => [channel, Object.fromEntries(marketing.map((topic) => [topic, given]))]),
  );
}

async function isKnown(world: World, cid: string, attributes: CustomerRow['attributes']): Promise<boolean> {
  const item = await world.table.get(keys.profile(cid));
  if (!item?.profile) return false;
  const profile = fromJson<Profile>(item.profile);
  return Object.entries(attributes).every(([name, value]) => contentHash(profile.attributes[name] ?? null) === contentHash(value));
}
