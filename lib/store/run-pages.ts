import type { Tally } from '../core/run-totals.ts';
import type { Group } from '../core/select.ts';
import type { Instant } from '../core/time.ts';
import type { Operation, World } from '../world.ts';
import { backOff } from './backoff.ts';
import { fromJson, toJson } from './json.ts';
import { type RunName, runKeys } from './keys.ts';
import { addToRun, type Run } from './runs.ts';

/** Everybody whom one page of the scan selected. The index of a customer in `cids` is the last part of her place. */
export interface SelectedPage {
  /** Nobody on it will have an enrollment. */
  broadcast: boolean;
  /** Those of one due instant lie side by side, the earliest first. */
  cids: string[];
  groups: Group[];
  /** The control group: selected, and sent nothing. */
  heldOut: string[];
  /** How many of them are held out from all marketing. */
  universal?: number;
  /** Could not be looked at. */
  failed: string[];
  /** Where the scan goes on; absent at the end of the segment. */
  next?: string;
}

/** A stretch of one page, on its way from selected to settled. */
export interface Stretch extends Group {
  segment: number;
  page: number;
  broadcast: boolean;
}

/** A stretch that was sent on. */
export interface Released extends Stretch {
  releasedAt: Instant;
  /** When it is looked at (again). */
  auditAt: Instant;
  audits: number;
}

export const releasePrefix = 'RELEASE#';
export const auditPrefix = 'AUDIT#';

/** The recipients of one task, by the index of the first. */
type TaskPlace = Pick<Stretch, 'segment' | 'page' | 'from'>;

const placeOf = ({ segment, page, from }: TaskPlace) => `${segment}#${String(page).padStart(6, '0')}#${String(from).padStart(5, '0')}`;
const iso = (at: Instant) => new Date(at).toISOString();
const releaseKey = (run: RunName, stretch: Stretch) => runKeys.stock(run, `${releasePrefix}${iso(stretch.dueAt)}#${placeOf(stretch)}`);
const auditKey = (run: RunName, stretch: Released) => runKeys.stock(run, `${auditPrefix}${iso(stretch.auditAt)}#${placeOf(stretch)}`);
const doneKey = (run: RunName, stretch: Stretch) => runKeys.stock(run, `DONE#${placeOf(stretch)}`);
const headKey = (run: RunName, segment: number, page: number) => runKeys.stock(run, `HEAD#${segment}#${String(page).padStart(6, '0')}`);

export async function loadPage(
  world: World,
  run: RunName,
  { segment, page }: { segment: number; page: number },
): Promise<SelectedPage | undefined> {
  const item = await world.table.get(runKeys.page(run, segment, page));
  return item && fromJson<SelectedPage>(item);
}

/** Where the scan goes on after a page; undefined when it was the last, or was never finished. */
export async function loadCursor(
  world: World,
  run: RunName,
  { segment, page }: { segment: number; page: number },
): Promise<string | undefined> {
  const head = await world.table.get(headKey(run, segment, page));
  return typeof head?.next === 'string' ? head.next : undefined;
}

/**
 * Keeps a page if there is none yet, and resolves to the one that stands: what was selected first is what is sent, however
 * often the scan is repeated.
 */
export async function keepPage(
  world: World,
  run: RunName,
  { segment, page, selected }: { segment: number; page: number; selected: SelectedPage },
): Promise<SelectedPage> {
  const conflict = await world.table.write([{ put: { ...runKeys.page(run, segment, page), ...toJson(selected) }, if: { absent: ['pk'] } }]);
  if (!conflict) return selected;
  return conflict.reason === 'condition' && conflict.found ? fromJson<SelectedPage>(conflict.found) : selected;
}

/** Counts a page that stands into its run and puts its groups up for release, once. Resolves to whether this call did it. */
export async function countPage(
  world: World,
  run: Run,
  {
    segment,
    page,
    selected,
    stretches,
    tally,
  }: { segment: number; page: number; selected: SelectedPage; stretches: Stretch[]; tally: Tally },
): Promise<boolean> {
  const { next, cids, heldOut, failed, universal } = selected;
  const unsent = universal ? { ...tally, suppressed: { ...tally.suppressed, universal } } : tally;
  const progress = { pages: page + 1, at: world.now(), done: next === undefined };
  return writeInTurn(world, run, [
    { put: { ...headKey(run, segment, page), ...(next !== undefined && { next }) }, if: { absent: ['pk'] } },
    addToRun(run, { targeted: cids.length + heldOut.length + failed.length, tally, unsent }, [[['progress', String(segment)], progress]]),
    ...stretches.map((stretch): Operation => ({ put: { ...releaseKey(run, stretch), stretch: toJson(stretch) } })),
  ]);
}

