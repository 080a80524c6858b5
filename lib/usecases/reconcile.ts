import { type Activity, storedActivitySchema } from '../core/activity.ts';
import { hour } from '../core/time.ts';
import { askForWatch } from '../store/passes.ts';
import type { Item, World } from '../world.ts';
import { applyActivities } from './apply-activities.ts';

/** What a stream has not told for so long was late, or lost. */
const lateAfter = hour;
/** The table is walked in so many parts, so that it can be told how far it is. */
const parts = 16;

/**
 * After an outage longer than the streams remember: applies what was recorded and never applied, customer by customer in the order
 * in which it happened, and asks for a watch over all messages, however old. Twice is once, and the functions may run meanwhile.
 * `tell` learns how many parts of how many are done, and how many activities were applied. Resolves to how many were.
 */
export async function reconcile(world: World, tell: (done: number, of: number, applied: number) => void): Promise<{ applied: number }> {
  let applied = 0;
  for (let index = 0; index < parts; index++) {
    let cursor: string | undefined;
    do {
      const { items, next } = await world.table.scan({ table: 'activities', index, of: parts }, cursor);
      applied += await applyLate(
        world,
        items.filter((item) => isLate(item, world.now())),
      );
      tell(index, parts, applied);
      cursor = next;
    } while (cursor);
  }
  await askForWatch(world);
  return { applied };
}

function isLate({ kind, appliedAt, recordedAt }: Item, now: number): boolean {
  return kind === 'activity' && appliedAt === undefined && Number(recordedAt) + lateAfter < now;
}

async function applyLate(world: World, late: Item[]): Promise<number> {
  for (const [cid, recorded] of Map.groupBy(late, ({ pk }) => pk)) {
    const activities = recorded.map(({ activity }): Activity => storedActivitySchema.parse(activity));
    await applyActivities(
      world,
      cid,
      activities.sort((a, b) => a.occurredAt - b.occurredAt),
    );
  }
  return late.length;
}
