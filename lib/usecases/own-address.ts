import { isColleague } from '../core/colleagues.ts';
import { loadCatalogue } from '../store/catalogue.ts';
import { loadContact } from '../store/contacts.ts';
import type { World } from '../world.ts';
import { customersAt } from './find-customer.ts';
import { withoutTag } from './share-address.ts';

/** A bare address: no name, quotes, "mailto:" or sign that cannot be seen, so that one mailbox is not written in many ways. */
const bareAddress = /^[a-z0-9][a-z0-9._+'-]{0,63}@[a-z0-9-]+(\.[a-z0-9-]+)+$/i;

/**
 * Why nobody may change the points of a customer by the name of this address, as a sentence: it is none of a colleague, or it is
 * her own.
 */
export async function strangerOf(world: World, { cid, by }: { cid: string; by: string }): Promise<string | undefined> {
  const { settings } = await loadCatalogue(world);
  if (!bareAddress.test(by) || ![by, withoutTag(by)].some((address) => isColleague(address, settings)))
    return `"${by}" is no e-mail address of a colleague: one of a team in settings.json, or of the domain of a brand's sender`;
  return (await isOwnAddress(world, cid, by)) ? `${by} is this customer's own address: ask a colleague` : undefined;
}

/** Whether an e-mail address is a customer's, also where a note follows a plus in one of them: one mailbox has many addresses. */
async function isOwnAddress(world: World, cid: string, by: string): Promise<boolean> {
  const own = (await loadContact(world, cid))?.email;
  const all = [await customersAt(world, 'email', by), await customersAt(world, 'email', withoutTag(by))].flat();
  return all.some((one) => one.cid === cid) || (own !== undefined && withoutTag(own) === withoutTag(by));
}
