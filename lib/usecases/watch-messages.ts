import type { Outgoing } from '../core/enrollment/enrollment.ts';
import { isGivenUp, isWatched } from '../core/lost-messages.ts';
import { placeOf } from '../core/measurement/counts-of.ts';
import { loadContact } from '../store/contacts.ts';
import { enrollmentFromItem } from '../store/enrollments.ts';
import type { Intent, SendTask } from '../store/intents.ts';
import { claimKey, enrollmentPrefix, keys } from '../store/keys.ts';
import { loadStanding, recordMessage, recordUnreadable } from '../store/messages.ts';
import type { Watched } from '../store/passes.ts';
import type { Item, World } from '../world.ts';
import { dispatchOfRuns, emitOutgoing, enqueueOutgoing } from './dispatch-outbox.ts';

type Found = Record<'handedOn' | 'givenUp' | 'failed', number>;

/**
 * Looks in the outboxes of these items for messages of which there is no word though there should be: the stream or a queue lost
 * them. They are handed on again, which the claim makes harmless; what was over a day ago and still has no word is given up:
 * `unknown` when it was claimed, `failed` otherwise. Notices are handed on too: they are told once. Each is looked at by the first
 * watch after it was planned and, if it may be given up, by another. `isPoison` says of a failure whether it would fail again: such
 * an item is counted, and the others go on.
 */
export async function watchMessages(
  world: World,
  items: Item[],
  { watch, isPoison }: { watch: Watched; isPoison: (error: unknown) => boolean },
): Promise<Found> {
  const found: Found = { handedOn: 0, givenUp: 0, failed: 0 };
  const ofRuns: SendTask[] = [];
  for (const item of items.filter(({ sk }) => sk.startsWith(enrollmentPrefix))) {
    try {
      ofRuns.push(...(await watchEnrollment(world, enrollmentFromItem(item), { watch, found, isPoison })));
    } catch (error) {
      if (!isPoison(error)) throw error;
      found.failed += 1;
    }
  }
  await dispatchOfRuns(world, ofRuns);
  return found;
}

async function watchEnrollment(
  world: World,
  { cid, sk, enrollment }: ReturnType<typeof enrollmentFromItem>,
  { watch, found, isPoison }: { watch: Watched; found: Found; isPoison: (error: unknown) => boolean },
): Promise<SendTask[]> {
  const looked = await Promise.all(enrollment.outbox.map(async (out) => ({ out, lost: await isLost(world, cid, { out, watch }) })));
  const open = looked.flatMap(({ out, lost }) => (lost ? [out] : []));
  const outgoing = open.filter((out) => !isGivenUp(out, watch.at));
  const intent = { cid, enrollment: sk };
  for (const out of open)
    if (isGivenUp(out, watch.at)) await giveUp(world, { intent: { ...intent, message: out }, place: placeOf(out, enrollment) }, isPoison);
  await emitOutgoing(world, cid, outgoing);
  found.handedOn += outgoing.length;
  found.givenUp += open.length - outgoing.length;
  return enqueueOutgoing(world, { cid, sk, outgoing });
}

/** Of a notice nobody asks whether it was told: it is told once. */
async function isLost(world: World, cid: string, { out, watch }: { out: Outgoing; watch: Watched }): Promise<boolean> {
  return isWatched(out, watch) && (out.kind !== 'message' || (await loadStanding(world, cid, out)) === undefined);
}

async function giveUp(
  world: World,
  { intent, place }: { intent: Intent; place: ReturnType<typeof placeOf> },
  isPoison: (error: unknown) => boolean,
): Promise<void> {
  const { cid, message } = intent;
  const at = world.now();
  try {
    const claimed = (await loadContact(world, cid))?.claims[claimKey(message.id)];
    const known = claimed ? ({ state: 'unknown', reason: 'interrupted' } as const) : ({ state: 'failed', reason: 'lost' } as const);
    await recordMessage(world, intent, { ...known, ...place, at });
  } catch (error) {
    if (!isPoison(error)) throw error;
    // Her contact cannot be read, which is why it was never sent.
    await recordUnreadable(world, { cid, sk: keys.message(cid, message).sk }, at);
  }
}
