import type { Outgoing, PlannedMessage } from '../core/enrollment/enrollment.ts';
import { day, hour, type Instant } from '../core/time.ts';
import { loadContact } from '../store/contacts.ts';
import { enrollmentFromItem } from '../store/enrollments.ts';
import type { SendTask } from '../store/intents.ts';
import { claimKey, enrollmentPrefix, keys } from '../store/keys.ts';
import { loadStanding, recordMessage, recordUnreadable } from '../store/messages.ts';
import type { Item, World } from '../world.ts';
import { dispatchOfRuns, enqueueOutgoing } from './dispatch-outbox.ts';

/** Of what was planned so long ago there is word, or its task was lost: no queue shows it for longer. */
const lostAfter = hour;
/** What was over for so long was handed on again by an earlier watch, and came to nothing: it is given up. */
const givenUpAfter = day;
/** From one watch to the next, and some more: a message is looked at in the first after it was planned, and in the last. */
const aNight = 26 * hour;

/**
 * Looks in the outboxes of these items for messages of which there is no word though there should be: the stream or a queue lost
 * them. They are handed on again, which the claim makes harmless; what was over a day ago and still has no word is given up:
 * `unknown` when it was claimed, `failed` otherwise. Notices of the last day are handed on too: they are told once.
 * Unless it is `thorough`, each is looked at in its first night and in its last. `isPoison` says of a failure whether it would
 * fail again.
 */
export async function watchMessages(
  world: World,
  items: Item[],
  { thorough, isPoison }: { thorough: boolean; isPoison: (error: unknown) => boolean },
): Promise<{ handedOn: number; givenUp: number }> {
  const counts = { handedOn: 0, givenUp: 0 };
  const ofRuns: SendTask[] = [];
  for (const item of items) {
    if (!item.sk.startsWith(enrollmentPrefix)) continue;
    const { cid, sk, enrollment } = enrollmentFromItem(item);
    const open = await Promise.all(enrollment.outbox.map(async (out) => ((await isLost(world, cid, { out, thorough })) ? [out] : [])));
    const outgoing = open.flat().filter((out) => !isOver(out, world.now()));
    const over = open.flat().filter((out) => out.kind === 'message' && isOver(out, world.now()));
    ofRuns.push(...(await enqueueOutgoing(world, { cid, sk, outgoing })));
    for (const out of over) if (out.kind === 'message') await giveUp(world, { cid, enrollment: sk, message: out }, isPoison);
    counts.handedOn += outgoing.length;
    counts.givenUp += over.length;
  }
  await dispatchOfRuns(world, ofRuns);
  return counts;
}

async function isLost(world: World, cid: string, { out, thorough }: { out: Outgoing; thorough: boolean }): Promise<boolean> {
  const now = world.now();
  if (out.kind === 'event' || out.plannedAt + lostAfter > now) return false;
  const isNew = thorough || out.plannedAt + aNight > now;
  if (out.kind === 'notice') return isNew;
  const isLast = isOver(out, now) && out.expiresAt + givenUpAfter + aNight > now;
  return (isNew || isLast) && (await loadStanding(world, cid, out)) === undefined;
}

function isOver(out: Outgoing, now: Instant): boolean {
  return out.kind === 'message' && out.expiresAt + givenUpAfter < now;
}

async function giveUp(
  world: World,
  intent: { cid: string; enrollment: string; message: PlannedMessage },
  isPoison: (error: unknown) => boolean,
): Promise<void> {
  const { cid, message } = intent;
  const at = world.now();
  try {
    const claimed = (await loadContact(world, cid))?.claims[claimKey(message.id)];
    await recordMessage(world, intent, claimed ? { state: 'unknown', reason: 'interrupted', at } : { state: 'failed', reason: 'lost', at });
  } catch (error) {
    if (!isPoison(error)) throw error;
    // Her contact cannot be read, which is why it was never sent.
    await recordUnreadable(world, { cid, sk: keys.message(cid, message).sk }, at);
  }
}
