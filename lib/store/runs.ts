import type { SchedulePointer } from '../core/due-runs.ts';
import { emptyTally, type Tally } from '../core/run-totals.ts';
import type { Occurrence } from '../core/schedule.ts';
import type { Instant } from '../core/time.ts';
import type { Condition, Item, Operation, Path, World } from '../world.ts';
import { backOff } from './backoff.ts';
import { fromJson, toJson } from './json.ts';
import { keys, type RunName, runKeys } from './keys.ts';
import { queryItems } from './read-items.ts';

/** A parallel scan of the customers has so many segments, and each is a chain of pages. */
export const segments = 8;

/** One occurrence of a scheduled campaign that was started, or given up. */
export interface Run extends RunName {
  version: string;
  /** Short name of the run in the codes of its recipients; 0 = it was missed. */
  number: number;
  status: 'selecting' | 'sending' | 'closed' | 'missed';
  /** Why it was missed. */
  reason?: string;
  opensAt: Instant;
  /** When its campaign was first live: groups that were due before are not sent. */
  since: Instant;
  startedAt: Instant;
  closedAt?: Instant;
  /** Its only step, when its recipients have no enrollments. */
  broadcast?: string;
  /** Of each segment: pages selected so far, when that was, whether it was the last. */
  progress: { [segment: string]: { pages: number; at: Instant; done: boolean } };
  /** Everybody selected, the control group included. */
  targeted: number;
  /** Of those that are settled; what is held or open is not in it. */
  tally: Tally;
  /** Of `tally` those who were never sent on: the control group, who could not be selected, what was over first. Older runs have none. */
  unsent?: Unsent;
}

export type Unsent = Pick<Tally, 'suppressed' | 'failed'>;

export interface StoredPointer extends SchedulePointer {
  campaign: string;
  /** When the next occurrence opens; absent when there is none. */
  nextAt?: Instant;
}

export async function loadPointers(world: World): Promise<StoredPointer[]> {
  const { items } = await world.table.query({ table: 'control', pk: runKeys.schedule('').pk });
  return items.map(({ sk, since, done, nextAt }) => ({
    campaign: sk,
    since: Number(since),
    ...(typeof done === 'string' && { done }),
    ...(typeof nextAt === 'number' && { nextAt }),
  }));
}

/** Puts a pointer, or moves it on, unless somebody has moved it meanwhile. `before` is what was read. */
export function pointerOperation(pointer: StoredPointer, before: SchedulePointer | undefined): Operation {
  const { campaign, ...rest } = pointer;
  const unmoved: Condition = before?.done === undefined ? { absent: ['done'] } : { equals: [['done'], before.done] };
  return {
    put: { ...runKeys.schedule(campaign), ...toJson(rest) },
    if: before ? { all: [{ equals: [['since'], before.since] }, unmoved] } : { absent: ['pk'] },
  };
}

/** The campaign has no schedule in force any more: should it come back, it begins anew. */
export async function dropPointer(world: World, { campaign, since }: StoredPointer): Promise<void> {
  await world.table.write([{ delete: runKeys.schedule(campaign), if: { equals: [['since'], since] } }]);
}

export interface NewRun extends RunName {
  version: string;
  occurrence: string;
  opens: Occurrence;
  broadcast: string | undefined;
  missed?: string | undefined;
}

const tries = 5;

/**
 * Starts a run, or notes that it was missed, and moves the pointer on, all or nothing: each occurrence once. Resolves to
 * whether it was this call that did it.
 */
export async function decideRun(world: World, run: NewRun, pointer: { to: StoredPointer; from: SchedulePointer }): Promise<boolean> {
  for (let attempt = 0; attempt < tries; attempt++) {
    const item = await world.table.get(runKeys.runNumber);
    const number = Number(item?.n ?? 0);
    const conflict = await world.table.write([
      { put: runItem(world, run, { number: number + 1, since: pointer.from.since }), if: { absent: ['pk'] } },
      pointerOperation(pointer.to, pointer.from),
      { put: { ...runKeys.runNumber, n: number + 1 }, if: item ? { equals: [['n'], number] } : { absent: ['pk'] } },
      ...(run.missed === undefined ? opened(run, number + 1) : []),
    ]);
    if (!conflict) return true;
    if (conflict.reason === 'contention' || conflict.index === 2) {
      await backOff(`${run.campaign}#${run.occurrence}`, attempt);
      continue;
    }
    // It was decided before, under another pointer: the campaign was taken out of force and came back.
    if (conflict.index === 0) await world.table.write([pointerOperation(pointer.to, pointer.from)]);
    return false;
  }
  throw new Error(`the number of run ${run.campaign} ${run.occurrence} was taken by others ${tries} times in a row`);
}

