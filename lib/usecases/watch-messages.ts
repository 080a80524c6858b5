import type { Outgoing, PlannedMessage } from '../core/enrollment/enrollment.ts';
import { day, hour, type Instant } from '../core/time.ts';
import { loadContact } from '../store/contacts.ts';
import { enrollmentFromItem } from '../store/enrollments.ts';
import type { SendTask } from '../store/intents.ts';
import { claimKey, enrollmentPrefix, keys } from '../store/keys.ts';
import { loadStanding, recordMessage, recordUnreadable } from '../store/messages.ts';
import { type PassProgress, passSegments } from '../store/passes.ts';
import type { Item, World } from '../world.ts';
import { dispatchOfRuns, enqueueOutgoing } from './dispatch-outbox.ts';

/** Of what was planned so long ago there is word, or its task was lost: no queue shows it for longer. */
const lostAfter = hour;
/** What was over for so long was handed on again by an earlier watch, and came to nothing: it is given up. */
const givenUpAfter = day;
/** And what was over for longer was given up. */
const watchedFor = 3 * day;

/** The next page of a watch over all that stands beside the customers. */
export async function watchPage(
  world: World,
  { segment, before }: { segment: number; before: PassProgress },
  isPoison: (error: unknown) => boolean,
) {
  const { items, next } = await world.table.scan({ table: 'relations', index: segment, of: passSegments }, before.cursor ?? undefined);
  const { handedOn, givenUp } = await watchMessages(world, items, { since: world.now() - watchedFor, isPoison });
  return { passed: items.length, changed: handedOn + givenUp, failed: givenUp, cursor: next, tally: before.tally };
}

/**
 * Looks in the outboxes of these items for messages of which there is no word though there should be: the stream or a queue lost
 * them. They are handed on again, which the claim makes harmless; what was over a day ago and still has no word is given up:
 * `unknown` when it was claimed, `failed` otherwise. Notices of the last day are handed on too: they are told once.
 * `since`: what was over by then is left alone. `isPoison` says of a failure whether it would fail again.
 */
export async function watchMessages(
  world: World,
  items: Item[],
  { since, isPoison }: { since: Instant; isPoison: (error: unknown) => boolean },
): Promise<{ handedOn: number; givenUp: number }> {
  const counts = { handedOn: 0, givenUp: 0 };
  const ofRuns: SendTask[] = [];
  for (const item of items) {
    if (!item.sk.startsWith(enrollmentPrefix)) continue;
    const { cid, sk, enrollment } = enrollmentFromItem(item);
    const open = await Promise.all(enrollment.outbox.map(async (out) => ((await isLost(world, cid, { out, since })) ? [out] : [])));
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

async function isLost(world: World, cid: string, { out, since }: { out: Outgoing; since: Instant }): Promise<boolean> {
  const now = world.now();
  if (out.plannedAt + lostAfter > now) return false;
  if (out.kind === 'message') return out.expiresAt > since && (await loadStanding(world, cid, out)) === undefined;
  return out.kind === 'notice' && out.plannedAt + givenUpAfter > now;
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
