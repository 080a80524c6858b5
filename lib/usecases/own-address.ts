import { normalAddress } from '../store/addresses.ts';
import { loadContact } from '../store/contacts.ts';
import type { World } from '../world.ts';
import { customersAt } from './find-customer.ts';

/** Whether an e-mail address is a customer's, also where a note follows a plus in one of them: one mailbox has many addresses. */
export async function isOwnAddress(world: World, cid: string, by: string): Promise<boolean> {
  const own = (await loadContact(world, cid))?.email;
  const all = [await customersAt(world, 'email', by), await customersAt(world, 'email', withoutTag(by))].flat();
  return all.some((one) => one.cid === cid) || (own !== undefined && withoutTag(own) === withoutTag(by));
}

function withoutTag(address: string): string {
  return normalAddress('email', address).replace(/\+[^@]*@/, '@');
}
