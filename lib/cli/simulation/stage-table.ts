import { DatabaseSync } from 'node:sqlite';
import type { Activity } from '../../core/activity.ts';
import { storedActivitySchema } from '../../core/recorded-activity.ts';
import type { SimulatedCustomer } from '../../core/simulation/simulated.ts';
import type { Instant } from '../../core/time.ts';
import type { Later } from '../../orders/staged-pasts.ts';
import { partitionOf } from '../../orders/staging.ts';
import { loadContact } from '../../store/contacts.ts';
import { eachCustomer } from '../../store/each-customer.ts';
import { queryItems } from '../../store/read-items.ts';
import type { World } from '../../world.ts';
import { counted } from '../counted.ts';
import { showProgress } from '../progress.ts';
import { tomorrowOf } from './time-span.ts';

/** What the table holds, and in which partitions customers are. */
export interface StagedTable {
  customers: number;
  firstAt: Instant;
  lastAt: Instant;
  /** What is dated after today, and left out. */
  later: Later | undefined;
  /** Left out. */
  erased: number;
  partitions: number[];
}

/**
 * Copies every customer with all that she did into a file of SQLite, one by one, so that memory does not grow with their number.
 * Her claims stay behind: messages of the past count for no cap. So does what these programs told of her points: it is told anew.
 * Rejects with a sentence when nobody did anything.
 */
export async function stageTable(
  world: World,
  { database: path, programs }: { database: string; programs: ReadonlySet<string> },
): Promise<StagedTable> {
  const database = new DatabaseSync(path);
  database.exec(
    'PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; CREATE TABLE pasts (part INTEGER, customer TEXT, past TEXT, PRIMARY KEY (part, customer)) WITHOUT ROWID',
  );
  const put = database.prepare('INSERT INTO pasts VALUES (?, ?, ?)');
  const found = { customers: 0, firstAt: Number.POSITIVE_INFINITY, lastAt: Number.NEGATIVE_INFINITY, erased: 0 };
  const tomorrow = tomorrowOf(world.now());
  let later: Later | undefined;
  const progress = showProgress('reading customers');
  const tell = (done: number, of: number, customers: number) => progress.update(done, of, `${counted(customers)} customers`);
  try {
    await eachCustomer(world, { tell }, async (cid, { id, lists }) => {
      const [contact, stored] = await Promise.all([loadContact(world, cid), activitiesOf(world, cid)]);
      if (contact?.erasedAt !== undefined) {
        found.erased++;
        return;
      }
      const all = stored.filter(({ type, data }) => !(retold.has(type) && programs.has(String(data.program))));
      const activities = all.filter(({ occurredAt }) => occurredAt < tomorrow);
      const [first, end] = [activities[0], activities.at(-1)];
      if (first && end) {
        const past: SimulatedCustomer = {
          id,
          contact: contact && { ...contact, claims: {}, days: {} },
          activities,
          ...(lists && { lists }),
        };
        put.run(partitionOf(id), id, JSON.stringify(past));
        found.customers++;
        found.firstAt = Math.min(found.firstAt, first.occurredAt);
        found.lastAt = Math.max(found.lastAt, end.occurredAt);
      }
      const [last, count] = [all.at(-1), all.length - activities.length];
      if (!last || count === 0) return;
      // Customers come side by side: of two at the same instant it is always the same one who is named.
      const isLast = !later || last.occurredAt > later.lastAt || (last.occurredAt === later.lastAt && id < later.customer);
      const latest = isLast || !later ? { lastAt: last.occurredAt, customer: id } : later;
      later = { ...latest, count: count + (later?.count ?? 0) };
    });
    if (found.customers === 0)
      throw new Error(`nobody has done anything ${later ? 'until today' : 'yet'}: record orders, or simulate on a file with --orders FILE`);
    const parts = database.prepare('SELECT DISTINCT part FROM pasts ORDER BY part').all();
    return { ...found, later, partitions: parts.map(({ part }) => Number(part)) };
  } finally {
    progress.stop();
    database.close();
  }
}

const retold = new Set(['points.earned', 'points.expiring', 'points.expired', 'tier.changed']);

async function activitiesOf(world: World, cid: string): Promise<Activity[]> {
  const items = await queryItems(world, { table: 'activities', pk: cid, prefix: '' });
  const activities = items.flatMap(({ kind, activity }) => (kind === 'activity' ? [storedActivitySchema.parse(activity)] : []));
  return activities.sort((one, other) => one.occurredAt - other.occurredAt || (one.id < other.id ? -1 : 1));
}
