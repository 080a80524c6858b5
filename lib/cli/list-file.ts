import { longestRow } from '../core/enrollment/apply-list.ts';
import { columnsOf, didYouMean, quotedList } from '../orders/columns.ts';
import { readLines } from '../orders/lines.ts';
import { type FileRecord, readRecords } from '../orders/records.ts';
import { RefusedCell } from '../rows/cell-values.ts';
import { namedBy } from '../rows/consent-rows.ts';
import type { Named } from '../rows/row.ts';
import type { ListRow } from '../usecases/list-upload.ts';

const naming = ['customer', 'email', 'phone'] as const;
/** So many are shown; a file that is wrong from end to end is one mistake. */
const mostProblems = 10;
const mostRows = 1_000_000;

/** What the segment declares; `country`: of phone numbers without a country code. */
export interface ListForm {
  columns: readonly string[];
  country: string | undefined;
}

/** Where each cell stands. */
interface Header {
  by: (typeof naming)[number];
  who: number;
  cells: [column: string, index: number][];
}

/**
 * Reads the rows of a list, in batches: a header with `customer`, `email` or `phone` and the columns of the segment, in any
 * order. Throws with every problem, up to ten: a column that is missing or not declared, a row that cannot be.
 */
export async function* readList(file: string, { columns, country }: ListForm): AsyncGenerator<ListRow[]> {
  let header: Header | undefined;
  let rows = 0;
  const problems: string[] = [];
  for await (const records of readRecords(readLines(file))) {
    const known = header;
    header ??= headerOf(records[0], columns, file);
    const batch: ListRow[] = [];
    for (const record of known ? records : records.slice(1)) {
      const row = rowOf(record, header, country);
      if (typeof row === 'string') problems.push(`line ${record.line}: ${row}`);
      else batch.push(row);
      if (problems.length >= mostProblems) throw new Error(problemText(file, [...problems, '…']));
    }
    rows += batch.length;
    if (rows > mostRows) throw new Error(`${file} has more than ${mostRows} rows, which is the most for one list`);
    if (problems.length === 0) yield batch;
  }
  if (problems.length > 0) throw new Error(problemText(file, problems));
}

/** Reads the whole file and keeps nothing; resolves to the number of rows. Throws as `readList` does. */
export async function checkList(file: string, form: ListForm): Promise<number> {
  let rows = 0;
  for await (const batch of readList(file, form)) rows += batch.length;
  return rows;
}

function problemText(file: string, problems: string[]): string {
  return `nothing was written: ${file} has rows that cannot be used\n${problems.map((problem) => `  ${problem}`).join('\n')}`;
}

function headerOf(record: FileRecord | undefined, declared: readonly string[], file: string): Header {
  if (!record || 'broken' in record) throw new Error(`${file}: the first line must name the columns`);
  const found = columnsOf(record.cells);
  const names = naming.flatMap((by) => {
    const who = found.find([by]);
    return who === undefined ? [] : [{ by, who }];
  });
  const [name, ...others] = names;
  const wanted = `one column ${quotedList([...naming])} that says who it is, and the declared ones: ${quotedList([...declared]) || 'none'}`;
  if (!name || others.length > 0)
    throw new Error(`${file} has ${name ? 'more than one column' : 'no column'} that names the customer; a list has ${wanted}`);
  const cells = declared.map((column): [string, number | undefined] => [column, found.find([column])]);
  const missing = cells.flatMap(([column, index]) => (index === undefined ? [column] : []));
  if (missing.length > 0)
    throw new Error(`${file} lacks the column ${quotedList(missing)}, which the segment declares; found: ${quotedList(record.cells)}`);
  const twice = record.cells.filter((cell, index) => cell.trim() !== '' && found.find([cell]) !== index);
  if (twice.length > 0) throw new Error(`${file} has the column ${quotedList(twice)} twice; leave one of them out`);
  const used = new Set([name.who, ...cells.map(([, index]) => index)]);
  const unknown = record.cells.filter((_, index) => !used.has(index));
  if (unknown.length > 0) {
    const hint = didYouMean(unknown[0] ?? '', [...declared]);
    throw new Error(`${file} has the column ${quotedList(unknown)}, which the segment does not declare${hint}; a list has ${wanted}`);
  }
  return { ...name, cells: cells.flatMap(([column, index]) => (index === undefined ? [] : [[column, index]])) };
}

function rowOf(record: FileRecord, { by, who, cells }: Header, country: string | undefined): ListRow | string {
  if ('broken' in record) return record.broken.detail;
  const name = record.cells[who]?.trim() ?? '';
  if (name === '') return `"${by}" is empty`;
  const named = whoOf(by, name, country);
  if (typeof named === 'string') return named;
  const empty = cells.filter(([, index]) => (record.cells[index]?.trim() ?? '') === '').map(([column]) => column);
  if (empty.length > 0) return `${quotedList(empty)} is empty, and a message would show nothing there`;
  const row = Object.fromEntries(cells.map(([column, index]) => [column, record.cells[index]?.trim() ?? '']));
  const { length } = JSON.stringify(row);
  if (length > longestRow) return `the row has ${length} characters, at most ${longestRow} can be kept for each customer`;
  return { line: record.line, who: named, row };
}

function whoOf(by: Header['by'], name: string, country: string | undefined): Named | string {
  try {
    return namedBy((field) => (field === by ? name : ''), country);
  } catch (error) {
    if (error instanceof RefusedCell) return error.detail;
    throw error;
  }
}
