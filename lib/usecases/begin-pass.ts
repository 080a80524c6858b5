import { type Instant, localDate, minute } from '../core/time.ts';
import { type Catalogue, loadCatalogue } from '../store/catalogue.ts';
import { contentHash } from '../store/keys.ts';
import {
  askForPass,
  beginPass,
  enqueuePages,
  loadAskedAt,
  loadFiguresName,
  loadPassStart,
  movePassHint,
  noteAsked,
  openPages,
  type PassKind,
  type PassStart,
  passKinds,
} from '../store/passes.ts';
import type { World } from '../world.ts';
import { countFigures } from './count-figures.ts';
import { foldCounters } from './fold-counters.ts';
import { isWanted, nextNight, nightly, published, wantsOf, watchStart, zoneOf } from './pass-start.ts';

/** By then every function knows what was published. */
const afterPublishing = 15_000;
/** A pass is asked for again until it is done: a lost task would end it. */
const lookedAtAgain = 15 * minute;

/**
 * After publishing: a pass over all customers for what is newly asked, and each night one to count the shop's figures, the first
 * time at once, and one that looks for lost messages. Asking twice is once.
 */
export async function askForPasses(world: World): Promise<void> {
  const { live, settings, shop } = await loadCatalogue(world);
  const soon = world.now() + afterPublishing;
  await noteAsked(world, contentHash(wantsOf(live)));
  await askForPass(world, 'publish', { dueAt: soon, unlessAsked: false });
  const tonight = nextNight(zoneOf(settings), world.now());
  await askForPass(world, 'figures', { dueAt: shop ? tonight : soon, unlessAsked: true });
  await askForPass(world, 'watch', { dueAt: tonight, unlessAsked: true });
}

/**
 * Begins the pass whose time has come, and says when the next one does. One that was begun before and is not done is asked
 * for again where it stands. After publishing nothing is passed over when no trigger is new and nothing more is counted.
 */
export async function beginDuePass(world: World, { sk, dueAt }: { sk: string; dueAt: Instant }): Promise<void> {
  const kind = passKinds.find((known) => known === sk);
  if (!kind) return;
  const catalogue = await loadCatalogue(world);
  const before = await loadPassStart(world, kind);
  const open = before ? await openPages(world, kind, before.name) : [];
  const start = await startOf(world, kind, { catalogue, before, isOpen: open.length > 0 });
  const isNew = start !== undefined && start.name !== before?.name;
  if (isNew) await beginPass(world, kind, { start, before });
  const pages = isNew ? await openPages(world, kind, start.name) : open;
  await enqueuePages(world, pages);
  if (kind === 'figures' && start && pages.length === 0) await countFigures(world, start.name);
  const done = kind === 'figures' || kind === 'watch' ? nextNight(zoneOf(catalogue.settings), world.now()) : null;
  await movePassHint(world, kind, { from: dueAt, to: pages.length > 0 ? world.now() + lookedAtAgain : done });
  if (kind === 'figures') await foldCounters(world);
}

/** What the pass is called that is to be done now; nothing where none is wanted. */
async function startOf(
  world: World,
  kind: PassKind,
  { catalogue: { settings, live }, before, isOpen }: { catalogue: Catalogue; before: PassStart | undefined; isOpen: boolean },
): Promise<PassStart | undefined> {
  if (kind === 'figures') {
    const isCounted = !isOpen && (before === undefined || (await loadFiguresName(world)) === before.name);
    return isCounted ? nightly(localDate(world.now(), zoneOf(settings))) : before;
  }
  if (kind === 'watch')
    return watchStart(before, { isOpen, asked: await loadAskedAt(world, kind), now: world.now(), zone: zoneOf(settings) });
  if (kind === 'night') return isOpen ? before : loadPassStart(world, 'figures');
  const start = published(live, before, { isOpen, since: await loadAskedAt(world, kind) });
  return before !== undefined || isWanted(wantsOf(live)) ? start : undefined;
}
