import type { EditionNotice, PoolNotice } from '../store/notices.ts';
import type { Table, World } from '../world.ts';

/** What this process has asked for: a run has a hundred thousand recipients and one owner. */
const asked = new WeakMap<Table, Set<string>>();

/** Asks that the owner of a campaign is told something: once, however many messages meet it. Rejects when the queue did not take it. */
export async function askToTell(
  world: World,
  notice: ({ about: 'no-edition' } & EditionNotice) | ({ about: 'pool-empty' } & PoolNotice),
): Promise<void> {
  const known = asked.get(world.table) ?? new Set();
  asked.set(world.table, known);
  const name = JSON.stringify({ ...notice, version: '' });
  if (known.has(name)) return;
  const [rejected] = await world.enqueue('triggered', [{ id: 'n', body: { notice: { ...notice } } }]);
  if (rejected) throw new Error(`the queue refused a notice: ${rejected.reason}`);
  known.add(name);
}
