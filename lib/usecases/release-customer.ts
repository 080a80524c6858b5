import type { Channel } from '../core/enrollment/enrollment.ts';
import { InvalidInputError } from '../core/invalid-input.ts';
import type { Suppression } from '../store/addresses.ts';
import { releaseContact } from '../store/releases.ts';
import type { World } from '../world.ts';
import { strangerOf } from './own-address.ts';
import type { FoundCustomer } from './recognise-customer.ts';

/**
 * A colleague lifts what keeps a channel from a customer, with the reason, which is kept with her consents. Resolves to what
 * it was. Rejects with an InvalidInputError where there is nothing to lift, or where it may be of somebody else.
 */
export async function releaseCustomer(
  world: World,
  { cid, customer }: FoundCustomer,
  { channel, reason, by }: { channel: Channel; reason: string; by: string },
): Promise<Suppression> {
  if (reason.trim() === '') throw new InvalidInputError('say why, for the record: what she asked for, and when');
  const stranger = await strangerOf(world, { cid, by });
  if (stranger !== undefined) throw new InvalidInputError(stranger);
  const outcome = await releaseContact(world, cid, { channel, evidence: { source: 'colleague', proof: reason.trim(), by } });
  if (typeof outcome !== 'string') return outcome.released;
  throw new InvalidInputError(
    {
      erased: `${customer} was erased: nothing is sent to her any more`,
      'not-suppressed': `nothing keeps ${channel} from ${customer}: look at her consents (rapport customer export ${customer})`,
      shared: `others have the same address as ${customer}, and it may be one of them who wants no more: it stays; she may give another one`,
    }[outcome],
  );
}
