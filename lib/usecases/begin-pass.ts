import { addToDate, atLocal, type Instant, localDate, minute } from '../core/time.ts';
import { loadCatalogue } from '../store/catalogue.ts';
import { contentHash } from '../store/keys.ts';
import {
  askForPass,
  beginPass,
  enqueuePages,
  loadAskedAt,
  loadPassStart,
  loadProgress,
  movePassHint,
  noteAsked,
  type PassKind,
  type PassTask,
  passKinds,
  passSegments,
} from '../store/passes.ts';
import type { World } from '../world.ts';
import { isWanted, nightly, published, wantsOf } from './pass-start.ts';

/** At three in the morning of the first brand. */
const atNight = 180;
/** By then every function knows what was published. */
const afterPublishing = 15_000;
/** A pass after publishing is asked for again until it is done: a lost task would end it. */
const lookedAtAgain = 15 * minute;

/** After publishing: a pass over all customers for what is newly asked, and one each night. Asking twice is once. */
export async function askForPasses(world: World): Promise<void> {
  const { live, settings } = await loadCatalogue(world);
  await noteAsked(world, contentHash(wantsOf(live)));
  await askForPass(world, 'publish', world.now() + afterPublishing);
  await askForPass(world, 'night', nextNight(settings.brands[0]?.zone ?? 'UTC', world.now()));
}

/**
 * Begins the pass whose time has come, and says when the next one does. One that was begun before and is not done is asked
 * for again where it stands. After publishing nothing is passed over when no trigger is new and nothing more is counted.
 */
export async function beginDuePass(world: World, { sk, dueAt }: { sk: string; dueAt: Instant }): Promise<void> {
  const kind = passKinds.find((known) => known === sk);
  if (!kind) return;
  const { live, settings } = await loadCatalogue(world);
  const zone = settings.brands[0]?.zone ?? 'UTC';
  const before = await loadPassStart(world, kind);
  const open = before ? await openPages(world, kind, before.name) : [];
  const start =
    kind === 'night'
      ? nightly(localDate(world.now(), zone))
      : published(live, before, { isOpen: open.length > 0, since: await loadAskedAt(world) });
  const isNew = start.name !== before?.name && (before !== undefined || kind === 'night' || isWanted(wantsOf(live)));
  if (isNew) await beginPass(world, kind, { start, before });
  const pages = isNew ? await openPages(world, kind, start.name) : open;
  await enqueuePages(world, pages);
  const again = pages.length > 0 ? world.now() + lookedAtAgain : null;
  await movePassHint(world, kind, { from: dueAt, to: kind === 'night' ? nextNight(zone, world.now()) : again });
}

/** The page at which each segment stands that is not done. */
async function openPages(world: World, kind: PassKind, name: string): Promise<PassTask[]> {
  const segments = Array.from({ length: passSegments }, (_, segment) => segment);
  const progress = await Promise.all(segments.map((segment) => loadProgress(world, kind, segment)));
  return segments.flatMap((segment) => {
    const known = progress[segment];
    return known?.name === name && !known.done ? [{ kind, name, segment, page: known.page }] : [];
  });
}

function nextNight(zone: string, now: Instant): Instant {
  const today = localDate(now, zone);
  const tonight = atLocal(today, atNight, zone);
  return tonight > now ? tonight : atLocal(addToDate(today, { months: 0, days: 1, ms: 0 }), atNight, zone);
}
