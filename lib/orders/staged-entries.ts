import type { DatabaseSync } from 'node:sqlite';
import type { Entry } from './entry.ts';
import { refuse } from './order-line.ts';
import type { Reject } from './rejects.ts';
import {
  categoriesIn,
  customerOf,
  customersIn,
  orderOf,
  refundMatcher,
  refundOf,
  rowColumns,
  rowsOf,
  textOf,
  whoIs,
} from './staged-rows.ts';
import { partitions } from './staging.ts';

const batchSize = 1_000;

/**
 * Decides about the lines that hold only an item: they are part of the order whose first line was read.
 * Adds to the counts and yields those without one, in batches.
 */
export function* settleItems(database: DatabaseSync, counts: { imported: number; refundLines: number }): Generator<Reject[]> {
  const settled = database.prepare(
    'SELECT line, text, items.number, max(stands) AS stands FROM items LEFT JOIN numbers USING (number) GROUP BY line ORDER BY line',
  );
  let batch: Reject[] = [];
  for (const row of settled.iterate()) {
    if (row.stands === 1) counts.imported++;
    else if (row.stands === 0) counts.refundLines++;
    else
      batch.push({
        ...refuse('no-first-line', `the first line of order "${row.number}" is missing or was rejected`),
        line: Number(row.line),
        text: String(row.text),
      });
    if (batch.length < batchSize) continue;
    yield batch;
    batch = [];
  }
  yield batch;
}

/** Orders and refunds in time order, who a customer is right before the first thing that she did. */
export function* stagedEntries(database: DatabaseSync): Generator<Entry> {
  stagePeople(database);
  const refundedOrder = refundMatcher(database);
  const categories = categoriesIn(database);
  const rows = database.prepare(`SELECT ${rowColumns}, people.person, home, row_number() OVER (PARTITION BY customer ORDER BY at, kind, id)
    FROM orders LEFT JOIN people USING (customer) ORDER BY at, kind, id`);
  for (const { row, rest } of rowsOf(rows)) {
    const [home, nth] = rest;
    if (nth === 1) yield { customer: customerOf({ ...row, home: textOf(home) }) };
    const { occurredAt, ...activity } = row.kind === 'refund' ? refundOf(row, refundedOrder(row)) : orderOf(row, categories(row));
    yield { activity: { ...activity, occurredAt: new Date(occurredAt).toISOString() } };
  }
}

/** Who everybody is, once. */
function stagePeople(database: DatabaseSync): void {
  if (database.prepare("SELECT 1 FROM sqlite_master WHERE name = 'people'").get()) return;
  database.exec(
    `DROP TABLE IF EXISTS filling; CREATE TABLE filling (customer TEXT PRIMARY KEY, home TEXT, person TEXT) WITHOUT ROWID; BEGIN`,
  );
  const put = database.prepare('INSERT INTO filling VALUES (?, ?, ?)');
  for (const partition of partitions) {
    for (const rows of customersIn(database, partition)) {
      const { customer, home, person } = whoIs(rows);
      put.run(customer, home, person);
    }
  }
  database.exec('COMMIT; ALTER TABLE filling RENAME TO people');
}
