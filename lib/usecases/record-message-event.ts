import type { Profile } from '../core/customer.ts';
import { loadCatalogue } from '../store/catalogue.ts';
import { fromJson } from '../store/json.ts';
import { contentHash, keys, messagePrefix } from '../store/keys.ts';
import type { World } from '../world.ts';
import type { DeliveryEvent } from './delivery-event.ts';
import { recordActivity } from './record-activity.ts';

/** What each event of SES is called as an activity, and where it tells when it happened. */
const types = {
  Delivery: ['email.delivered', 'delivery'],
  Open: ['email.opened', 'open'],
  Click: ['email.clicked', 'click'],
  Bounce: ['email.bounced', 'bounce'],
  Complaint: ['email.complained', 'complaint'],
} as const;

/**
 * Records what a customer did with a message as an activity of hers, if anything in force waits for that or counts it: the
 * first delivery, open, bounce and complaint of a message, and the first click on each of its links. So repeats change
 * nothing, in whatever order they come. Opens and clicks of machines are not told apart from hers.
 */
export async function recordMessageEvent(world: World, event: DeliveryEvent, { cid, sk }: { cid: string; sk: string }): Promise<void> {
  const [type, part] = isKnown(event.eventType) ? types[event.eventType] : [];
  if (type === undefined || part === undefined || !sk.startsWith(messagePrefix)) return;
  const link = linkOf(world, event);
  if (link === 'unsubscribe' || !(await loadCatalogue(world)).wants(type)) return;
  const item = await world.table.get(keys.profile(cid));
  if (!item?.profile) return;
  const [, , campaign = '', occurrence = '', step = ''] = sk.split('#');
  const at = Date.parse(event[part]?.timestamp ?? '');
  await recordActivity(world, {
    id: contentHash([sk, link ?? '']),
    type,
    customer: fromJson<Profile>(item.profile).id,
    occurredAt: Number.isNaN(at) ? world.now() : at,
    data: {
      ...{ campaign, occurrence, step },
      ...(link !== undefined && { link }),
      ...(part === 'bounce' && { permanent: event.bounce?.bounceType === 'Permanent' }),
    },
  });
}

function isKnown(eventType: string): eventType is keyof typeof types {
  return Object.hasOwn(types, eventType);
}

/** Longer ones are cut: what is compared with is short. */
const longestLink = 500;

/**
 * Without what follows "?" and "#", which is made for each customer. Ours carry a token in their path, of which nothing is
 * kept; who says no by an unsubscribe link has not followed an offer.
 */
function linkOf(world: World, { eventType, click }: DeliveryEvent): string | undefined {
  if (eventType !== 'Click' || click?.link === undefined) return undefined;
  const [plain = ''] = click.link.split(/[?#]/);
  if (!plain.startsWith(`${world.publicUrl}/`)) return plain.slice(0, longestLink);
  const [first = ''] = plain.slice(world.publicUrl.length + 1).split('/');
  return first === 'unsubscribe' ? first : `${world.publicUrl}/${first}`;
}