const tries = 9;

/**
 * One transaction on the sums of a run. Eight segments and every audit write them: one that meets another waits for its turn.
 * Resolves to whether it was written; false when it was written before.
 */
async function writeInTurn(world: World, run: RunName, operations: Operation[]): Promise<boolean> {
  for (let attempt = 0; attempt < tries; attempt++) {
    const conflict = await world.table.write(operations);
    if (conflict?.reason !== 'contention') return !conflict;
    await backOff(JSON.stringify(operations[0]), attempt);
  }
  throw new Error(`the sums of ${run.campaign} ${run.occurrence} were changed by others ${tries} times in a row`);
}

/** The stretches that are up for release, earliest due first; read as far as they are asked for. */
export function releasable(world: World, run: RunName): AsyncGenerator<Stretch> {
  return stock<Stretch>(world, run, releasePrefix);
}

/** The stretches that are looked at again, earliest first; read as far as they are asked for. */
export function releasedBefore(world: World, run: RunName): AsyncGenerator<Released> {
  return stock<Released>(world, run, auditPrefix);
}

const readAtOnce = 100;

async function* stock<Kept extends Stretch>(world: World, run: RunName, prefix: string): AsyncGenerator<Kept> {
  let after: string | undefined;
  do {
    const range = { table: 'control', pk: runKeys.stock(run, '').pk, prefix, limit: readAtOnce, ...(after && { after }) } as const;
    const { items, next } = await world.table.query(range);
    for (const item of items) yield fromJson<Kept>(item.stretch);
    after = next;
  } while (after);
}

/** Resolves to undefined when it was looked at meanwhile. */
export async function findReleased(world: World, run: RunName, stretch: Released): Promise<Released | undefined> {
  const item = await world.table.get(auditKey(run, stretch));
  return item && fromJson<Released>(item.stretch);
}

/**
 * Takes the first recipients of a stretch out of what is up for release; the rest stays. From then on only an audit sends
 * them again. Resolves to nothing when somebody else took them.
 */
export async function takeForRelease(
  world: World,
  run: RunName,
  { stretch, to, auditAt }: { stretch: Stretch; to: number; auditAt: Instant },
): Promise<Released | undefined> {
  const released: Released = { ...stretch, to, releasedAt: world.now(), auditAt, audits: 0 };
  const rest: Stretch = { ...stretch, from: to };
  const conflict = await world.table.write([
    { delete: releaseKey(run, stretch), if: { present: ['pk'] } },
    ...(to < stretch.to ? [{ put: { ...releaseKey(run, rest), stretch: toJson(rest) } } satisfies Operation] : []),
    { put: { ...auditKey(run, released), stretch: toJson(released) } },
  ]);
  return conflict ? undefined : released;
}

/** Settles a stretch for good and adds it to its run, once: one that is up for release, or one that was released. */
export async function settleStretch(
  world: World,
  run: Run,
  { stretch, tally }: { stretch: Stretch | Released; tally: Tally },
): Promise<boolean> {
  return writeInTurn(world, run, [
    { delete: 'auditAt' in stretch ? auditKey(run, stretch) : releaseKey(run, stretch), if: { present: ['pk'] } },
    { put: { ...doneKey(run, stretch), stretch: toJson(stretch), tally: toJson(tally) } },
    addToRun(run, { tally, unsent: 'releasedAt' in stretch ? undefined : tally }),
  ]);
}

/** Looks at a stretch again later; `tally` is how it stands now. */
export async function auditLater(
  world: World,
  run: RunName,
  { stretch, next, tally }: { stretch: Released; next: Released; tally: Tally },
): Promise<boolean> {
  const conflict = await world.table.write([
    { delete: auditKey(run, stretch), if: { present: ['pk'] } },
    { put: { ...auditKey(run, next), stretch: toJson(next), tally: toJson(tally) } },
  ]);
  return !conflict;
}

const enteredKey = (run: RunName, task: TaskPlace) => runKeys.stock(run, `ENTERED#${placeOf(task)}`);

/** Notes what became of the recipients of one task that enters them: the first word stands. */
export async function noteEntered(world: World, run: RunName, { tally, ...task }: TaskPlace & { tally: Tally }): Promise<void> {
  await world.table.write([{ put: { ...enteredKey(run, task), tally: toJson(tally) }, if: { absent: ['pk'] } }]);
}

export async function loadEntered(world: World, run: RunName, task: TaskPlace): Promise<Tally | undefined> {
  const item = await world.table.get(enteredKey(run, task));
  return item && fromJson<Tally>(item.tally);
}
