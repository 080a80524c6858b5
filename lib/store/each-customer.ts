import type { Profile } from '../core/customer.ts';
import type { World } from '../world.ts';
import { fromJson } from './json.ts';

/** The table is walked in so many parts, so that it can be told how far it is. */
const parts = 16;
/** So many customers of a page are looked at beside each other. */
const together = 25;

/** Learns how far it is: parts done, of how many, and customers so far. */
export type Tell = (done: number, of: number, customers: number) => void;

/** Shows every customer who has a profile once, in constant memory. */
export async function eachCustomer(
  world: World,
  { tell }: { tell: Tell },
  visit: (cid: string, profile: Profile) => Promise<void>,
): Promise<void> {
  let customers = 0;
  for (let index = 0; index < parts; index++) {
    let cursor: string | undefined;
    do {
      const { items, next } = await world.table.scan({ table: 'customers', index, of: parts }, cursor);
      for (let start = 0; start < items.length; start += together)
        await Promise.all(
          items.slice(start, start + together).map(({ pk, profile }) => (profile ? visit(pk, fromJson<Profile>(profile)) : undefined)),
        );
      customers += items.length;
      tell(index, parts, customers);
      cursor = next;
    } while (cursor);
  }
}
