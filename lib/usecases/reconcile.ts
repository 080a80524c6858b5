import type { Activity } from '../core/activity.ts';
import { storedActivitySchema } from '../core/recorded-activity.ts';
import { hour } from '../core/time.ts';
import { askForWatch } from '../store/passes.ts';
import type { Item, World } from '../world.ts';
import { applyActivities } from './apply-activities.ts';

/** What a stream has not told for so long was late, or lost. */
const lateAfter = hour;
/** The table is walked in so many parts, so that it can be told how far it is. */
const parts = 16;

/**
 * After an outage longer than the streams remember: asks for a watch over all messages, however old, and applies what was recorded
 * and never applied, customer by customer in the order in which it happened. Twice is once but for events, which are told again, and
 * the functions may run meanwhile. `tell` learns how many parts of how many are done, and how many activities were applied.
 * `failed`: customers of whom something cannot be applied, however often it is tried.
 */
export async function reconcile(
  world: World,
  tell: (done: number, of: number, applied: number) => void,
): Promise<{ applied: number; failed: number }> {
  const found = { applied: 0, failed: 0 };
  await askForWatch(world);
  for (let index = 0; index < parts; index++) {
    let cursor: string | undefined;
    do {
      const { items, next } = await world.table.scan({ table: 'activities', index, of: parts }, cursor);
      const late = items.filter((item) => isLate(item, world.now()));
      for (const [cid, recorded] of Map.groupBy(late, ({ pk }) => pk)) {
        const applied = await applyLate(world, cid, recorded).catch(() => undefined);
        if (applied === undefined) found.failed += 1;
        else found.applied += applied;
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

async function applyLate(world: World, cid: string, recorded: Item[]): Promise<number> {
  const activities = recorded.map(({ activity }): Activity => storedActivitySchema.parse(activity));
  await applyActivities(
    world,
    cid,
    activities.sort((a, b) => a.occurredAt - b.occurredAt),
  );
  return activities.length;
}
