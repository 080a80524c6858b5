import type { Table, World } from '../world.ts';
import { keys } from './keys.ts';

/** What was loaded at least once: who agreed to what, or who must not be written to. */
export type LoadedKind = 'consents' | 'suppressions';

/** What this process has marked already: one write each, not one for each row. */
const marked = new WeakMap<Table, Set<LoadedKind>>();

/** Remembers that consents, or suppressions, were loaded into this installation. */
export async function markLoaded(world: World, kind: LoadedKind): Promise<void> {
  const done = marked.get(world.table) ?? new Set();
  if (done.has(kind)) return;
  await world.table.write([{ put: { ...keys.loaded(kind), at: world.now() }, if: { absent: ['pk'] } }]);
  marked.set(world.table, done.add(kind));
}

/** Whether it is known of anybody at all what she agreed to, or whom not to write to: a shop that knows neither is not ready to send. */
export async function hasLoadedConsents(world: World): Promise<boolean> {
  const found = await Promise.all((['consents', 'suppressions'] as const).map((kind) => world.table.get(keys.loaded(kind))));
  return found.some((item) => item !== undefined);
}
