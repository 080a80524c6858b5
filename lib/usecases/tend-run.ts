import { settled } from '../core/run-totals.ts';
import { minute } from '../core/time.ts';
import { type Released, releasedBefore } from '../store/run-pages.ts';
import { moveRun, type Run } from '../store/runs.ts';
import type { Task, World } from '../world.ts';
import { selectTask } from './start-runs.ts';

/** A segment of which no page came for so long is asked for again. */
export const standsStillAfter = 5 * minute;
/** While its workers are busy it may be waiting its turn: only one that stands still for longer is asked for. */
const certainlyStill = 15 * minute;
/** Of so many recipients one tick asks what became of them, for one run. */
const mostAudited = 50_000;
/** While the workers have so many tasks they are given no looks. */
const busy = 200;

/**
 * Looks after one open run: takes its selection up where it stands still, tells the owner when it is complete, has what was
 * released looked at, and closes it when every recipient is accounted for. `waiting`: tasks of its workers. Resolves to
 * whether it was closed.
 */
export async function tendRun(world: World, run: Run, waiting: number): Promise<boolean> {
  if (run.status === 'selecting') await watchSelection(world, run, waiting);
  else if (await closeWhenSettled(world, run)) return true;
  if (waiting < busy) await askForAudits(world, run);
  return false;
}

/** A chain of pages that broke is taken up where it stands; when all are done the owner is told of the run. */
async function watchSelection(world: World, run: Run, waiting: number): Promise<void> {
  const open = Object.entries(run.progress).filter(([, { done }]) => !done);
  if (open.length === 0) {
    const { campaign, version, occurrence, targeted: count } = run;
    if (count > 0) await tell(world, { notice: { about: 'run', campaign, version, occurrence, count } });
    await moveRun(world, run, 'sending');
    return;
  }
  const still = open.filter(([, { at }]) => standsStill(world.now() - at, waiting));
  await world.enqueue(
    'pages',
    still.map(([segment, { pages }]) => selectTask({ ...run, segment: Number(segment), page: pages })),
  );
}

/** Now and then, not in each minute: what was asked for may still be waiting. To be asked twice is harmless. */
function standsStill(since: number, waiting: number): boolean {
  return since >= (waiting < busy ? standsStillAfter : certainlyStill) && since % standsStillAfter < minute;
}

async function tell(world: World, body: Task['body']): Promise<void> {
  const rejected = await world.enqueue('triggered', [{ id: 'run', body }]);
  if (rejected.length > 0) throw new Error(`the queue refused the notice of a run: ${rejected[0]?.reason}`);
}

/** The closing equation: targeted = sent + entered + suppressed + failed + unknown, with nobody held or open. */
async function closeWhenSettled(world: World, run: Run): Promise<boolean> {
  if (settled(run.tally) !== run.targeted) return false;
  return moveRun(world, run, 'closed');
}

async function askForAudits(world: World, run: Run): Promise<void> {
  const { campaign, occurrence } = run;
  const due: Released[] = [];
  let recipients = 0;
  for await (const stretch of releasedBefore(world, run)) {
    if (stretch.auditAt > world.now() || recipients >= mostAudited) break;
    due.push(stretch);
    recipients += stretch.to - stretch.from;
  }
  await world.enqueue(
    'pages',
    due.map((stretch, index): Task => ({ id: `a${index}`, body: { audit: { campaign, occurrence, stretch: { ...stretch } } } })),
  );
}
