import * as z from 'zod/mini';
import { loadCatalogue } from '../store/catalogue.ts';
import type { Full } from '../store/entry-places.ts';
import {
  enqueuePages,
  loadPassStart,
  loadProgress,
  type PassProgress,
  type PassStart,
  type PassTask,
  passKinds,
  passSegments,
  saveProgress,
} from '../store/passes.ts';
import type { Item, World } from '../world.ts';
import { countCustomers } from './count-customers.ts';
import { countFigures } from './count-figures.ts';
import { passCustomer } from './pass-customer.ts';

export const passTaskSchema = z.object({ kind: z.enum(passKinds), name: z.string(), segment: z.int(), page: z.int() });

/** So many customers at a time; few where each takes a place of the same day. */
const together = { usually: 16, withPlaces: 4 };

interface Counts {
  [counted: string]: number;
  passed: number;
  changed: number;
  failed: number;
}

/**
 * Passes over one page of customers and asks for the next. A page that dies is passed over again from its beginning, which
 * changes nothing for those who were done; a page of an earlier pass is left. `isPoison` says of a failure whether it would
 * fail again: such a customer is counted, and the others go on.
 */
export async function passPage(world: World, task: PassTask, isPoison: (error: unknown) => boolean): Promise<Counts> {
  const { kind, name, segment, page } = task;
  const [start, before] = await Promise.all([loadPassStart(world, kind), loadProgress(world, kind, segment)]);
  const nobody = { passed: 0, changed: 0, failed: 0 };
  if (start?.name !== name || before?.name !== name || before.page < page) return nobody;
  if (before.page > page || before.done) {
    await goOn(world, { ...task, page: before.page }, before.done);
    return nobody;
  }
  const looked =
    kind === 'figures'
      ? await countCustomers(world, { segment, before, isPoison })
      : await passCustomers(world, { task, start, before, isPoison });
  const { cursor, tally, ...counts } = looked;
  const done = cursor === undefined;
  const after = { name, page: page + 1, cursor: cursor ?? null, done, tally };
  if (await saveProgress(world, { kind, segment }, { before, after })) await goOn(world, { ...task, page: page + 1 }, done);
  return counts;
}

interface Passing {
  task: PassTask;
  start: PassStart;
  before: PassProgress;
  isPoison: (error: unknown) => boolean;
}

async function passCustomers(world: World, { task: { kind, segment }, start, before, isPoison }: Passing) {
  const { items, next } = await world.table.scan({ table: 'customers', index: segment, of: passSegments }, before.cursor ?? undefined);
  return { ...(await passEach(world, items, { start, kind, isPoison })), cursor: next, tally: before.tally };
}

async function passEach(
  world: World,
  items: Item[],
  { start, kind, isPoison }: { start: PassStart; kind: PassTask['kind']; isPoison: (error: unknown) => boolean },
): Promise<Counts> {
  const counts = { passed: items.length, changed: 0, failed: 0 };
  const context = {
    catalogue: await loadCatalogue(world),
    pass: `${kind}#${start.name}`,
    existing: start.existing,
    since: start.since,
    full: new Map() satisfies Full,
  };
  const size = start.existing.length > 0 ? together.withPlaces : together.usually;
  for (let from = 0; from < items.length; from += size) {
    const outcomes = await Promise.allSettled(items.slice(from, from + size).map((item) => passCustomer(world, item, context)));
    for (const outcome of outcomes) {
      if (outcome.status === 'rejected' && !isPoison(outcome.reason)) throw outcome.reason;
      if (outcome.status === 'rejected') counts.failed += 1;
      else if (outcome.value) counts.changed += 1;
    }
  }
  return counts;
}

async function goOn(world: World, next: PassTask, done: boolean): Promise<void> {
  if (!done) await enqueuePages(world, [next]);
  else if (next.kind === 'figures') await countFigures(world, next.name);
}