function opened({ campaign, occurrence }: NewRun, number: number): Operation[] {
  const name = { campaign, occurrence };
  return [{ put: { ...runKeys.openRun(name) } }, { put: { ...keys.numberedRun(number), ...name } }];
}

function runItem(world: World, run: NewRun, { number, since }: { number: number; since: Instant }): Item {
  const { campaign, occurrence, version, opens, broadcast, missed } = run;
  const now = world.now();
  const body: Run = {
    campaign,
    occurrence,
    version,
    number: missed === undefined ? number : 0,
    status: missed === undefined ? 'selecting' : 'missed',
    ...(missed !== undefined && { reason: missed }),
    opensAt: opens.opensAt,
    since,
    startedAt: now,
    ...(broadcast !== undefined && { broadcast }),
    progress: Object.fromEntries(Array.from({ length: segments }, (_, segment) => [segment, { pages: 0, at: now, done: false }])),
    targeted: 0,
    tally: emptyTally(),
    unsent: { suppressed: {}, failed: {} },
  };
  return { ...runKeys.run(run), ...toJson(body) };
}

export async function loadRun(world: World, name: RunName): Promise<Run | undefined> {
  const item = await world.table.get(runKeys.run(name));
  return item && runFrom(item);
}

function runFrom({ table: _, pk: __, sk: ___, ...run }: Item): Run {
  return fromJson<Run>(run);
}

/** Those that were started and are not closed. */
export async function loadOpenRuns(world: World): Promise<Run[]> {
  const { items } = await world.table.query({ table: 'control', pk: runKeys.openRun({ campaign: '', occurrence: '' }).pk });
  const runs = await Promise.all(items.map(({ sk }) => loadRun(world, nameOf(sk))));
  // One may have been closed since the list was read.
  return runs.flatMap((run) => (run !== undefined && run.status !== 'closed' ? [run] : []));
}

function nameOf(sk: string): RunName {
  const [campaign = '', occurrence = ''] = sk.split('#');
  return { campaign, occurrence };
}

/** All runs of a campaign, earliest first. */
export async function loadRuns(world: World, campaign: string): Promise<Run[]> {
  const items = await queryItems(world, { table: 'control', pk: runKeys.run({ campaign, occurrence: '' }).pk });
  return items.map((item) => fromJson<Run>(item));
}

/** Adds to the sums of a run, inside a transaction that happens once. `unsent`: that part of the tally. */
export function addToRun(
  run: Run,
  { targeted = 0, tally, unsent }: { targeted?: number; tally: Tally; unsent: Unsent | undefined },
  set: [Path, Item[string]][] = [],
): Operation {
  const add: [Path, number][] = targeted > 0 ? [[['targeted'], targeted]] : [];
  for (const state of ['sent', 'entered', 'unknown'] as const) if (tally[state] > 0) add.push([['tally', state], tally[state]]);
  add.push(...reasons('tally', tally), ...(unsent && run.unsent ? reasons('unsent', unsent) : []));
  return { update: runKeys.run(run), add, set, if: { present: ['pk'] } };
}

function reasons(sum: 'tally' | 'unsent', tally: Unsent): [Path, number][] {
  const states = ['suppressed', 'failed'] as const;
  return states.flatMap((state) => Object.entries(tally[state]).map(([reason, times]): [Path, number] => [[sum, state, reason], times]));
}

/** Moves a run on from one status to the next. Resolves to whether it was this call that did it. */
export async function moveRun(world: World, run: Run, status: 'sending' | 'closed'): Promise<boolean> {
  const closes = status === 'closed';
  const conflict = await world.table.write([
    {
      update: runKeys.run(run),
      set: [[['status'], status], ...(closes ? [[['closedAt'], world.now()] satisfies [Path, Item[string]]] : [])],
      if: { equals: [['status'], run.status] },
    },
    ...(closes ? [{ delete: runKeys.openRun(run) } satisfies Operation] : []),
  ]);
  return !conflict;
}
