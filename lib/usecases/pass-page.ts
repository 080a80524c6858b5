import * as z from 'zod/mini';
import {
  askForPass,
  enqueuePages,
  loadPassStart,
  loadProgress,
  loadTallies,
  type PassProgress,
  type PassStart,
  type PassTask,
  passKinds,
  saveProgress,
} from '../store/passes.ts';
import type { World } from '../world.ts';
import { countCustomers } from './count-customers.ts';
import { passCustomers } from './pass-customers.ts';
import { watchPage } from './watch-page.ts';

export const passTaskSchema = z.object({ kind: z.enum(passKinds), name: z.string(), segment: z.int(), page: z.int() });

/**
 * Passes over one page of customers, or of what stands beside them, and asks for the next. A page that dies is passed over again from its beginning, which
 * changes nothing for those who were done; a page of an earlier pass is left. `isPoison` says of a failure whether it would
 * fail again: such a customer is counted, and the others go on.
 */
export async function passPage(
  world: World,
  task: PassTask,
  isPoison: (error: unknown) => boolean,
): Promise<Record<'passed' | 'changed' | 'failed', number>> {
  const { kind, name, segment, page } = task;
  const [start, before] = await Promise.all([loadPassStart(world, kind), loadProgress(world, kind, segment)]);
  const nobody = { passed: 0, changed: 0, failed: 0 };
  if (start?.name !== name || before?.name !== name || before.page < page) return nobody;
  if (before.page > page || before.done) {
    await goOn(world, { ...task, page: before.page }, before.done);
    return nobody;
  }
  const looked = await look(world, { task, start, before }, isPoison);
  const { cursor, tally, ...counts } = looked;
  const done = cursor === undefined;
  const after = { name, page: page + 1, cursor: cursor ?? null, done, tally };
  if (await saveProgress(world, { kind, segment }, { before, after })) await goOn(world, { ...task, page: page + 1 }, done);
  return counts;
}

function look(world: World, pass: { task: PassTask; start: PassStart; before: PassProgress }, isPoison: (error: unknown) => boolean) {
  const { kind, segment } = pass.task;
  if (kind === 'figures') return countCustomers(world, { segment, before: pass.before, isPoison });
  return kind === 'watch' ? watchPage(world, { segment, ...pass }, isPoison) : passCustomers(world, pass, isPoison);
}

async function goOn(world: World, next: PassTask, done: boolean): Promise<void> {
  if (!done) await enqueuePages(world, [next]);
  // When all is counted the pass is due at once: whoever wakes it makes the figures.
  else if (next.kind === 'figures' && (await loadTallies(world, next.kind, next.name)))
    await askForPass(world, next.kind, { dueAt: world.now(), unlessAsked: false });
}
