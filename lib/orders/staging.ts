import { hash } from 'node:crypto';
import { DatabaseSync, type StatementSync } from 'node:sqlite';
import { fraction } from '../core/experiment/hash.ts';
import { day } from '../core/time.ts';
import { countryCode } from './countries.ts';
import { stagedDigits, toDigits } from './decimal.ts';
import type { Layout } from './layout.ts';
import type { OrderLine } from './order-line.ts';

/** Where a line went: into an order, into a refund, or nowhere, since its order number already stands for something else. */
export type Staged = 'imported' | 'refund' | { conflict: string };

/**
 * Gathers lines into orders in a temporary database on the disk, so that memory does not grow with the file and the lines
 * of an invoice may stand anywhere in it. Amounts are integers of 10^-6.
 */
export interface Staging {
  database: DatabaseSync;
  add(line: OrderLine): Staged;
  /** A line that only says to which order it belongs; it is settled when the whole file was read. */
  addItem(item: { line: number; order: string; text: string }): void;
  /** How many refunds there are of which no line tells when they came: they count as of their orders. */
  refundsWithoutDay(): number;
  /** Once, after the last line. */
  commit(): void;
  close(): void;
}

/**
 * Each customer's orders are in the table of her partition, so that they can be found without sorting the file: rows are only
 * appended, and a partition is small enough to be sorted in memory. SQLite puts together at most 500 tables in one view.
 */
export const partitions = Array.from({ length: 128 }, (_, partition) => partition);

/** Whose orders are in which partition. */
export function partitionOf(customer: string): number {
  return Math.floor(fraction(customer) * partitions.length);
}

/** `numbers`: what each order number of the file stands for, and where. `orders` is for reading only. */
const tables = `
  PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA cache_size = -64000;
  ${partitions
    .map(
      (partition) => `CREATE TABLE orders_${partition} (id INTEGER PRIMARY KEY, kind TEXT, number TEXT, customer TEXT, at INTEGER,
        amount INTEGER, currency TEXT, country TEXT, cancelled INTEGER, target TEXT, person TEXT);`,
    )
    .join('\n')}
  CREATE VIEW orders AS ${partitions.map((partition) => `SELECT * FROM orders_${partition}`).join(' UNION ALL ')};
  CREATE TABLE numbers (number TEXT, kind TEXT, part INTEGER, id INTEGER, stands INTEGER, PRIMARY KEY (number, kind)) WITHOUT ROWID;
  CREATE TABLE products (customer TEXT, product TEXT, at INTEGER, number TEXT);
  CREATE TABLE given_back (number TEXT, customer TEXT, product TEXT, at INTEGER, amount INTEGER);
  CREATE TABLE categories (number TEXT, category TEXT, PRIMARY KEY (number, category)) WITHOUT ROWID;
  CREATE TABLE items (line INTEGER PRIMARY KEY, number TEXT, text TEXT);
  CREATE TABLE repeats (hash TEXT PRIMARY KEY, times INTEGER) WITHOUT ROWID;
  BEGIN`;

/** Made when all rows are there, which takes less time than keeping them in order. */
const indexes = 'CREATE INDEX by_product ON products (customer, product, at); CREATE INDEX by_number ON given_back (number)';

/** The lines of an invoice may be a minute apart; further than a day, two orders bear one number. */
const joined = {
  summed: `SET amount = amount + :amount, at = min(at, :at)
    WHERE id = :id AND customer = :customer AND currency = :currency AND abs(at - :at) <= ${day} AND cancelled = :cancelled`,
  repeated: `SET number = number WHERE id = :id AND customer = :customer AND currency = :currency
    AND at = :at AND amount = :amount AND cancelled = :cancelled`,
};

/** What a line adds to the order or the refund of its number. */
interface Row {
  kind: 'order' | 'refund';
  number: string;
  customer: string;
  at: number;
  amount: bigint;
  currency: string;
  country: string | null;
  cancelled: number;
  target: string | null;
  person: string | null;
}

