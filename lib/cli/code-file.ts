import { columnsOf, didYouMean, quotedList } from '../orders/columns.ts';
import { readLines } from '../orders/lines.ts';
import { readRecords } from '../orders/records.ts';
import { normalCode } from '../store/response-codes.ts';

const longestCode = 100;
/** So many are shown; a file that is wrong from end to end is one mistake. */
const mostProblems = 10;

/** What a column of codes is called where nobody says. */
const names = ['code', 'codes', 'coupon', 'coupon code', 'voucher', 'voucher code', 'promo code', 'Gutschein', 'Gutscheincode'];

/** `column`: its name in the first line. `header`: false = the first line is a code, whatever it looks like. */
export interface CodeForm {
  column?: string | undefined;
  header?: boolean | undefined;
}

/**
 * Reads the codes of a file, in batches: one on each line, or those of the column of codes of a CSV file. Empty lines are passed
 * over. Throws with every problem, up to ten, and where a first line looks like the name of a column.
 */
export async function* readCodes(file: string, form: CodeForm = {}): AsyncGenerator<string[]> {
  let column: number | undefined;
  let first: string | undefined;
  let any = false;
  const problems: string[] = [];
  for await (const records of readRecords(readLines(file))) {
    const batch: string[] = [];
    for (const record of records) {
      if (problems.length >= mostProblems) throw new Error(problemText(file, [...problems, '…']));
      if ('broken' in record) {
        problems.push(`line ${record.line}: ${record.broken.detail}`);
        continue;
      }
      if (column === undefined) {
        const named = headerOf(record.cells, file, form);
        column = named ?? 0;
        if (named !== undefined) continue;
        first = form.header === false ? undefined : record.cells[0]?.trim();
        if (first === '') column = undefined;
      }
      const code = record.cells[column ?? 0]?.trim() ?? '';
      if (first && code !== '' && code !== first) {
        if (!/\d/.test(first) && /\d/.test(code)) throw new Error(doubtText(file, first, code));
        first = undefined;
      }
      const problem = code === '' ? undefined : problemOf(code);
      if (problem !== undefined) problems.push(`line ${record.line}: ${problem}`);
      else if (code !== '') batch.push(code);
    }
    any ||= batch.length > 0;
    if (problems.length === 0) yield batch;
  }
  if (problems.length > 0) throw new Error(problemText(file, problems));
  if (!any) throw new Error(`nothing was written: ${file} holds no code`);
}

/** Reads the whole file and keeps nothing; resolves to the number of codes. Throws as `readCodes` does. */
export async function checkCodes(file: string, form: CodeForm = {}): Promise<number> {
  let codes = 0;
  for await (const batch of readCodes(file, form)) codes += batch.length;
  return codes;
}

/** The place of the column of codes; undefined = the first line is a code already. */
function headerOf(cells: string[], file: string, { column, header }: CodeForm): number | undefined {
  if (header === false && column === undefined && cells.length === 1) return undefined;
  const named = columnsOf(cells).find(column === undefined ? names : [column]);
  if (column !== undefined && named === undefined)
    throw new Error(`${file} has no column "${column}"; its first line is: ${quotedList(cells)}${didYouMean(column, cells)}`);
  if (named === undefined && cells.length > 1)
    throw new Error(
      `${file} has ${cells.length} columns and none is called "code"; they are ${quotedList(cells)}: say which with --column, or give one code on each line`,
    );
  return named;
}

function doubtText(file: string, first: string, next: string): string {
  return `nothing was written: the first line of ${file}, "${first}", looks like the name of a column above codes such as "${next}"; say --column "${first}" if it is one, or --no-header if it is a code`;
}

function problemOf(code: string): string | undefined {
  if (code.length > longestCode) return `a code has at most ${longestCode} characters, this one ${code.length}`;
  if (!/^[\x20-\x7e]+$/.test(code))
    return `"${code}" has characters that cannot be typed everywhere: letters, digits and signs of ASCII only`;
  return normalCode(code) === '' ? `"${code}" has neither letters nor digits` : undefined;
}

function problemText(file: string, problems: string[]): string {
  return `nothing was written: ${file} has codes that cannot be used\n${problems.map((problem) => `  ${problem}`).join('\n')}`;
}
