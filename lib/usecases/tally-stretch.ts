import { emptyTally, type Tally } from '../core/run-totals.ts';
import { tallyMessages } from '../store/message-outcomes.ts';
import { loadEntered, loadPage, type Stretch } from '../store/run-pages.ts';
import type { Run } from '../store/runs.ts';
import type { World } from '../world.ts';
import { chunksOf } from './hand-on.ts';

/** How it stands with the recipients of a stretch that was released: one tally for each of its tasks. */
export function tallyStretch(world: World, run: Run, stretch: Stretch): Promise<Tally[]> {
  const { broadcast } = run;
  return broadcast === undefined ? entriesOf(world, run, stretch) : messagesOf(world, { ...run, broadcast }, stretch);
}

/** From the record of each recipient's message. */
async function messagesOf(world: World, run: Run & { broadcast: string }, stretch: Stretch): Promise<Tally[]> {
  const page = await loadPage(world, run, stretch);
  const message = { id: `${run.campaign}#${run.occurrence}#${run.broadcast}`, plannedAt: stretch.dueAt };
  const tallies: Tally[] = [];
  // One task after the other: side by side, a page would be a thousand reads at once.
  for (const { from, to } of chunksOf(stretch)) tallies.push(await tallyMessages(world, page?.cids.slice(from, to) ?? [], message));
  return tallies;
}

/** As the task that entered them noted it. */
async function entriesOf(world: World, run: Run, stretch: Stretch): Promise<Tally[]> {
  const { segment, page } = stretch;
  return Promise.all(
    chunksOf(stretch).map(async ({ from, to }) => {
      const noted = await loadEntered(world, run, { segment, page, from });
      return noted ?? { ...emptyTally(), open: to - from };
    }),
  );
}
