import { activitySchema } from '../core/activity.ts';
import { hour, type Instant } from '../core/time.ts';
import type { OrderEntry } from '../orders/entry.ts';
import { recordActivity } from '../usecases/record-activity.ts';
import { saveCustomer } from '../usecases/save-customer.ts';
import type { World } from '../world.ts';
import type { Sandbox } from './sandbox.ts';

/** So many customers are written side by side. */
const lanes = 24;
/** History is applied after so many entries, so that the backlog of the stream stays small. */
const batch = 2_000;

/** Records one entry of an order file or of the built-in shop. Once or twice makes no difference. */
export async function recordEntry(world: World, entry: OrderEntry): Promise<'new' | 'same' | 'conflict'> {
  if ('activity' in entry) return recordActivity(world, activitySchema.parse(entry.activity));
  const { customer: details } = entry;
  const saved = await saveCustomer(world, details);
  return saved === 'erased' ? 'same' : saved;
}

/** Records the past: it builds the customers' record and sends nothing, since it happened before the live date. */
export async function playHistory(sandbox: Sandbox, entries: Iterable<OrderEntry>, onRecorded: (count: number) => void): Promise<void> {
  let waiting: OrderEntry[] = [];
  for (const entry of entries) {
    waiting.push(entry);
    if (waiting.length < batch) continue;
    await recordSideBySide(sandbox.world, waiting);
    onRecorded(waiting.length);
    waiting = [];
    await sandbox.settle();
  }
  await recordSideBySide(sandbox.world, waiting);
  onRecorded(waiting.length);
  await sandbox.settle();
}

/**
 * Plays entries as they would have arrived: time moves on by the hour, what happened in it is recorded, everything that
 * follows is done before the next. `onHour` hears where time stands.
 */
export async function playLive(sandbox: Sandbox, entries: Iterable<OrderEntry>, onHour: (now: Instant, recorded: number) => void): Promise<void> {
  let until: Instant | undefined;
  let waiting: OrderEntry[] = [];
  const flush = async () => {
    if (until === undefined) return;
    if (until > sandbox.clock.now()) await sandbox.advanceTo(until);
    await recordSideBySide(sandbox.world, waiting);
    await sandbox.settle();
    onHour(until, waiting.length);
    waiting = [];
  };
  for (const entry of entries) {
    const end = Math.ceil((atOf(entry) + 1) / hour) * hour;
    if (until !== undefined && end > until) await flush();
    until = until === undefined ? end : Math.max(until, end);
    waiting.push(entry);
  }
  await flush();
}

function atOf(entry: OrderEntry): Instant {
  return 'activity' in entry ? Date.parse(entry.activity.occurredAt) : entry.customer.at;
}

/** Entries of one customer keep their order; customers do not wait for each other. */
async function recordSideBySide(world: World, entries: OrderEntry[]): Promise<void> {
  const groups = Map.groupBy(entries, (entry) => ('activity' in entry ? entry.activity.customer : entry.customer.customer));
  const waiting = groups.values();
  await Promise.all(
    Array.from({ length: lanes }, async () => {
      for (const group of waiting) for (const entry of group) await recordEntry(world, entry);
    }),
  );
}
