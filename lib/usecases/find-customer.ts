import { countryOfZone } from '../core/country-zones.ts';
import type { Channel } from '../core/enrollment/enrollment.ts';
import { InvalidInputError } from '../core/invalid-input.ts';
import { phoneNumber } from '../orders/phone.ts';
import { loadAddress } from '../store/addresses.ts';
import { loadCatalogue } from '../store/catalogue.ts';
import { customerKey } from '../store/keys.ts';
import { loadSecrets } from '../store/secrets.ts';
import type { World } from '../world.ts';
import { type FoundCustomer, known } from './recognise-customer.ts';

export type { FoundCustomer } from './recognise-customer.ts';

/**
 * Who is meant by the shop's own id, an e-mail address or a phone number (one without its country code is of the country
 * of the first brand). Several when they share the address; none when nobody is known by it.
 */
export async function findCustomer(world: World, text: string): Promise<FoundCustomer[]> {
  const wanted = text.trim();
  if (wanted === '') return [];
  const { pepper } = await loadSecrets(world);
  const byId = customerKey(pepper, wanted);
  const phone = wanted.includes('@') ? undefined : phoneNumber(wanted, await homeCountry(world));
  const { cids } = wanted.includes('@')
    ? await loadAddress(world, 'email', wanted)
    : phone === undefined
      ? { cids: [] }
      : await loadAddress(world, 'sms', phone);
  const found = await Promise.all([...new Set([byId, ...cids])].map((cid) => known(world, cid, cid === byId ? wanted : undefined)));
  return found.flatMap((customer) => customer ?? []);
}

/** Who has an address; of whom nothing but that is known, by her key. */
export async function customersAt(world: World, channel: Channel, address: string): Promise<FoundCustomer[]> {
  const { cids } = await loadAddress(world, channel, address);
  return (await Promise.all(cids.map((cid) => known(world, cid, undefined)))).flatMap((customer) => customer ?? []);
}

/** The one who is meant: an id counts before an address, since it may be the e-mail address of several. Rejects with an InvalidInputError, a sentence for whoever asked, when there is none or more than one. */
export async function findOneCustomer(world: World, text: string): Promise<FoundCustomer> {
  const found = await findCustomer(world, text);
  const [customer, ...others] = found.filter((each) => each.customer === text.trim()).concat(found);
  if (!customer)
    throw new InvalidInputError(
      `no customer is known by "${text}": give the shop's own id, the e-mail address, or the phone number with its country code`,
    );
  if (others.length === 0 || customer.customer === text.trim()) return customer;
  const ids = found.map((each) => each.customer);
  throw new InvalidInputError(`${ids.length} customers have "${text}": ${ids.join(', ')}; say which by the id`);
}

/** The id of one who is known, or of somebody new: an id may be, an address that nobody has is nobody's. Rejects as above. */
export async function customerNamed(world: World, text: string): Promise<string> {
  const isAddress = text.includes('@') || /^(\+|00)[\d ()-]{6,}$/.test(text.trim());
  const isKnown = (await findCustomer(world, text)).length > 0;
  return isAddress || isKnown ? (await findOneCustomer(world, text)).customer : text;
}

/** Where a phone number without a country code is from: the country of the first brand's zone. */
export async function homeCountry(world: World): Promise<string | undefined> {
  const { settings } = await loadCatalogue(world);
  const zone = settings.brands[0]?.zone;
  return zone === undefined ? undefined : countryOfZone(zone);
}
