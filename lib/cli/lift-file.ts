import { type Columns, columnsOf, didYouMean, quotedList } from '../orders/columns.ts';
import { type Progress, readLines } from '../orders/lines.ts';
import { type FileRecord, readRecords } from '../orders/records.ts';
import { clip } from '../rows/cell-values.ts';
import { amountOf, type MarkSeen, type MarkTaken, markOfFile, settledAmounts, type WrittenAmounts } from './lift-money.ts';

/** Names of columns, as they were given. */
export interface TrialColumns {
  arm: string;
  rates: readonly string[];
  money: readonly string[];
}

/** What is known of an experiment. `arms` by name; `rates` and `money` name the columns as the file spells them. */
export interface Trial {
  customers: number;
  armColumn: string;
  rates: string[];
  money: string[];
  arms: Map<string, ArmTally>;
  decimal: MarkTaken;
}

/** Of each rate how many did it; of each column of money how often each value occurs. */
export interface ArmTally {
  n: number;
  successes: number[];
  spent: Map<number, number>[];
}

/** The same while the file is read. */
interface Gathered extends Omit<ArmTally, 'spent'> {
  spent: WrittenAmounts[];
}

/** So many are shown; a file that is wrong from end to end is one mistake. */
const mostProblems = 10;
/** A column with more values is that of something else, such as the customers themselves. */
const mostArms = 50;
const yes = ['1', 'true', 'yes', 't', 'y', '1.0'];
const no = ['0', 'false', 'no', 'f', 'n', '0.0'];
const answers = new Map([...yes.map((word) => [word, 1] as const), ...no.map((word) => [word, 0] as const)]);

/** The places of the columns in a line. */
interface Places {
  names: string[];
  arm: number;
  rates: number[];
  money: number[];
}

/**
 * Reads a file with a line for each customer, CSV in any of its dialects, plain or gzip; in memory stay only the distinct values
 * of money. Rejects with every problem, up to ten: a column that is missing, a cell that is empty or not what it should be.
 */
export async function readTrial(
  file: string,
  columns: TrialColumns,
  onProgress: (progress: Progress, lines: number) => void,
): Promise<Trial> {
  let places: Places | undefined;
  let customers = 0;
  const arms = new Map<string, Gathered>();
  const seen: MarkSeen = { marks: new Set() };
  const problems: string[] = [];
  for await (const records of readRecords(readLines(file, (progress) => onProgress(progress, customers)))) {
    const lines = places ? records : records.slice(1);
    const where = places ?? placesOf(records[0], columns, file);
    places = where;
    for (const record of lines) {
      const line = lineOf(record, where, seen);
      if (typeof line === 'string') problems.push(`line ${record.line}: ${line}`);
      else count(arms, line);
      if (arms.size > mostArms)
        throw new Error(`${file}: the column "${where.names[where.arm]}" has more than ${mostArms} values, so it does not hold the arms`);
      if (problems.length >= mostProblems) throw new Error(problemText(file, [...problems, '…']));
    }
    customers += lines.length;
  }
  if (problems.length > 0) throw new Error(problemText(file, problems));
  if (!places || customers === 0) throw new Error(`${file} has no line of a customer`);
  const decimal = decimalOf(file, seen);
  const settled = ({ spent, ...tally }: Gathered) => ({ ...tally, spent: spent.map((each) => settledAmounts(each, decimal.mark)) });
  const named = (indexes: number[]) => indexes.map((index) => places?.names[index] ?? '');
  return {
    ...{ customers, armColumn: places.names[places.arm] ?? '', rates: named(places.rates), money: named(places.money) },
    arms: new Map([...arms].map(([name, tally]) => [name, settled(tally)] as const).sort(([one], [other]) => (one < other ? -1 : 1))),
    decimal,
  };
}

function decimalOf(file: string, seen: MarkSeen): MarkTaken {
  try {
    return markOfFile(seen);
  } catch (error) {
    throw new Error(problemText(file, [error instanceof Error ? error.message : String(error)]));
  }
}

function problemText(file: string, problems: string[]): string {
  return `${file} has lines that cannot be used\n${problems.map((problem) => `  ${problem}`).join('\n')}`;
}

function placesOf(header: FileRecord | undefined, { arm, rates, money }: TrialColumns, file: string): Places {
  if (!header || 'broken' in header) throw new Error(`${file}: the first line must name the columns`);
  const columns = columnsOf(header.cells);
  const all = (names: readonly string[]) => [...new Set(names.map((name) => placeOf(name, columns, file)))];
  return { names: columns.names, arm: placeOf(arm, columns, file), rates: all(rates), money: all(money) };
}

function placeOf(name: string, { names, find }: Columns, file: string): number {
  const exact = names.indexOf(name);
  if (exact !== names.lastIndexOf(name)) throw new Error(`${file} has the column "${name}" twice; rename one of them`);
  const place = exact < 0 ? find([name]) : exact;
  if (place === undefined) throw new Error(`${file} has no column "${name}"${didYouMean(name, names)}; found: ${quotedList(names)}`);
  return place;
}

/** One customer: 1 or 0 of each rate. */
interface TrialLine {
  arm: string;
  did: number[];
  spent: (number | string)[];
}

function lineOf(record: FileRecord, { names, arm, rates, money }: Places, seen: MarkSeen): TrialLine | string {
  if ('broken' in record) return record.broken.detail;
  const { cells } = record;
  if (cells.length !== names.length) return `${cells.length} columns where the first line has ${names.length}`;
  if (cells[arm] === '') return `"${names[arm]}" is empty; write the name of the arm that she was assigned to`;
  const empty = [...rates, ...money].filter((index) => cells[index] === '').map((index) => names[index] ?? '');
  if (empty.length > 0) return `${quotedList(empty)} is empty; every customer of an arm counts, so write 0 for one who did nothing`;
  const did = rates.map((index) => answers.get((cells[index] ?? '').toLowerCase()));
  const odd = rates[did.indexOf(undefined)];
  if (odd !== undefined)
    return `"${clip(cells[odd] ?? '')}" in "${names[odd]}" is neither yes nor no; allowed: ${[...yes, ...no].join(', ')}`;
  const spent = money.map((index) => amountOf(cells[index] ?? '', record.line, seen));
  const bad = money[spent.indexOf(undefined)];
  if (bad !== undefined)
    return `"${clip(cells[bad] ?? '')}" in "${names[bad]}" is not an amount; write it as 1234.50 or 1234,50, without currency`;
  return { arm: cells[arm] ?? '', did: did.filter((one) => one !== undefined), spent: spent.filter((one) => one !== undefined) };
}

function count(arms: Map<string, Gathered>, { arm, did, spent }: TrialLine): void {
  let tally = arms.get(arm);
  if (!tally) {
    tally = { n: 0, successes: did.map(() => 0), spent: spent.map(() => new Map()) };
    arms.set(arm, tally);
  }
  tally.n += 1;
  for (const [index, one] of did.entries()) tally.successes[index] = (tally.successes[index] ?? 0) + one;
  for (const [index, amount] of spent.entries()) {
    const values = tally.spent[index];
    values?.set(amount, (values.get(amount) ?? 0) + 1);
  }
}
