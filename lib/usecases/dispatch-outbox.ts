import type { Enrollment, Outgoing, PlannedMessage } from '../core/enrollment/enrollment.ts';
import { enqueueTasks } from '../store/chunks.ts';
import type { SendTask } from '../store/intents.ts';
import type { Value, World } from '../world.ts';

/** An enrollment as the stream shows it: what stands there now, and what stood there before. */
export interface OutboxChange {
  cid: string;
  /** Sort key of the enrollment. */
  sk: string;
  now: Enrollment;
  before: Enrollment | undefined;
}

/** What a change put into the outbox: how much, and the messages of runs in it, which are still to be sent on. */
export interface Dispatched {
  count: number;
  ofRuns: SendTask[];
}

/**
 * Sends on what a decision put into the outbox: messages and notices to the sender's queue, events to the bus. May run twice
 * for the same change: a message is claimed once, an event carries its id. Rejects when the queue did not take everything.
 */
export async function dispatchOutbox(world: World, { cid, sk, now, before }: OutboxChange): Promise<Dispatched> {
  const known = new Set(before?.outbox.map(({ id }) => id));
  const fresh = now.outbox.filter(({ id }) => !known.has(id));
  await emitOutgoing(world, cid, fresh);
  return { count: fresh.length, ofRuns: await enqueueOutgoing(world, { cid, sk, outgoing: fresh }) };
}

/** Tells the events of an outbox on the bus; whoever hears one twice knows it by its id. */
export async function emitOutgoing(world: World, cid: string, outgoing: Outgoing[]): Promise<void> {
  await Promise.all(outgoing.flatMap((one) => (one.kind === 'event' ? [world.emit(busEvent(cid, one))] : [])));
}

/**
 * Puts the messages and notices of an outbox into the queue `triggered`; resolves to the messages of runs among them, which are
 * still to be sent on. Rejects when the queue did not take everything.
 */
export async function enqueueOutgoing(
  world: World,
  { cid, sk, outgoing }: { cid: string; sk: string; outgoing: Outgoing[] },
): Promise<SendTask[]> {
  const tasks = outgoing.flatMap((one) => (one.kind === 'event' || isOfRun(one) ? [] : [taskOf(one, cid, sk)]));
  const rejected = await world.enqueue(
    'triggered',
    tasks.map((body, index) => ({ id: `m${index}`, body })),
  );
  if (rejected.length > 0) throw new Error(`the queue refused ${rejected.length} messages: ${rejected[0]?.reason}`);
  return outgoing.filter(isOfRun).map((message) => ({ cid, enrollment: sk, message }));
}

/** Messages of runs go at the pace of bulk mail, those of one batch side by side. Rejects when the queue did not take all of them. */
export async function dispatchOfRuns(world: World, tasks: SendTask[]): Promise<void> {
  const rejected = await enqueueTasks(world, tasks);
  if (rejected.length > 0) throw new Error(`the queue refused ${rejected.length} messages of runs: ${rejected[0]?.reason}`);
}

/** A thousand of them at once would stand before every thank-you. */
function isOfRun(outgoing: Outgoing): outgoing is PlannedMessage {
  return outgoing.kind === 'message' && outgoing.run !== undefined;
}

function taskOf(outgoing: Exclude<Outgoing, { kind: 'event' }>, cid: string, enrollment: string): Value {
  if (outgoing.kind === 'notice') return { notice: { about: 'step', cid, enrollment, notice: { ...outgoing } } };
  return { cid, enrollment, message: { ...outgoing } as unknown as Value };
}

function busEvent(cid: string, { id, type, data }: Extract<Outgoing, { kind: 'event' }>) {
  return { id: `${cid}#${id}`, type, data: { ...data, customerKey: cid } };
}
