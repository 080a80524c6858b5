import { type Columns, didYouMean, quotedList } from '../orders/columns.ts';
import { OrderFileError } from '../orders/order-file-error.ts';
import type { RowKind } from './row-kind.ts';

/** Which column is which, as a map file says it. */
export interface RowMap {
  delimiter?: string;
  /** Whether the first line names the columns. */
  header: boolean;
  /** Field → the column's name, or its number from 1; `place` is where the map says so, as file:line:column. */
  columns: { field: string; column: string | number; place: string }[];
  dateFormat?: string;
  decimal?: '.' | ',';
}

/** Where each field stands in a line, and the columns that are taken under their own names. */
export interface Located {
  indexes: Map<string, number>;
  others: string[];
}

/**
 * Finds the columns of a file: those of the map, which leaves out all others, or those that bear a name that is known.
 * Throws an OrderFileError that names each column that is missing or unknown, and what is allowed.
 */
export function locateColumns<Row>(kind: RowKind<Row>, columns: Columns, map: RowMap | undefined): Located {
  const located = map ? byMap(columns, map) : byName(kind, columns);
  const missing = kind.needed.filter((names) => !names.some((name) => located.indexes.has(name)));
  if (missing.length === 0)
    return { ...located, others: located.others.filter((name) => !kind.fields.some((field) => field.name === name)) };
  const wanted = missing.map((names) => quotedList(names).replaceAll(', ', ' or ')).join(' and ');
  throw new OrderFileError(
    map
      ? `the map names no column for ${wanted}, which every line of ${kind.name} has`
      : `there is no column ${wanted}; columns found: ${quotedList(columns.names)}; say which column is which with --map FILE.json`,
  );
}

function byMap(columns: Columns, map: RowMap): Located {
  const problems: string[] = [];
  const indexes = new Map<string, number>();
  for (const { field, column, place } of map.columns) {
    const index = typeof column === 'number' ? column - 1 : map.header ? columns.find([column]) : undefined;
    if (index !== undefined && index < columns.names.length) indexes.set(field, index);
    else problems.push(`${place}: columns.${field}: there is no column ${JSON.stringify(column)}${known(column, columns, map.header)}`);
  }
  if (problems.length > 0) throw new OrderFileError(`the map does not fit the file:\n${problems.map((each) => `  ${each}`).join('\n')}`);
  return { indexes, others: map.columns.map(({ field }) => field) };
}

function known(column: string | number, { names }: Columns, header: boolean): string {
  if (!header || typeof column === 'number')
    return `; the file has ${names.length}, numbered from 1${header ? '' : ', and no names without a header'}`;
  return `${didYouMean(column, names)}; columns found: ${quotedList(names)}`;
}

function byName<Row>({ fields, open, name }: RowKind<Row>, columns: Columns): Located {
  const indexes = new Map<string, number>();
  for (const { name: field, aliases } of fields) {
    const index = columns.find([field, ...aliases]);
    if (index !== undefined) indexes.set(field, index);
  }
  const taken = new Set(indexes.values());
  const twice = columns.names.filter((column, index) => column !== '' && !taken.has(index) && taken.has(columns.find([column]) ?? -1));
  if (twice.length > 0)
    throw new OrderFileError(
      `line 1: the column ${quotedList(twice)} stands there twice; with --map FILE.json say by its number which one counts`,
    );
  const rest = columns.names.map((column, index) => ({ column, index })).filter(({ index }) => !taken.has(index));
  const nameless = rest.filter(({ column }) => column !== '');
  if (!open && nameless.length > 0) {
    const allowed = fields.map((field) => field.name);
    const unknown = nameless.map(({ column }) => `"${column}"${didYouMean(column, allowed)}`).join(', ');
    throw new OrderFileError(
      `line 1: nothing is known of the column ${unknown}; columns of ${name} are ${allowed.join(', ')}; with --map FILE.json other columns are left out`,
    );
  }
  for (const { column, index } of nameless) if (!indexes.has(column)) indexes.set(column, index);
  return { indexes, others: nameless.map(({ column }) => column) };
}
