import type { Profile } from '../core/customer.ts';
import type { Instant } from '../core/time.ts';
import { suppressAddress } from '../store/addresses.ts';
import { loadCatalogue } from '../store/catalogue.ts';
import { fromJson } from '../store/json.ts';
import { contentHash, keys, messagePrefix } from '../store/keys.ts';
import { messageTags } from '../store/message-tags.ts';
import { confirmMessage } from '../store/messages.ts';
import type { World } from '../world.ts';
import { recordActivity } from './record-activity.ts';
import type { TextReceipt } from './text-event.ts';

/**
 * What the provider tells of a text. Whatever it tells, it had accepted it: that resolves an `unknown`. A number that does
 * not exist gets no more of them. Nothing else is held against her number: carriers block, and telephones are switched off.
 * Receipts repeat and come in any order; texts that others sent through this account are left alone.
 */
export async function recordReceipt(world: World, receipt: TextReceipt): Promise<'recorded' | 'not-ours'> {
  const { eventType, eventTimestamp: at, destinationPhoneNumber: phone, context } = receipt;
  const cid = context?.[messageTags.customer];
  const message = context?.[messageTags.message];
  if (!cid || !message || !eventType.startsWith('TEXT_')) return 'not-ours';
  const sk = Buffer.from(message, 'base64url').toString('utf8');
  await confirmMessage(world, { cid, sk }, world.now());
  if (eventType === 'TEXT_INVALID' && phone)
    await suppressAddress(world, { channel: 'sms', address: phone, reason: 'hard-bounce', at, also: cid });
  if (isDelivered(receipt)) await recordDelivered(world, { cid, sk, at });
  return 'recorded';
}

/** Many carriers never tell more than that they took it, and say so. */
function isDelivered({ eventType, isFinal }: TextReceipt): boolean {
  return eventType === 'TEXT_DELIVERED' || (eventType === 'TEXT_SUCCESSFUL' && isFinal);
}

/** Once for each text, and only if something in force waits for it or counts it. */
async function recordDelivered(world: World, { cid, sk, at }: { cid: string; sk: string; at: Instant }): Promise<void> {
  if (!sk.startsWith(messagePrefix) || !(await loadCatalogue(world)).wants('sms.delivered')) return;
  const item = await world.table.get(keys.profile(cid));
  if (!item?.profile) return;
  const [, , campaign = '', occurrence = '', step = ''] = sk.split('#');
  await recordActivity(world, {
    id: contentHash([sk, '']),
    type: 'sms.delivered',
    customer: fromJson<Profile>(item.profile).id,
    occurredAt: at,
    data: { campaign, occurrence, step },
  });
}
