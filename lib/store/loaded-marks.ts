import type { Table, World } from '../world.ts';
import { besideKeys } from './keys.ts';

/** What was loaded at least once: who agreed to what, or who must not be written to. */
export type LoadedKind = 'consents' | 'suppressions';

/** What this process has marked already: one write each, not one for each row. */
const marks = new WeakMap<Table, Map<LoadedKind, Promise<unknown>>>();

/** Remembers that consents, or suppressions, were loaded into this installation. */
export async function markLoaded(world: World, kind: LoadedKind): Promise<void> {
  const known = marks.get(world.table) ?? new Map<LoadedKind, Promise<unknown>>();
  marks.set(world.table, known);
  const mark = known.get(kind) ?? world.table.write([{ put: { ...besideKeys.loaded(kind), at: world.now() }, if: { absent: ['pk'] } }]);
  known.set(kind, mark);
  mark.catch(() => known.delete(kind));
  await mark;
}

/** Whether it is known of anybody at all what she agreed to, or whom not to write to: a shop that knows neither is not ready to send. */
export async function hasLoadedConsents(world: World): Promise<boolean> {
  const found = await Promise.all((['consents', 'suppressions'] as const).map((kind) => world.table.get(besideKeys.loaded(kind))));
  return found.some((item) => item !== undefined);
}
