import type { World } from '../world.ts';

/** Puts a mail that asks her to confirm into the queue `triggered`. `image` is what stands in the outbox. Rejects when the queue does not take it. */
export async function dispatchConfirmation(world: World, { pk, sk }: Record<string, unknown>): Promise<void> {
  const [rejected] = await world.enqueue('triggered', [{ id: 'c0', body: { confirmation: { cid: String(pk), sk: String(sk) } } }]);
  if (rejected) throw new Error(`the queue refused a confirmation: ${rejected.reason}`);
}
