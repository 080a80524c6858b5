import { isMachineClick, isMachineOpen } from '../core/machine-events.ts';
import { noteClick } from '../store/clicks.ts';
import { contentHash } from '../store/keys.ts';
import type { World } from '../world.ts';
import { type DeliveryEvent, instantOf, notSpam, onSuppressionList } from './delivery-event.ts';
import { settledAfter } from './settle-click.ts';
import { tellOfMessage } from './tell-of-message.ts';

interface MessageRef {
  cid: string;
  sk: string;
}

/**
 * Records what a customer did with a message as an activity of hers, if anything in force waits for that or counts it: the
 * first delivery, open, bounce and complaint of a message, and the first click on each of its links. So repeats change
 * nothing, in whatever order they come. What a machine did is told by a type of its own; a click is noted and told half a
 * minute later, since what follows it may show that it was none of hers.
 */
export async function recordMessageEvent(world: World, event: DeliveryEvent, ref: MessageRef): Promise<void> {
  const { eventType, delivery, bounce, complaint, open } = event;
  const tell = (type: string, part: { timestamp?: string | null | undefined } | null | undefined, data = {}) =>
    tellOfMessage(world, ref, { type, at: instantOf(part?.timestamp) ?? world.now(), data });
  if (eventType === 'Delivery') await tell('email.delivered', delivery);
  if (eventType === 'Bounce') await tell('email.bounced', bounce, { permanent: bounce?.bounceType === 'Permanent' });
  if (eventType === 'Complaint' && complaint?.complaintFeedbackType !== notSpam && complaint?.complaintSubType !== onSuppressionList)
    await tell('email.complained', complaint);
  if (eventType === 'Open') await tell(isOpenedByHer(world, event) ? 'email.opened' : 'email.opened-by-machine', open);
  if (eventType === 'Click') await handOnClick(world, event, ref);
}

/** Whether an open was a person's. */
export function isOpenedByHer(world: World, event: DeliveryEvent): boolean {
  return !isMachineOpen(reactionOf(world, event, event.open));
}

function reactionOf(world: World, { mail }: DeliveryEvent, part: DeliveryEvent['open']) {
  return {
    at: instantOf(part?.timestamp) ?? world.now(),
    sentAt: instantOf(mail.timestamp),
    userAgent: part?.userAgent ?? undefined,
  };
}

async function handOnClick(world: World, event: DeliveryEvent, { cid, sk }: MessageRef): Promise<void> {
  const told = event.click?.link;
  if (!told) return;
  const reaction = reactionOf(world, event, event.click);
  const ref = { cid, sk, at: reaction.at, target: contentHash(told) };
  const click = { at: ref.at, target: ref.target, machine: isMachineClick(reaction), link: linkOf(world, told) };
  if (!(await noteClick(world, ref, click))) return;
  const [rejected] = await world.enqueue('work', [{ id: 'click', body: { click: ref }, delaySeconds: settledAfter }]);
  if (rejected) throw new Error(`the queue "work" refused a task: ${rejected.reason}`);
}

/** Longer ones are cut: what is compared with is short. */
const longestLink = 500;

/** Without what follows "?" and "#", which is made for each customer. Ours carry a token in their path, of which nothing is kept. */
function linkOf({ publicUrl }: World, link: string): string {
  const [plain = ''] = link.split(/[?#]/);
  if (!plain.startsWith(`${publicUrl}/`)) return plain.slice(0, longestLink);
  const [first = ''] = plain.slice(publicUrl.length + 1).split('/');
  return `${publicUrl}/${first}`;
}
