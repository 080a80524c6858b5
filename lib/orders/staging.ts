import { createHash } from 'node:crypto';
import { DatabaseSync } from 'node:sqlite';
import { day } from '../core/time.ts';
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
  begin(): void;
  commit(): void;
  add(line: OrderLine): Staged;
  /** A line that only says to which order it belongs; it is settled when the whole file was read. */
  addItem(item: { line: number; order: string; text: string }): void;
  close(): void;
}

const tables = `
  PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA cache_size = -16000;
  CREATE TABLE orders (id INTEGER PRIMARY KEY, kind TEXT, number TEXT, customer TEXT, at INTEGER, amount INTEGER, currency TEXT,
    country TEXT, cancelled INTEGER, target TEXT, UNIQUE (number, kind));
  CREATE TABLE products (customer TEXT, product TEXT, at INTEGER, number TEXT);
  CREATE TABLE given_back (number TEXT, customer TEXT, product TEXT, at INTEGER, amount INTEGER);
  CREATE TABLE categories (number TEXT, category TEXT, PRIMARY KEY (number, category)) WITHOUT ROWID;
  CREATE TABLE people (customer TEXT PRIMARY KEY, at INTEGER, country TEXT, person TEXT) WITHOUT ROWID;
  CREATE TABLE items (line INTEGER PRIMARY KEY, number TEXT, text TEXT);
  CREATE TABLE repeats (hash TEXT PRIMARY KEY, times INTEGER) WITHOUT ROWID;`;

const insertOrder =
  'INSERT INTO orders (kind, number, customer, at, amount, currency, country, cancelled, target) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)';

/** The lines of an invoice may be a minute apart; further than a day, two orders bear one number. */
const join = {
  summed: `ON CONFLICT (number, kind) DO UPDATE SET amount = amount + excluded.amount, at = min(at, excluded.at)
    WHERE customer = excluded.customer AND currency = excluded.currency AND abs(at - excluded.at) <= ${day}`,
  repeated: `ON CONFLICT (number, kind) DO UPDATE SET number = number WHERE customer = excluded.customer AND currency = excluded.currency
    AND at = excluded.at AND amount = excluded.amount AND cancelled = excluded.cancelled`,
};

/** `path` '' is SQLite's own temporary file, which no crash leaves behind. */
export function openStaging(totals: Layout['totals'], path = ''): Staging {
  const database = new DatabaseSync(path);
  database.exec(tables);
  const putOrder = database.prepare(`${insertOrder} ${join[totals]}`);
  const putProduct = database.prepare('INSERT INTO products VALUES (?, ?, ?, ?)');
  const putGivenBack = database.prepare('INSERT INTO given_back VALUES (?, ?, ?, ?, ?)');
  const putCategory = database.prepare('INSERT OR IGNORE INTO categories VALUES (?, ?)');
  const putItem = database.prepare('INSERT INTO items VALUES (?, ?, ?)');
  const putPerson = database.prepare(`INSERT INTO people VALUES (?, ?, ?, ?) ON CONFLICT (customer) DO UPDATE SET
    country = coalesce(excluded.country, country), person = excluded.person, at = excluded.at WHERE excluded.at >= at`);
  const countRepeat = database.prepare(
    'INSERT INTO repeats VALUES (?, 1) ON CONFLICT (hash) DO UPDATE SET times = times + 1 RETURNING times',
  );
  let lastOrder = '';

  /** A line that is an order of its own is named by its content, so that the next export of the same shop gives it the same name. */
  const ownNumber = (line: OrderLine, amount: bigint) => {
    const content = JSON.stringify([line.customer, line.at, `${amount}`, line.currency, line.product, line.category, line.country]);
    const hash = createHash('sha256').update(content).digest('base64url').slice(0, 20);
    const times = Number(countRepeat.get(hash)?.times ?? 1);
    return times === 1 ? hash : `${hash}-${times}`;
  };

  const put = (
    kind: 'order' | 'refund',
    line: OrderLine,
    values: { number: string; amount: bigint; at: number; target: string | null },
  ) => {
    const cancelled = line.standing === 'cancelled' ? 1 : 0;
    const { number, at, amount, target } = values;
    return putOrder.run(kind, number, line.customer, at, amount, line.currency, line.country ?? null, cancelled, target).changes > 0;
  };

  const describe = (line: OrderLine, number: string, amount: bigint) => {
    if (line.product && line.standing === 'order') putProduct.run(line.customer, line.product, line.at, number);
    if (line.product && line.standing === 'refund') putGivenBack.run(number, line.customer, line.product, line.at, amount);
    if (line.category && line.standing !== 'refund') putCategory.run(number, line.category);
    if (number === lastOrder) return;
    lastOrder = number;
    putPerson.run(line.customer, line.at, line.country ?? null, line.person ? JSON.stringify(line.person) : null);
  };

  return {
    database,
    begin: () => database.exec('BEGIN'),
    commit: () => database.exec('COMMIT'),
    add(line) {
      const amount = toDigits(line.amount, stagedDigits);
      const number = line.order ?? ownNumber(line, amount);
      const kind = line.standing === 'refund' ? 'refund' : 'order';
      if (!put(kind, line, { number, amount, at: line.at, target: null })) return { conflict: number };
      if (line.refund)
        put('refund', line, { number, amount: toDigits(line.refund.amount, stagedDigits), at: line.refund.at, target: number });
      describe(line, number, amount);
      return line.standing === 'order' ? 'imported' : 'refund';
    },
    addItem: ({ line, order, text }) => void putItem.run(line, order, text),
    close: () => database.close(),
  };
}
