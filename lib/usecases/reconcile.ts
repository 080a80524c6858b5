import { storedActivitySchema } from '../core/recorded-activity.ts';
import { hour } from '../core/time.ts';
import { unapplied } from '../store/activities.ts';
import { askForWatch } from '../store/passes.ts';
import type { Item, World } from '../world.ts';
import { applyActivities } from './apply-activities.ts';

/** What a stream has not told for so long was late, or lost. */
const lateAfter = hour;
/** The table is walked in so many parts, so that it can be told how far it is. */
const parts = 16;
/** So many failures are told one by one. */
const mostTold = 1000;

/** Activities of one customer that cannot be applied. */
export interface Failure {
  /** The shop's own id of her; where that cannot be read, her key in the table. */
  customer: string;
  /** Such as "order.placed A1". */
  activities: string[];
  why: string;
}

export interface Reconciled {
  applied: number;
  /** How often something could not be applied, however often it is tried; the first of them are told. */
  failed: number;
  failures: Failure[];
}

/**
 * After an outage longer than the streams remember: asks for a watch over all messages, however old, and applies what was recorded
 * and never applied, customer by customer in the order in which it happened. Twice is once but for events, which are told again, and
 * the functions may run meanwhile. `tell` learns how many parts of how many are done, and how many activities were applied.
 */
export async function reconcile(world: World, tell: (done: number, of: number, applied: number) => void): Promise<Reconciled> {
  const found: Reconciled = { applied: 0, failed: 0, failures: [] };
  await askForWatch(world);
  for (let index = 0; index < parts; index++) {
    let cursor: string | undefined;
    do {
      const { items, next } = await world.table.scan({ table: 'activities', index, of: parts }, cursor);
      const late = items.filter((item) => isLate(item, world.now()));
      for (const [cid, recorded] of Map.groupBy(late, ({ pk }) => pk)) {
        const { applied, failures } = await applyLate(world, cid, recorded);
        found.applied += applied;
        found.failed += failures.length;
        found.failures.push(...failures.slice(0, mostTold - found.failures.length));
      }
      tell(index, parts, found.applied);
      cursor = next;
    } while (cursor);
  }
  return found;
}

function isLate({ kind, appliedAt, recordedAt }: Item, now: number): boolean {
  return kind === 'activity' && appliedAt === undefined && Number(recordedAt) + lateAfter < now;
}

/** What cannot be read keeps nothing else of hers from being applied. */
async function applyLate(world: World, cid: string, recorded: Item[]): Promise<Pick<Reconciled, 'applied' | 'failures'>> {
  const read = recorded.map(({ sk, activity }) => ({ sk, ...storedActivitySchema.safeParse(activity) }));
  const activities = read.flatMap(({ data }) => data ?? []).sort((a, b) => a.occurredAt - b.occurredAt);
  const customer = activities[0]?.customer ?? cid;
  const unreadable = read.flatMap(({ sk, error }): Failure[] => {
    const faults = error?.issues.map(({ path, message }) => [...path, message].join(': ')).join(', ');
    return error ? [{ customer, activities: [sk.replace('#', ' ')], why: `what is stored of it is no activity: ${faults}` }] : [];
  });
  try {
    if (activities.length > 0) await applyActivities(world, cid, activities);
    return { applied: activities.length, failures: unreadable };
  } catch (error) {
    const open = await unapplied(world, cid, activities).catch(() => activities);
    // Where none is, what they mean for others is not done.
    const named = (open.length > 0 ? open : activities).map(({ type, id }) => `${type} ${id}`);
    const failure = { customer, activities: named, why: error instanceof Error ? error.message : String(error) };
    return { applied: activities.length - open.length, failures: [...unreadable, failure] };
  }
}