/** `path` '' is SQLite's own temporary file, which no crash leaves behind. */
export function openStaging(totals: Layout['totals'], path = ''): Staging {
  const database = new DatabaseSync(path);
  database.exec(tables);
  const putNumber = database.prepare('INSERT INTO numbers VALUES (?, ?, ?, ?, ?) ON CONFLICT DO NOTHING');
  const findNumber = database.prepare('SELECT id FROM numbers WHERE number = ? AND kind = ? AND part = ?');
  const ofPartition = partitions.map((): { put?: StatementSync; join?: StatementSync } => ({}));
  const putProduct = database.prepare('INSERT INTO products VALUES (?, ?, ?, ?)');
  const putGivenBack = database.prepare('INSERT INTO given_back VALUES (?, ?, ?, ?, ?)');
  const putCategory = database.prepare('INSERT OR IGNORE INTO categories VALUES (?, ?)');
  const putItem = database.prepare('INSERT INTO items VALUES (?, ?, ?)');
  const countRepeat = database.prepare(
    'INSERT INTO repeats VALUES (?, 1) ON CONFLICT (hash) DO UPDATE SET times = times + 1 RETURNING times',
  );
  let rows = 0;
  let withoutDay = 0;

  /** A line that is an order of its own is named by its content, so that the next export of the same shop gives it the same name. */
  const ownNumber = (line: OrderLine, amount: bigint) => {
    const content = JSON.stringify([line.customer, line.at, `${amount}`, line.currency, line.product, line.category, line.country]);
    const name = hash('sha256', content, 'base64url').slice(0, 20);
    const times = Number(countRepeat.get(name)?.times ?? 1);
    return times === 1 ? name : `${name}-${times}`;
  };

  /** Undefined when the number stands for something else. `isNew`: no other line has it. */
  const put = (row: Row, isNew: boolean): 'placed' | 'joined' | undefined => {
    const { kind, number, customer, at, amount, currency, country, cancelled, target, person } = row;
    const part = partitionOf(customer);
    const statements = ofPartition[part] ?? {};
    const stands = kind === 'order' && cancelled === 0 ? 1 : 0;
    if (!isNew && putNumber.run(number, kind, part, rows + 1, stands).changes === 0) {
      const id = findNumber.get(number, kind, part)?.id;
      if (id === undefined) return undefined;
      statements.join ??= database.prepare(`UPDATE orders_${part} ${joined[totals]}`);
      return statements.join.run({ id, customer, at, amount, currency, cancelled }).changes > 0 ? 'joined' : undefined;
    }
    rows++;
    statements.put ??= database.prepare(`INSERT INTO orders_${part} VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`);
    statements.put.run(rows, kind, number, customer, at, amount, currency, country, cancelled, target, person);
    return 'placed';
  };

  return {
    database,
    add(line) {
      const { customer, currency, at, standing } = line;
      const country = countryCode(line.country ?? '') ?? null;
      const amount = toDigits(line.amount, stagedDigits);
      const isNew = line.order === undefined;
      const number = line.order ?? ownNumber(line, amount);
      const cancelled = standing === 'cancelled' ? 1 : 0;
      const person = line.person ? JSON.stringify(line.person) : null;
      const row = { number, customer, at, amount, currency, country, cancelled, person, target: null };
      if (!put({ ...row, kind: standing === 'refund' ? 'refund' : 'order' }, isNew)) return { conflict: number };
      if (line.refund) {
        const refunded = toDigits(line.refund.amount, stagedDigits);
        // What the line says of her is as of the order, not as of the day on which it was given back.
        const placed = put(
          { ...row, kind: 'refund', amount: refunded, at: line.refund.at, target: number, country: null, person: null },
          isNew,
        );
        if (placed === 'placed' && !line.refund.dated && refunded > 0n) withoutDay++;
      }
      if (line.product && standing === 'order') putProduct.run(customer, line.product, at, number);
      if (line.product && standing === 'refund') putGivenBack.run(number, customer, line.product, at, amount);
      if (line.category && standing !== 'refund') putCategory.run(number, line.category);
      return standing === 'order' ? 'imported' : 'refund';
    },
    addItem: ({ line, order, text }) => void putItem.run(line, order, text),
    refundsWithoutDay: () => withoutDay,
    commit: () => database.exec(`${indexes}; COMMIT`),
    close: () => database.close(),
  };
}
