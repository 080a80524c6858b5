import * as z from 'zod/mini';
import type { Profile } from '../core/customer.ts';
import { gapsOf, withGaps } from '../core/lapse.ts';
import { loadCatalogue } from '../store/catalogue.ts';
import type { Full } from '../store/entry-places.ts';
import { fromJson } from '../store/json.ts';
import {
  enqueuePages,
  loadPassStart,
  loadProgress,
  type PassTask,
  passKinds,
  passSegments,
  saveProgress,
  saveRhythm,
} from '../store/passes.ts';
import type { Item, World } from '../world.ts';
import { passCustomer } from './pass-customer.ts';

export const passTaskSchema = z.object({ kind: z.enum(passKinds), name: z.string(), segment: z.int(), page: z.int() });

/** So many customers at a time; few where each takes a place of the same day. */
const together = { usually: 16, withPlaces: 4 };

/**
 * Passes over one page of customers and asks for the next. A page that dies is passed over again from its beginning, which
 * changes nothing for those who were done; a page of an earlier pass is left. `isPoison` says of a failure whether it would
 * fail again: such a customer is counted, and the others go on.
 */
export async function passPage(
  world: World,
  { kind, name, segment, page }: PassTask,
  isPoison: (error: unknown) => boolean,
): Promise<{ passed: number; changed: number; failed: number }> {
  const counts = { passed: 0, changed: 0, failed: 0 };
  const [start, before] = await Promise.all([loadPassStart(world, kind), loadProgress(world, kind, segment)]);
  if (start?.name !== name || before?.name !== name || before.page < page) return counts;
  if (before.page > page || before.done) {
    await goOn(world, { kind, name, segment, page: before.page }, before.done);
    return counts;
  }
  const scanned = await world.table.scan({ table: 'customers', index: segment, of: passSegments }, before.cursor ?? undefined);
  const context = {
    catalogue: await loadCatalogue(world),
    pass: `${kind}#${name}`,
    existing: start.existing,
    since: start.since,
    full: new Map() satisfies Full,
  };
  const size = start.existing.length > 0 ? together.withPlaces : together.usually;
  for (let from = 0; from < scanned.items.length; from += size) {
    const outcomes = await Promise.allSettled(scanned.items.slice(from, from + size).map((item) => passCustomer(world, item, context)));
    for (const outcome of outcomes) {
      if (outcome.status === 'rejected' && !isPoison(outcome.reason)) throw outcome.reason;
      if (outcome.status === 'rejected') counts.failed += 1;
      else if (outcome.value) counts.changed += 1;
    }
  }
  counts.passed = scanned.items.length;
  const done = scanned.next === undefined;
  const rhythm = withGaps(before.rhythm, scanned.items.flatMap(gapsIn));
  const after = { name, page: page + 1, cursor: scanned.next ?? null, done, rhythm };
  if (await saveProgress(world, { kind, segment }, { before, after })) await goOn(world, { kind, name, segment, page: page + 1 }, done);
  return counts;
}

async function goOn(world: World, next: PassTask, done: boolean): Promise<void> {
  await (done ? saveRhythm(world, next.kind, next.name) : enqueuePages(world, [next]));
}

function gapsIn(item: Item): number[] {
  return gapsOf(fromJson<Profile>(item.profile).orders);
}
