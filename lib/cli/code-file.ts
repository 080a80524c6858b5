import { columnsOf } from '../orders/columns.ts';
import { readLines } from '../orders/lines.ts';
import { readRecords } from '../orders/records.ts';
import { normalCode } from '../store/response-codes.ts';

const longestCode = 100;
/** So many are shown; a file that is wrong from end to end is one mistake. */
const mostProblems = 10;

/**
 * Reads the codes of a file, in batches: one on each line, or those of the column `code` of a CSV file. Empty lines are passed
 * over. Throws with every problem, up to ten.
 */
export async function* readCodes(file: string): AsyncGenerator<string[]> {
  let column: number | undefined;
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
        const named = columnsOf(record.cells).find(['code']);
        column = named ?? 0;
        if (named !== undefined) continue;
        if (record.cells.length > 1)
          throw new Error(`${file} has ${record.cells.length} columns and none is called "code": name it, or give one code on each line`);
      }
      const code = record.cells[column]?.trim() ?? '';
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
export async function checkCodes(file: string): Promise<number> {
  let codes = 0;
  for await (const batch of readCodes(file)) codes += batch.length;
  return codes;
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
