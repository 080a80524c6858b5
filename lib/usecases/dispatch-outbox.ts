import type { Enrollment, Outgoing } from '../core/enrollment/enrollment.ts';
import type { Value, World } from '../world.ts';

/** An enrollment as the stream shows it: what stands there now, and what stood there before. */
export interface OutboxChange {
  cid: string;
  /** Sort key of the enrollment. */
  sk: string;
  now: Enrollment;
  before: Enrollment | undefined;
}

/**
 * Sends on what a decision put into the outbox: messages and notices to the sender's queue, events to the bus. May run twice
 * for the same change: a message is claimed once, an event carries its id. Rejects when the queue did not take everything.
 */
export async function dispatchOutbox(world: World, { cid, sk, now, before }: OutboxChange): Promise<number> {
  const known = new Set(before?.outbox.map(({ id }) => id));
  const fresh = now.outbox.filter(({ id }) => !known.has(id));
  await Promise.all(fresh.flatMap((outgoing) => (outgoing.kind === 'event' ? [world.emit(busEvent(cid, outgoing))] : [])));
  const tasks = fresh.flatMap((outgoing) => (outgoing.kind === 'event' ? [] : [taskOf(outgoing, cid, sk)]));
  const rejected = await world.enqueue(
    'triggered',
    tasks.map((body, index) => ({ id: `m${index}`, body })),
  );
  if (rejected.length > 0) throw new Error(`the queue refused ${rejected.length} messages: ${rejected[0]?.reason}`);
  return fresh.length;
}

function taskOf(outgoing: Exclude<Outgoing, { kind: 'event' }>, cid: string, enrollment: string): Value {
  if (outgoing.kind === 'notice') return { notice: { about: 'step', cid, enrollment, notice: { ...outgoing } } };
  return { cid, enrollment, message: { ...outgoing } as unknown as Value };
}

function busEvent(cid: string, { id, type, data }: Extract<Outgoing, { kind: 'event' }>) {
  return { id: `${cid}#${id}`, type, data: { ...data, customerKey: cid } };
}
