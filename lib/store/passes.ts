import type { ShopRhythm } from '../core/lapse.ts';
import type { WatchTime } from '../core/lost-messages.ts';
import type { ShopFigures } from '../core/scoring/shop-figures.ts';
import { emptyTally, type ShopTally } from '../core/scoring/shop-tally.ts';
import type { Instant } from '../core/time.ts';
import type { Operation, Task, World } from '../world.ts';
import { fromJson, toJson } from './json.ts';
import { dueAttributes, keys, passKeys } from './keys.ts';

/**
 * What goes over all customers: each night to count the shop's figures, and then for what they and time alone changed; after
 * publishing for what is newly asked; each night for messages that were lost on their way.
 */
export const passKinds = ['figures', 'night', 'publish', 'watch'] as const;
export type PassKind = (typeof passKinds)[number];

/** A parallel scan has so many segments, each a chain of pages. */
export const passSegments = 4;

export interface PassStart {
  /** One pass is begun once under its name. */
  name: string;
  /** Campaigns that also want those who stood there before. */
  existing: string[];
  /** Campaign → version, as they were when it began. */
  versions: { [campaign: string]: string };
  /** When what it is for was put in force: what came due since then is not over for those whom it reaches later. */
  since?: Instant;
  /** Of a watch: what it looks at. */
  watch?: Watched;
}

export interface Watched extends WatchTime {
  /** When a person last asked for one that looks at everything. */
  askedAt?: Instant;
}

/** How far one segment has come. */
export interface PassProgress {
  name: string;
  /** The page that is next. */
  page: number;
  cursor: string | null;
  done: boolean;
  /** What the customers so far add to the shop's figures, in a pass that counts them. */
  tally: ShopTally;
}

export interface PassTask {
  kind: PassKind;
  name: string;
  segment: number;
  page: number;
}

/** When the next pass of a kind begins; `unlessAsked` leaves what was asked before. */
export async function askForPass(
  world: World,
  kind: PassKind,
  { dueAt, unlessAsked }: { dueAt: Instant; unlessAsked: boolean },
): Promise<void> {
  const key = passKeys.passHint(kind);
  const put = { ...key, ...dueAttributes(key, dueAt) };
  const unasked = { any: [{ absent: ['pk'] }, { absent: ['dueAt'] }] } satisfies Operation['if'];
  await world.table.write([unlessAsked ? { put, if: unasked } : { put }]);
}

/** Notes what a publish wants of all customers: `at` stays while that stays the same. */
export async function noteAsked(world: World, wants: string): Promise<void> {
  const key = passKeys.pass('publish', 'ASKED');
  if ((await world.table.get(key))?.wants !== wants) await world.table.write([{ put: { ...key, wants, at: world.now() } }]);
}

/** A person asks for a watch over everything, now. */
export async function askForWatch(world: World): Promise<void> {
  const at = world.now();
  await world.table.write([{ put: { ...passKeys.pass('watch', 'ASKED'), at } }]);
  await askForPass(world, 'watch', { dueAt: at, unlessAsked: false });
}

/** Since when it is wanted; undefined when nothing was ever asked. */
export async function loadAskedAt(world: World, kind: PassKind): Promise<Instant | undefined> {
  const item = await world.table.get(passKeys.pass(kind, 'ASKED'));
  return typeof item?.at === 'number' ? item.at : undefined;
}

/** Moves the hint on, or takes it away, unless it has moved meanwhile. */
export async function movePassHint(world: World, kind: PassKind, { from, to }: { from: Instant; to: Instant | null }): Promise<void> {
  const key = passKeys.passHint(kind);
  const unmoved = { equals: [['dueAt'], from] } satisfies Operation['if'];
  await world.table.write([to === null ? { delete: key, if: unmoved } : { put: { ...key, ...dueAttributes(key, to) }, if: unmoved }]);
}

export async function loadPassStart(world: World, kind: PassKind): Promise<PassStart | undefined> {
  const item = await world.table.get(passKeys.pass(kind, 'START'));
  return item && fromJson<PassStart>(item.start);
}

