import * as z from 'zod/mini';
import { applyRun, type RunOutcome } from '../core/enrollment/apply-run.ts';
import { count, emptyTally } from '../core/run-totals.ts';
import { loadCatalogue } from '../store/catalogue.ts';
import { recipientFields } from '../store/chunks.ts';
import { changeCustomer } from '../store/customers.ts';
import { type Full, learnFull, takePlaces } from '../store/entry-places.ts';
import { decideWithin } from '../store/reward-budgets.ts';
import { noteEntered } from '../store/run-pages.ts';
import { situationWithPoints } from '../store/situation.ts';
import type { World } from '../world.ts';

export const enterTaskSchema = z.object(recipientFields);
export type EnterTask = z.infer<typeof enterTaskSchema>;

/**
 * Enters the recipients of one task of a run, each once, and notes how many entered and why the others did not. `isPoison`
 * says of a failure whether it would fail again: such a customer is counted as failed, and the others go on.
 */
export async function enterRecipients(world: World, task: EnterTask, isPoison: (error: unknown) => boolean): Promise<{ entered: number }> {
  const tally = emptyTally();
  for (const [index, cid] of task.cids.entries()) {
    try {
      const outcome = await enterOne(world, task, { cid, place: `${task.place}.${task.first + index}` });
      count(tally, outcome.state === 'entered' ? ['entered'] : [outcome.state, outcome.reason]);
    } catch (error) {
      if (!isPoison(error)) throw error;
      count(tally, ['failed', 'cannot-enter']);
    }
  }
  const [, segment = '', page = ''] = task.place.split('.');
  await noteEntered(world, task, { segment: Number(segment), page: Number(page), from: task.first, tally });
  return { entered: tally.entered };
}

async function enterOne(
  world: World,
  { campaign, version, occurrence, dueAt, startedAt }: EnterTask,
  { cid, place }: { cid: string; place: string },
): Promise<RunOutcome> {
  let outcome: RunOutcome = { state: 'suppressed', reason: 'erased' };
  const full: Full = new Map();
  await changeCustomer(world, { cid }, async (state, conflict) => {
    if (!state.profile || state.contact?.erasedAt !== undefined) return undefined;
    const catalogue = await loadCatalogue(world);
    const [situation, published] = await Promise.all([
      situationWithPoints(catalogue, state, { customer: state.profile.id }),
      catalogue.version(campaign, version),
    ]);
    await learnFull(world, catalogue.live, { full, conflict });
    const applied = await decideWithin(world, { ...situation, full }, (within) => {
      const run = applyRun(within, published.campaign, { occurrence, dueAt, startedAt, place, now: world.now() });
      return { ...run, spent: run.decision?.spent };
    });
    outcome = applied.outcome;
    if (!applied.decision) return undefined;
    const { why: _, ...decision } = applied.decision;
    const also = [...takePlaces(applied.decision, catalogue.live, { now: world.now() }), ...applied.paid];
    return { by: `run#${campaign}#${occurrence}`, ...decision, also };
  });
  return outcome;
}
