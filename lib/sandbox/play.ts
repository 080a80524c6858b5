import { hour, type Instant } from '../core/time.ts';
import { customerOf, type DatedEntry, importEntry } from '../usecases/import-entry.ts';
import { putList } from '../usecases/put-list.ts';
import type { World } from '../world.ts';
import type { Sandbox } from './sandbox.ts';
import type { Guests } from './shop/guests.ts';

/** So many customers are written side by side. */
const lanes = 24;
/** So many entries are recorded while those before them are applied. */
const batch = 500;

/** Records the past: it builds the customers' record and sends nothing, since it happened before the live date. */
export async function playHistory(sandbox: Sandbox, entries: Iterable<DatedEntry>, onRecorded: (count: number) => void): Promise<void> {
  let waiting: DatedEntry[] = [];
  let applied = Promise.resolve();
  const flush = async () => {
    await recordSideBySide(sandbox.world, waiting);
    onRecorded(waiting.length);
    waiting = [];
    await applied;
    applied = sandbox.settle();
    // A failure is told where it is awaited.
    applied.catch(() => undefined);
  };
  for (const entry of entries) {
    waiting.push(entry);
    if (waiting.length === batch) await flush();
  }
  await flush();
  await applied;
}

/**
 * Plays entries as they would have arrived: time moves on by the hour, what happened in it is recorded, everything that
 * follows is done before the next. `onHour` hears where time stands.
 */
export async function playLive(
  sandbox: Sandbox,
  entries: Iterable<DatedEntry>,
  onHour: (now: Instant, recorded: number) => void,
): Promise<void> {
  let until: Instant | undefined;
  let waiting: DatedEntry[] = [];
  const flush = async () => {
    if (until === undefined) return;
    if (until > sandbox.clock.now()) await sandbox.advanceTo(until);
    await recordSideBySide(sandbox.world, waiting);
    await sandbox.settle();
    onHour(until, waiting.length);
    waiting = [];
  };
  for (const entry of entries) {
    const end = Math.ceil((entry.at + 1) / hour) * hour;
    if (until !== undefined && end > until) await flush();
    until = until === undefined ? end : Math.max(until, end);
    waiting.push(entry);
  }
  await flush();
}

/** Uploads a list, as `rapport list put` does. Twice is once. */
export async function putGuests(world: World, { segment, until, customers }: Guests): Promise<void> {
  const rows = customers.map((customer, index) => ({ line: index + 2, who: { customer }, row: {} }));
  await putList(world, {
    segment,
    until,
    topics: [],
    dryRun: false,
    rows: (async function* () {
      yield rows;
    })(),
  });
}

/** Entries of one customer keep their order; customers do not wait for each other. */
async function recordSideBySide(world: World, entries: DatedEntry[]): Promise<void> {
  const groups = Map.groupBy(entries, customerOf);
  const waiting = groups.values();
  await Promise.all(
    Array.from({ length: lanes }, async () => {
      for (const group of waiting) for (const entry of group) await importEntry(world, entry);
    }),
  );
}
