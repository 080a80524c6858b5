import type { Named } from '../rows/row.ts';

export interface ListRow {
  /** Of the file. */
  line: number;
  who: Named;
  row: { [column: string]: string };
}

export interface Upload {
  segment: string;
  /** The last day on which its rows hold, YYYY-MM-DD. */
  until: string;
  rows: AsyncIterable<ListRow[]>;
  /** Topics of class marketing of the campaigns that use the list. */
  topics: string[];
  /** Counts only. */
  dryRun: boolean;
  onDone?: (rows: number) => void;
}

/** What became of the rows; `rows` is the sum of all but `left` and `noConsent`. Line numbers, since a report names nobody. */
export interface ListReport {
  rows: number;
  matched: number;
  /** Customers of whom nothing else is known. */
  new: number;
  twice: number;
  /** All of them, when the list's last day is over: then nothing is written. */
  expired: number;
  /** Nobody has that address, or she was erased. */
  unknown: number[];
  /** Several customers share that address. */
  several: number[];
  /** She stands on ten other lists. */
  full: number[];
  /** Of those matched and new: how many have given no consent to a topic by any channel. */
  noConsent: { [topic: string]: number };
  /** Were on the list and are not in the file. */
  left: number;
}