/** Notes that a pass begins, all segments at their first page; false when another has begun meanwhile. */
export async function beginPass(
  world: World,
  kind: PassKind,
  { start, before }: { start: PassStart; before: PassStart | undefined },
): Promise<boolean> {
  const fresh: PassProgress = { name: start.name, page: 0, cursor: null, done: false, tally: emptyTally() };
  const conflict = await world.table.write([
    {
      put: { ...passKeys.pass(kind, 'START'), name: start.name, start: toJson(start) },
      if: before ? { equals: [['name'], before.name] } : { absent: ['pk'] },
    },
    ...Array.from({ length: passSegments }, (_, segment): Operation => ({ put: progressItem(kind, segment, fresh) })),
  ]);
  return conflict === undefined;
}

export async function loadProgress(world: World, kind: PassKind, segment: number): Promise<PassProgress | undefined> {
  const item = await world.table.get(passKeys.pass(kind, segment));
  return item && fromJson<PassProgress>(item.progress);
}

/** Notes that a page is done, unless somebody else did or the next pass has begun. */
export async function saveProgress(
  world: World,
  { kind, segment }: { kind: PassKind; segment: number },
  { before, after }: { before: PassProgress; after: PassProgress },
): Promise<boolean> {
  const same = { all: [{ equals: [['name'], before.name] }, { equals: [['page'], before.page] }] } satisfies Operation['if'];
  const conflict = await world.table.write([{ put: progressItem(kind, segment, after), if: same }]);
  return conflict === undefined;
}

function progressItem(kind: PassKind, segment: number, progress: PassProgress) {
  return { ...passKeys.pass(kind, segment), name: progress.name, page: progress.page, progress: toJson(progress) };
}

/** Asks for one page. What the queue refuses fails, so that whoever asked does it again. */
export async function enqueuePages(world: World, tasks: PassTask[]): Promise<void> {
  if (tasks.length === 0) return;
  const rejected = await world.enqueue(
    'pages',
    tasks.map((task): Task => ({ id: `p${task.segment}-${task.page}`, body: { pass: { ...task } } })),
  );
  if (rejected.length > 0)
    throw new Error(`the queue refused ${rejected.length} pages of the ${tasks[0]?.kind} pass: ${rejected[0]?.reason}`);
}

/** What decisions need to know of the shop, each part absent until the first nightly pass. */
export async function loadFigures(world: World): Promise<{ rhythm?: ShopRhythm; shop?: ShopFigures }> {
  const [rhythm, shop] = await Promise.all([world.table.get(keys.rhythm), world.table.get(keys.shopFigures)]);
  return { ...(rhythm && { rhythm: fromJson<ShopRhythm>(rhythm.rhythm) }), ...(shop && { shop: fromJson<ShopFigures>(shop.figures) }) };
}

/** The page at which each segment stands that is not done. */
export async function openPages(world: World, kind: PassKind, name: string): Promise<PassTask[]> {
  const segments = Array.from({ length: passSegments }, (_, segment) => segment);
  const progress = await Promise.all(segments.map((segment) => loadProgress(world, kind, segment)));
  return segments.flatMap((segment) => {
    const known = progress[segment];
    return known?.name === name && !known.done ? [{ kind, name, segment, page: known.page }] : [];
  });
}

/** What every segment of a pass has counted; nothing while one of them is not done. */
export async function loadTallies(world: World, kind: PassKind, name: string): Promise<ShopTally[] | undefined> {
  const parts = await Promise.all(Array.from({ length: passSegments }, (_, segment) => loadProgress(world, kind, segment)));
  const done = parts.flatMap((part) => (part?.name === name && part.done ? [part.tally] : []));
  return done.length === passSegments ? done : undefined;
}

/** The pass of which the figures in force were counted; undefined before the first. */
export async function loadFiguresName(world: World): Promise<string | undefined> {
  const item = await world.table.get(keys.shopFigures);
  return typeof item?.name === 'string' ? item.name : undefined;
}

/** Puts the figures that a pass has counted in force. */
export async function saveFigures(
  world: World,
  name: string,
  { rhythm, figures }: { rhythm: ShopRhythm; figures: ShopFigures },
): Promise<void> {
  await world.table.write([
    { put: { ...keys.rhythm, rhythm: toJson(rhythm) } },
    { put: { ...keys.shopFigures, name, figures: toJson(figures) } },
  ]);
}
