import { chunkSize } from '../store/chunks.ts';
import { loadPage, type Released, type Stretch } from '../store/run-pages.ts';
import type { Run } from '../store/runs.ts';
import type { Task, Value, World } from '../world.ts';

/** Gives a released stretch to whoever acts on it; what a queue refuses, or a death loses, the audit finds. `only` narrows it to some tasks. */
export async function handOn(
  world: World,
  run: Run,
  { stretch, only }: { stretch: Released; only?: (index: number) => boolean },
): Promise<void> {
  const page = await loadPage(world, run, stretch);
  if (!page) throw new Error(`page ${stretch.segment}.${stretch.page} of ${run.campaign} ${run.occurrence} is gone`);
  const bodies = chunksOf(stretch)
    .filter((_, index) => only?.(index) ?? true)
    .map(({ from, to }): { [name: string]: Value } => ({
      campaign: run.campaign,
      version: run.version,
      occurrence: run.occurrence,
      dueAt: stretch.dueAt,
      startedAt: run.startedAt,
      releasedAt: stretch.releasedAt,
      place: `${run.number}.${stretch.segment}.${stretch.page}`,
      first: from,
      cids: page.cids.slice(from, to),
    }));
  const again = only !== undefined && { again: true };
  const tasks = bodies.map(
    (body, index): Task => ({ id: `r${index}`, body: run.broadcast === undefined ? { enter: body } : { ...body, ...again } }),
  );
  await world.enqueue(run.broadcast === undefined ? 'pages' : 'bulk', tasks);
}

/** The tasks of a stretch: each begins where it began the first time. */
export function chunksOf({ from, to }: Pick<Stretch, 'from' | 'to'>): { from: number; to: number }[] {
  return Array.from({ length: Math.ceil((to - from) / chunkSize) }, (_, index) => {
    const start = from + index * chunkSize;
    return { from: start, to: Math.min(to, start + chunkSize) };
  });
}
