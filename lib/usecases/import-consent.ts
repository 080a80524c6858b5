import type { ConsentRow, Imported, Origin, SuppressionRow } from '../rows/row.ts';
import { loadAddress, suppressAddress } from '../store/addresses.ts';
import { loadCatalogue } from '../store/catalogue.ts';
import { loadContact, saveContact } from '../store/contacts.ts';
import { customerKey } from '../store/keys.ts';
import { markLoaded } from '../store/loaded-marks.ts';
import { loadSecrets } from '../store/secrets.ts';
import type { World } from '../world.ts';
import { recogniseCustomer } from './recognise-customer.ts';
import { askHer, nowhereToAsk, splitConsent } from './tell-consent.ts';
import { newTo, staysWithdrawn } from './undated-consent.ts';

/**
 * Saves one line of a file of consents, for everybody who has the address when the line names one. Later
 * knowledge wins, and a withdrawal where two say the same instant or it says none. A topic of a double opt-in that
 * is not confirmed is asked.
 */
export async function importConsent(world: World, row: ConsentRow, { fileAt, ...origin }: Origin): Promise<Imported> {
  const { channel, topics, given, at = fileAt, wording, proof, confirmed } = row;
  const evidence = { ...origin, ...(wording && { wording }), ...(proof && { proof: `${proof}; ${origin.proof}` }) };
  const cids = await cidsOf(world, row);
  if (cids.length === 0) return { reason: 'unknown-customer', detail: 'no customer has this address: import the customers first' };
  const said = { [channel]: Object.fromEntries(topics.map((topic) => [topic, given])) };
  const { settings } = await loadCatalogue(world);
  const saved = [];
  const asked = [];
  let withdrawn = false;
  for (const cid of cids) {
    const known = await loadContact(world, cid);
    if (!known && 'customer' in row.who && !(await recogniseCustomer(world, row.who.customer)))
      return { reason: 'unknown-customer', detail: 'no customer has this id: import the customers first' };
    const fresh = row.at === undefined ? newTo(known, said) : { consent: said, withdrawn: [] };
    const { consent, toConfirm } = confirmed ? { ...fresh, toConfirm: [] } : splitConsent(settings, known, { consent: fresh.consent });
    saved.push(await saveContact(world, cid, { consent, at, ...(row.at === undefined && { dated: 'by-file' }), evidence }));
    asked.push(await askHer(world, cid, { topics: toConfirm, at, evidence }));
    withdrawn ||= fresh.withdrawn.length > 0;
  }
  await markLoaded(world, 'consents');
  if (saved.every((outcome) => outcome === 'erased')) return { reason: 'erased', detail: 'what was known of this customer was erased' };
  if (withdrawn) return staysWithdrawn;
  if (asked.some(({ withoutAddress }) => withoutAddress.length > 0)) return nowhereToAsk;
  if (asked.some(({ asked }) => asked > 0)) return 'asked';
  return saved.includes('saved') ? 'imported' : 'same';
}

async function cidsOf(world: World, { who }: ConsentRow): Promise<string[]> {
  if ('customer' in who) return [customerKey((await loadSecrets(world)).pepper, who.customer)];
  const { cids } = await ('email' in who ? loadAddress(world, 'email', who.email) : loadAddress(world, 'sms', who.phone));
  return cids;
}

/** Saves one line of a file of suppressions, also for an address that nobody has yet. */
export async function importSuppression(world: World, row: SuppressionRow, { fileAt }: Origin): Promise<Imported> {
  const { channel, address, reason, at = fileAt } = row;
  const isNew = await suppressAddress(world, { channel, address, reason, at });
  await markLoaded(world, 'suppressions');
  return isNew ? 'imported' : 'same';
}
