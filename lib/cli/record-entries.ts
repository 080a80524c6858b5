import type { Recorded } from '../store/activities.ts';
import { customerOf, type DatedEntry } from '../usecases/import-entry.ts';

/** Records one entry; the same entry again is `same`, the same id with other content `conflict`. */
export type RecordEntry = (entry: DatedEntry) => Promise<Recorded>;

export interface RecordedCounts {
  new: number;
  same: number;
  conflict: number;
}

const inFlight = 16;

/**
 * Records entries, 16 at a time, those of one customer one after the other in the order given. The first failure stops
 * it and is thrown once all calls have ended; running it again carries on, since what is recorded stays recorded.
 */
export async function recordEntries(
  entries: Iterable<DatedEntry>,
  record: RecordEntry,
  onDone?: (done: number) => void,
): Promise<RecordedCounts> {
  const recorded: RecordedCounts = { new: 0, same: 0, conflict: 0 };
  const lastOf = new Map<string, Promise<void>>();
  const running = new Set<Promise<void>>();
  const failures: unknown[] = [];
  let done = 0;

  const recordAfter = async (before: Promise<void> | undefined, entry: DatedEntry) => {
    await before;
    if (failures.length > 0) return;
    try {
      recorded[await record(entry)]++;
      onDone?.(++done);
    } catch (error) {
      failures.push(error);
    }
  };

  for (const entry of entries) {
    if (failures.length > 0) break;
    const customer = customerOf(entry);
    const task: Promise<void> = recordAfter(lastOf.get(customer), entry).then(() => {
      running.delete(task);
      if (lastOf.get(customer) === task) lastOf.delete(customer);
    });
    lastOf.set(customer, task);
    running.add(task);
    if (running.size >= inFlight) await Promise.race(running);
  }
  await Promise.all(running);
  if (failures.length > 0) throw failures[0];
  return recorded;
}
