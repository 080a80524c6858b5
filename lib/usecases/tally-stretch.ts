import { emptyTally, type Tally } from '../core/run-totals.ts';
import { loadCatalogue } from '../store/catalogue.ts';
import { tallyMessages } from '../store/message-outcomes.ts';
import { loadEntered, loadPage, type Stretch } from '../store/run-pages.ts';
import type { Run } from '../store/runs.ts';
import type { World } from '../world.ts';
import { chunksOf } from './hand-on.ts';

/** How it stands with the recipients of a stretch that was released: one tally for each of its tasks. */
export function tallyStretch(world: World, run: Run, stretch: Stretch): Promise<Tally[]> {
  return run.broadcast ? messagesOf(world, run, stretch) : entriesOf(world, run, stretch);
}

/** From the record of each recipient's message. */
async function messagesOf(world: World, run: Run, stretch: Stretch): Promise<Tally[]> {
  const [page, { campaign }] = await Promise.all([
    loadPage(world, run, stretch),
    loadCatalogue(world).then((catalogue) => catalogue.version(run.campaign, run.version)),
  ]);
  const message = { id: `${run.campaign}#${run.occurrence}#${campaign.broadcast?.id}`, plannedAt: stretch.dueAt };
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
