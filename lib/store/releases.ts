import type { Evidence } from '../core/consent.ts';
import type { Channel } from '../core/enrollment/enrollment.ts';
import type { Operation, World } from '../world.ts';
import { addressNames, loadAddress, type Suppression, unchanged } from './addresses.ts';
import { backOff } from './backoff.ts';
import { recordOperation } from './consent-records.ts';
import { contactItemSchema } from './contact-item.ts';
import { keys } from './keys.ts';

const tries = 8;

/** `shared`: others have her address, and it may be one of them who wants no more. */
export type Release = { released: Suppression } | 'not-suppressed' | 'shared' | 'erased';

/**
 * Lifts what keeps a channel from a customer, from her and from an address that nobody else has, with its record, in one
 * write. Consents that were withdrawn stay withdrawn.
 */
export async function releaseContact(
  world: World,
  cid: string,
  { channel, evidence }: { channel: Channel; evidence: Evidence },
): Promise<Release> {
  for (let attempt = 0; attempt < tries; attempt++) {
    const item = await world.table.get(keys.contact(cid));
    const contact = item && contactItemSchema.parse(item);
    if (contact?.erasedAt !== undefined) return 'erased';
    const address = contact?.[addressNames[channel]];
    const known = address === undefined ? undefined : await loadAddress(world, channel, address);
    const released = contact?.sup[channel] ?? known?.suppression;
    if (!contact || !released) return 'not-suppressed';
    if (known?.suppression && known.cids.some((other) => other !== cid)) return 'shared';
    const free: Operation[] = known?.suppression
      ? [{ update: known.key, remove: [['sup', channel], ['stoppedAt'], ['softDays']], add: [[['v'], 1]], if: unchanged(known) }]
      : [];
    const conflict = await world.table.write([
      { update: keys.contact(cid), remove: [['sup', channel]], add: [[['v'], 1]], if: { equals: [['v'], contact.v] } },
      ...free,
      recordOperation(world, cid, { channel, topic: '*', said: 'released', at: world.now(), evidence }),
    ]);
    if (!conflict) return { released };
    await backOff(cid, attempt);
  }
  throw new Error(`the contact of ${cid} was changed by others ${tries} times in a row`);
}
