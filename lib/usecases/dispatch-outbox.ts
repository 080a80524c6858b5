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
 * Sends on what a decision put into the outbox: messages to the sender's queue, events to the bus. May run twice for the
 * same change: a message is claimed once, an event carries its id. Rejects when the queue did not take everything.
 */
export async function dispatchOutbox(world: World, { cid, sk, now, before }: OutboxChange): Promise<number> {
  const known = new Set(before?.outbox.map(({ id }) => id));
  const fresh = now.outbox.filter(({ id }) => !known.has(id));
  await Promise.all(fresh.flatMap((outgoing) => (outgoing.kind === 'event' ? [world.emit(busEvent(cid, outgoing))] : [])));
  const messages = fresh.filter(({ kind }) => kind === 'message');
  const rejected = await world.enqueue(
    'triggered',
    messages.map((message, index) => ({ id: `m${index}`, body: { cid, enrollment: sk, message: { ...message } as unknown as Value } })),
  );
  if (rejected.length > 0) throw new Error(`the queue refused ${rejected.length} messages: ${rejected[0]?.reason}`);
  return fresh.length;
}

function busEvent(cid: string, { id, type, data }: Extract<Outgoing, { kind: 'event' }>) {
  return { id: `${cid}#${id}`, type, data: { ...data, customerKey: cid } };
}
