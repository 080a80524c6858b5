import { once } from 'node:events';
import { createWriteStream, type WriteStream } from 'node:fs';
import { rename, rm } from 'node:fs/promises';
import { OrderFileError } from './order-file-error.ts';

export interface Reject {
  line: number;
  /** Counted. */
  reason: string;
  /** For the person who repairs the file. */
  detail: string;
  text: string;
}

export interface Rejects {
  /** How many, by reason. */
  counts: { [reason: string]: number };
  /** Numbers of the first lines, by reason. */
  lines: { [reason: string]: number[] };
  /** The first of those that were refused for the most frequent reason. */
  first(): Reject | undefined;
  add(rejects: Reject[]): Promise<void>;
  /** Puts the finished file in its place; one of an earlier run goes away when nothing was rejected this time. */
  finish(): Promise<void>;
  abandon(): Promise<void>;
}

/** So many line numbers of each reason are enough to find what is wrong. */
const mostLines = 5;

/** Counts what was refused and, when a path is given, writes it there as CSV: line, reason, detail, text. */
export function openRejects(path: string | undefined): Rejects {
  const counts: { [reason: string]: number } = {};
  const lines: { [reason: string]: number[] } = {};
  const partial = `${path}.partial`;
  let file: WriteStream | undefined;
  const firsts = new Map<string, Reject>();
  return {
    counts,
    lines,
    first: () =>
      [...firsts.values()].reduce<Reject | undefined>(
        (most, one) => ((counts[one.reason] ?? 0) > (counts[most?.reason ?? ''] ?? 0) ? one : most),
        undefined,
      ),
    async add(rejects) {
      for (const reject of rejects) {
        const { reason, line } = reject;
        if (!firsts.has(reason)) firsts.set(reason, reject);
        counts[reason] = (counts[reason] ?? 0) + 1;
        const known = lines[reason] ?? [];
        lines[reason] = known;
        if (known.length < mostLines) known.push(line);
      }
      if (path === undefined || rejects.length === 0) return;
      file ??= await create(partial);
      if (!file.write(rejects.map(row).join(''))) await once(file, 'drain');
    },
    async finish() {
      if (path === undefined) return;
      if (!file) return rm(path, { force: true });
      await close(file);
      await rename(partial, path);
    },
    async abandon() {
      if (!file) return;
      await close(file);
      await rm(partial, { force: true });
    },
  };
}

async function create(path: string): Promise<WriteStream> {
  const file = createWriteStream(path);
  await once(file, 'open').catch((error: Error) => {
    throw new OrderFileError(`the rejects file cannot be written (${error.message}); say where with --rejects FILE`);
  });
  file.write('line,reason,detail,text\n');
  return file;
}

async function close(file: WriteStream): Promise<void> {
  file.end();
  await once(file, 'close');
}

function row({ line, reason, detail, text }: Reject): string {
  return `${line},${reason},${quoted(detail)},${quoted(text)}\n`;
}

/** A text that a spreadsheet would take for a formula is kept a text. */
export function quoted(text: string): string {
  const safe = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return `"${safe.replaceAll('"', '""')}"`;
}
