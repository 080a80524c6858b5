import { parse } from 'csv-parse/sync';
import type { Line } from './lines.ts';
import { type Refusal, refuse } from './order-line.ts';

/** One record of a delimited file, `line` its first physical line. It spans several when a quoted field holds line ends. */
export type FileRecord = { line: number; text: string; cells: string[] } | { line: number; text: string; broken: Refusal };

/** `fields`: how many the first record has; what spans lines must have as many, else it was a stray quote that joined them. */
interface Dialect {
  delimiter: string;
  fields?: number;
}

type Raw = { line: number; text: string; broken?: Refusal };

/** A quoted field may hold a note of so many lines; an open quote that nothing closes by then is a broken one. */
const longestNote = 500;
const delimiters = [',', ';', '\t', '|'];
const quote = '"';

/**
 * Cuts lines into records and cells, in batches. A quote that is never closed, or closed in the middle of a field, breaks
 * its own line only: the next line starts afresh. A quote inside an unquoted field (`5" plate`) is text. Blank lines are
 * skipped. `delimiter: ' '` stands for any run of spaces; without a delimiter, the one that the first line holds most of.
 */
export async function* readRecords(lines: AsyncIterable<Line[]>, delimiter?: string): AsyncGenerator<FileRecord[]> {
  let dialect: Dialect | undefined;
  let waiting: Line[] = [];
  for await (const chunk of lines) {
    waiting = waiting.concat(chunk.filter(({ text }) => text.trim() !== ''));
    const first = waiting[0];
    if (!first) continue;
    dialect ??= { delimiter: delimiter ?? mostFrequent(first.text) };
    const { raws, rest } = assemble(waiting, dialect, false);
    waiting = rest;
    if (raws.length > 0) yield split(raws, dialect);
  }
  if (dialect && waiting.length > 0) yield split(assemble(waiting, dialect, true).raws, dialect);
}

function mostFrequent(header: string): string {
  const bare = header.replace(/"[^"]*"/g, '');
  const counts = delimiters.map((delimiter) => bare.split(delimiter).length);
  return delimiters[counts.indexOf(Math.max(...counts))] ?? ',';
}

/** `rest`: lines of a record whose end is yet to come. */
function assemble(lines: Line[], dialect: Dialect, ended: boolean): { raws: Raw[]; rest: Line[] } {
  const raws: Raw[] = [];
  for (let at = 0; at < lines.length; ) {
    const found = recordAt(lines, at, dialect);
    if (found === 'open' && !ended && lines.length - at <= longestNote) return { raws, rest: lines.slice(at) };
    const line = lines[at];
    if (!line) break;
    raws.push(
      found === 'open' || found === 'broken'
        ? { line: line.number, text: line.text, broken: refuse('broken-quotes', 'a quote is not closed') }
        : found.raw,
    );
    at += found === 'open' || found === 'broken' ? 1 : found.lines;
  }
  return { raws, rest: [] };
}

function recordAt(lines: Line[], at: number, dialect: Dialect): { raw: Raw; lines: number } | 'open' | 'broken' {
  const first = lines[at];
  if (!first) return 'open';
  if (first.text.includes('\0'))
    return { raw: { line: first.number, text: first.text, broken: refuse('unreadable', 'the line holds a zero byte') }, lines: 1 };
  if (dialect.fields !== undefined && dialect.delimiter !== ' ' && !first.text.includes(quote))
    return { raw: { line: first.number, text: first.text }, lines: 1 };
  let text = dialect.delimiter === ' ' ? singleSpaced(first.text) : first.text;
  let scan = scanLine(text, dialect.delimiter, { state: 'start', fields: 1 });
  let next = at + 1;
  for (; scan.state === 'quoted' && next < lines.length && next - at < longestNote; next++) {
    const line = lines[next]?.text ?? '';
    text += `\n${line}`;
    scan = scanLine(line, dialect.delimiter, scan);
  }
  if (scan.state === 'quoted') return 'open';
  if (scan.state === 'broken' || (next - at > 1 && dialect.fields !== undefined && scan.fields !== dialect.fields)) return 'broken';
  dialect.fields ??= scan.fields;
  return { raw: { line: first.number, text }, lines: next - at };
}

function singleSpaced(text: string): string {
  return text.trim().replace(/("[^"]*")|\s+/g, (run, quoted: string | undefined) => quoted ?? (run === '' ? '' : ' '));
}

interface Scan {
  state: 'start' | 'bare' | 'quoted' | 'closed' | 'broken';
  fields: number;
}

/** Where the quotes of one line leave the reader; the cells themselves are csv-parse's. */
function scanLine(text: string, delimiter: string, from: Scan): Scan {
  if (from.state !== 'quoted' && !text.includes(quote)) return { state: 'bare', fields: text.split(delimiter).length };
  let { state, fields } = from;
  for (let at = 0; at < text.length; at++) {
    const character = text[at];
    if (state === 'quoted') {
      if (character !== quote) continue;
      if (text[at + 1] === quote) at++;
      else state = 'closed';
    } else if (text.startsWith(delimiter, at)) {
      fields++;
      state = 'start';
      at += delimiter.length - 1;
    } else if (character === quote && state === 'start') state = 'quoted';
    else if (character !== ' ' && state === 'closed') return { state: 'broken', fields };
    else if (character !== ' ') state = 'bare';
  }
  return { state, fields };
}

function split(raws: Raw[], dialect: Dialect): FileRecord[] {
  const quoted = raws.filter(({ text, broken }) => broken === undefined && text.includes(quote));
  const rows = cellsOf(quoted, dialect);
  let row = 0;
  return raws.map(({ line, text, broken }) => {
    if (broken !== undefined) return { line, text, broken };
    // What holds no quote needs no parser, which takes ten times as long.
    if (!text.includes(quote)) return { line, text, cells: text.split(dialect.delimiter).map((cell) => cell.trim()) };
    const cells = rows[row++];
    return cells ? { line, text, cells } : { line, text, broken: refuse('unreadable', 'the line cannot be cut into columns') };
  });
}

/** One call for all; should that not give one row for each, each is tried alone. */
function cellsOf(raws: Raw[], { delimiter }: Dialect): (string[] | undefined)[] {
  const options = { delimiter, relax_column_count: true, relax_quotes: true, trim: true, skip_empty_lines: false, record_delimiter: '\n' };
  const attempt = (text: string) => {
    try {
      return parse(text, options);
    } catch {
      return [];
    }
  };
  const rows = attempt(raws.map(({ text }) => text).join('\n'));
  if (rows.length === raws.length) return rows;
  return raws.map(({ text }) => {
    const alone = attempt(text);
    return alone.length === 1 ? alone[0] : undefined;
  });
}
