import { normalAddress } from '../store/addresses.ts';
import { loadContact } from '../store/contacts.ts';
import type { World } from '../world.ts';

/** Whether two customers share an e-mail address, whatever note follows a plus in it, or a phone number. */
export async function shareAddress(world: World, cid: string, other: string): Promise<boolean> {
  const [one, two] = await Promise.all([loadContact(world, cid), loadContact(world, other)]);
  const isSame = (a: string | undefined, b: string | undefined, bare: (address: string) => string) =>
    a !== undefined && b !== undefined && bare(a) === bare(b);
  return isSame(one?.email, two?.email, withoutTag) || isSame(one?.phone, two?.phone, (phone) => normalAddress('sms', phone));
}

/** One spelling of an e-mail address, without what follows a plus: one mailbox has many addresses. */
export function withoutTag(address: string): string {
  return normalAddress('email', address).replace(/\+[^@]*@/, '@');
}
