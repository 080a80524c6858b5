import type { Instant } from '../core/time.ts';
import { type Columns, columnsOf } from '../orders/columns.ts';
import { dateReader, eitherReader } from '../orders/dates.ts';
import { type Progress, readLines } from '../orders/lines.ts';
import { OrderFileError } from '../orders/order-file-error.ts';
import { type FileRecord, readRecords } from '../orders/records.ts';
import { type Reading, RefusedCell } from './cell-values.ts';
import type { Refused } from './row.ts';
import type { RowKind } from './row-kind.ts';
import { type Located, locateColumns, type RowMap } from './row-map.ts';
import { openSeenRows, type SeenRows } from './seen-rows.ts';

/** A line as it was read; `repeated`: word for word as one before. */
export type RowLine<Row> = { line: number; text: string } & ({ row: Row; key: string } | { repeated: true } | { refused: Refused });

export interface RowFile<Row> {
  file: string;
  kind: RowKind<Row>;
  map?: RowMap;
  /** IANA; times without an offset are local to it. */
  zone: string;
  now: Instant;
  onProgress?: (progress: Progress) => void;
}

/**
 * Reads a file of rows in batches, in constant memory: CSV in any of its dialects, plain or gzip. A line that cannot be
 * is told and stops nothing.
 * @throws OrderFileError when the file or the map cannot be used at all
 */
export async function* readRows<Row>(input: RowFile<Row>): AsyncGenerator<RowLine<Row>[]> {
  const { file, map, kind } = input;
  const seen = openSeenRows();
  let open: OpenRows<Row> | undefined;
  try {
    for await (const batch of readRecords(readLines(file, input.onProgress), map?.delimiter)) {
      const records = open || map?.header === false ? batch : batch.slice(1);
      open ??= openRows(input, batch, seen);
      const { read } = open;
      seen.begin();
      const lines = records.map(read);
      seen.commit();
      yield lines;
    }
    if (!open) throw new OrderFileError(`${file}: is empty: a file of ${kind.name} has a line that names the columns`);
  } finally {
    seen.close();
  }
}

interface OpenRows<Row> {
  read: (record: FileRecord) => RowLine<Row>;
}

function openRows<Row>(input: RowFile<Row>, batch: FileRecord[], seen: SeenRows): OpenRows<Row> {
  const { file, kind, map, now, zone } = input;
  const [first] = batch;
  if (!first || 'broken' in first) throw new OrderFileError(`${file}: line ${first?.line ?? 1}: the header cannot be read`);
  const columns = columnsOf(first.cells);
  const located = placed(file, () => locateColumns(kind, columns, map));
  const reading: Reading = {
    instants: readerOf(map, zone, 1970),
    days: readerOf(map, 'UTC', 1900),
    now,
    ...(map?.decimal && { decimal: map.decimal }),
    ...(map?.dateFormat !== undefined && { dateFormat: map.dateFormat }),
  };
  return {
    read(record) {
      const { line, text } = record;
      if ('broken' in record) return { line, text, refused: record.broken };
      return { line, text, ...readOne({ record, kind, columns, located, reading, seen }) };
    },
  };
}

function placed<T>(file: string, find: () => T): T {
  try {
    return find();
  } catch (error) {
    throw error instanceof OrderFileError ? new OrderFileError(`${file}: ${error.message}`) : error;
  }
}

/** ISO 8601 is read in any file: it can be mistaken for nothing else. */
function readerOf(map: RowMap | undefined, zone: string, from: number) {
  const formats = map?.dateFormat === undefined ? [undefined] : [map.dateFormat, undefined];
  return eitherReader(formats.map((format) => dateReader(format, zone, from)));
}

interface One<Row> {
  record: { line: number; cells: string[] };
  kind: RowKind<Row>;
  columns: Columns;
  located: Located;
  reading: Reading;
  seen: SeenRows;
}

function readOne<Row>({ record: { line, cells }, kind, columns, located, reading, seen }: One<Row>) {
  const width = columns.names.length;
  if (cells.length < width || cells.slice(width).some((cell) => cell !== ''))
    return { refused: { reason: 'wrong-columns', detail: `${cells.length} columns where the first line has ${width}` } };
  try {
    const row = kind.read((field) => cells[located.indexes.get(field) ?? -1] ?? '', reading, located.others);
    if (!JSON.stringify(row).isWellFormed()) return { refused: { reason: 'unreadable', detail: 'half of a character' } };
    const met = kind.identityOf ? seen.meet(kind.identityOf(row), { line, content: JSON.stringify(row) }) : 'new';
    if (met === 'same') return { repeated: true as const };
    if (typeof met === 'number') return { refused: { reason: 'conflicting-line', detail: `line ${met} says something else of the same` } };
    return { row, key: kind.keyOf(row) };
  } catch (error) {
    if (error instanceof RefusedCell) return { refused: { reason: error.reason, detail: error.detail } };
    throw error;
  }
}
