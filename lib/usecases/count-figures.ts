import { mergedTallies } from '../core/scoring/shop-tally.ts';
import { figuresOf } from '../core/scoring/tallied-figures.ts';
import { forgetCatalogue, loadCatalogue } from '../store/catalogue.ts';
import { askForPass, loadFiguresName, loadPassStart, loadTallies, saveFigures } from '../store/passes.ts';
import type { World } from '../world.ts';
import { countingOf } from './count-customers.ts';

/**
 * When every part of the customers is counted: makes the shop's figures of them, puts these in force, and asks for the pass in
 * which each customer is looked at with them. Nothing while a part is missing. Twice is once.
 */
export async function countFigures(world: World, name: string): Promise<void> {
  const tallies = await loadTallies(world, 'figures', name);
  if (!tallies) return;
  if ((await loadFiguresName(world)) !== name) {
    const [tally, { shop }] = [mergedTallies(tallies), await loadCatalogue(world)];
    await saveFigures(world, name, { rhythm: tally.rhythm, figures: figuresOf(tally, await countingOf(world), shop) });
    forgetCatalogue(world);
  }
  const known = await loadPassStart(world, 'night');
  if (known?.name !== name) await askForPass(world, 'night', { dueAt: world.now() + afterCounting, unlessAsked: false });
}

/** By then every function knows the new figures. */
const afterCounting = 15_000;
