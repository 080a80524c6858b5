import type { Data } from '../core/definition/data.ts';
import type { Settings } from '../core/definition/settings.ts';
import type { Reading } from './cell-values.ts';

/** What a file of this kind may tell, and how a line of it is read. */
export interface RowKind<Row> {
  /** In sentences: "customers". */
  name: string;
  /** Each with the names that its column goes by. */
  fields: Field[];
  /** At least one of each group must have a column. */
  needed: string[][];
  /** Whether columns of any other name are taken, under their own name, as the `others` of `read`. */
  open: boolean;
  /** Reads a line. `cell` gives "" where there is no such column. Throws a RefusedCell. */
  read(cell: (field: string) => string, reading: Reading, others: string[]): Row;
  /** Lines with the same key are taken one after the other, in the order of the file. */
  keyOf(row: Row): string;
  /** Lines of the same identity must not contradict each other; absent where a later line may. */
  identityOf?(row: Row): string;
}

export interface Field {
  name: string;
  aliases: string[];
}

/** What is in force, for reading lines by it. */
export interface InForce {
  settings: Settings;
  data: Data;
  /** Of phone numbers without a country code, where the line names no country. */
  country?: string;
}

export const longestId = 128;
