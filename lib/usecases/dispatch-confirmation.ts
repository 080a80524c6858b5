import type { ConfirmationTask } from '../store/notices.ts';
import type { World } from '../world.ts';

/** Puts a mail that asks her to confirm into the queue `triggered`; resolves to whether the item is one. Rejects when the queue does not take it. */
export async function dispatchConfirmation(world: World, { kind, pk, sk }: Record<string, unknown>): Promise<boolean> {
  if (kind !== 'confirmation') return false;
  await handOnConfirmation(world, { cid: String(pk), sk: String(sk) });
  return true;
}

/** The same of what is known to be one. */
export async function handOnConfirmation(world: World, { cid, sk }: ConfirmationTask): Promise<void> {
  const [rejected] = await world.enqueue('triggered', [{ id: 'c0', body: { confirmation: { cid, sk } } }]);
  if (rejected) throw new Error(`the queue refused a confirmation: ${rejected.reason}`);
}
