import type { Contact } from '../core/contact.ts';
import { decideSend, retryAt, type SendRequest } from '../core/eligibility.ts';
import type { Channel, Enrollment, PlannedMessage } from '../core/enrollment/enrollment.ts';
import { zoneOf } from '../core/enrollment/situation.ts';
import { placesLeft } from '../core/frequency-caps.ts';
import { type Contender, contender, outrankedBy, outranks } from '../core/priority.ts';
import { type Instant, minute } from '../core/time.ts';
import { loadCatalogue } from '../store/catalogue.ts';
import { claimKey } from '../store/keys.ts';
import type { MessageRecord } from '../store/messages.ts';
import { versionOf } from '../store/situation.ts';
import { loadWaitingMessages } from '../store/waiting-messages.ts';
import type { World } from '../world.ts';

/** So soon a message that lets others go first is looked at again. */
const retriedAfter = 5 * minute;

/**
 * Of the messages of one customer that are known now and could go now, the higher goes first: a message that would take a
 * place under a cap from one that outranks it is held, and dropped as capped when it is no longer valid. `request` is what
 * allowed it to be sent by `channel`. Reads nothing where no cap holds the message. Resolves to what to record, or to nothing
 * when it may go.
 */
export async function arbitratePriority(
  world: World,
  { request, cid, channel }: { request: SendRequest; cid: string; channel: Channel },
): Promise<Omit<MessageRecord, 'at'> | undefined> {
  const { message, contact, now, settings, campaign } = request;
  const mine = contender(message, channel, settings);
  const scope = { settings, zone: zoneOf(request, campaign.zone), now };
  if (placesLeft(contact, mine, scope).length === 0) return undefined;
  const best = outrankedBy(mine, await contenders(world, cid, request), { contact, ...scope });
  if (!best) return undefined;
  const detail = `by ${best.message.id.slice(0, best.message.id.indexOf('#'))}`;
  const dueAt = retryAt(now, retriedAfter, message.expiresAt);
  return dueAt === Infinity ? { state: 'suppressed', reason: 'capped', detail } : { state: 'held', reason: 'outranked', detail, dueAt };
}

/** Every other message that outranks this one, is due, is neither claimed nor settled, and could go now. */
async function contenders(world: World, cid: string, request: SendRequest): Promise<Contender[]> {
  const { planned, held, isSettled } = await loadWaitingMessages(world, cid, request.now);
  const open = (message: PlannedMessage) => isOpen(message, request);
  const own = await Promise.all(
    planned.filter(({ message }) => open(message)).map(async (each) => (await couldGo(world, each, request)) ?? []),
  );
  const contending: Contender[] = [];
  for (const each of own.flat()) if (!(await isSettled(each.message))) contending.push(each);
  const inOutbox = new Set(planned.map(({ message }) => message.id));
  const runs = held.filter(({ message, dueAt }) => !inOutbox.has(message.id) && dueAt <= request.now && open(message));
  return [...contending, ...runs.flatMap(({ message }) => asAddressed(message, request))];
}

function isOpen(message: PlannedMessage, request: { message: PlannedMessage; contact: Contact; now: Instant }): boolean {
  const claimed = request.contact.claims[claimKey(message.id)] !== undefined;
  return message.id !== request.message.id && message.plannedAt <= request.now && !claimed && outranks(message, request.message);
}

/** Asked as if it were its turn; nothing when it is held, lost, or of an occurrence that is over. */
async function couldGo(
  world: World,
  { message, enrollment }: { message: PlannedMessage; enrollment: Enrollment },
  { contact, profile, settings, shop, rhythm, now }: SendRequest,
): Promise<Contender | undefined> {
  if (!message.id.startsWith(`${enrollment.campaign}#${enrollment.occurrence}#`)) return undefined;
  const catalogue = await loadCatalogue(world);
  const campaign = await versionOf(catalogue, enrollment);
  if (!campaign) return undefined;
  const inForce = catalogue.live.some(({ id }) => id === campaign.id);
  const known = { contact, profile, settings, shop, rhythm, now };
  const request = { ...known, message, enrollment, campaign, inForce, orders: catalogue.orders(campaign.id) };
  const verdict = decideSend({ ...request, class: settings.topics[message.topic]?.class ?? 'marketing' });
  return 'send' in verdict ? contender(message, verdict.send, settings) : undefined;
}

/** A held message of a run goes by its first channel with an address, as far as can be told without its run. */
function asAddressed(message: PlannedMessage, { contact, settings }: SendRequest): Contender[] {
  const channel = message.by.find((by) => (by === 'email' ? contact.email : contact.phone) && !contact.suppressed[by]);
  return channel ? [contender(message, channel, settings)] : [];
}
