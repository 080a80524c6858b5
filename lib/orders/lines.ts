import { isUtf8 } from 'node:buffer';
import { createReadStream } from 'node:fs';
import { open, stat } from 'node:fs/promises';
import { createGunzip } from 'node:zlib';
import { OrderFileError } from './order-file-error.ts';

/** One physical line, without its line end. `number` counts from 1, the header included. */
export interface Line {
  number: number;
  text: string;
}

export interface Progress {
  /** Of the file as it lies on the disk, compressed or not. */
  bytes: number;
  ofBytes: number;
}

const longestLine = 1024 * 1024;
const lineFeed = 0x0a;
const carriageReturn = 0x0d;
const windows1252 = new TextDecoder('windows-1252');

/**
 * Reads a text file line by line, a chunk at a time: plain or gzip (known by its first bytes, not by its name), with
 * LF, CRLF or CR, with or without a byte order mark. UTF-8 is the rule; a line that is not valid UTF-8 is read as
 * Windows-1252 (which holds Latin-1), that line alone.
 * @throws OrderFileError when the file cannot be read, is empty or is no text.
 */
export async function* readLines(file: string, onProgress?: (progress: Progress) => void): AsyncGenerator<Line[]> {
  const { size, head } = await inspect(file);
  let bytes = 0;
  const onBytes = (count: number) => {
    bytes += count;
    onProgress?.({ bytes, ofBytes: size });
  };
  let number = 0;
  try {
    for await (const texts of splitLines(decodeUtf16(unpacked(file, head, onBytes))))
      yield texts.map((text) => ({ number: ++number, text }));
  } catch (error) {
    if (error instanceof OrderFileError) throw new OrderFileError(`${file}: ${error.message}`);
    throw new OrderFileError(`${file}: cannot be read beyond line ${number}: ${error instanceof Error ? error.message : error}`);
  }
}

async function inspect(file: string): Promise<{ size: number; head: Buffer }> {
  const found = await stat(file).catch((error: NodeJS.ErrnoException) => {
    throw new OrderFileError(`${file}: ${error.code === 'ENOENT' ? 'there is no such file' : error.message}`);
  });
  if (!found.isFile()) throw new OrderFileError(`${file}: is ${found.isDirectory() ? 'a folder: name a file in it' : 'no file'}`);
  if (found.size === 0) throw new OrderFileError(`${file}: is empty`);
  const handle = await open(file).catch((error: Error) => {
    throw new OrderFileError(`${file}: ${error.message}`);
  });
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(4), 0, 4, 0);
    return { size: found.size, head: buffer.subarray(0, bytesRead) };
  } finally {
    await handle.close();
  }
}

async function* unpacked(file: string, head: Buffer, onBytes: (count: number) => void): AsyncGenerator<Buffer> {
  if (head.toString('latin1') === 'PK\u0003\u0004') {
    throw new OrderFileError('is a ZIP archive or an Excel workbook; save it as CSV (UTF-8) and import that');
  }
  const source = createReadStream(file);
  source.on('data', (chunk) => onBytes(chunk.length));
  if (head[0] !== 0x1f || head[1] !== 0x8b) return yield* source;
  const gunzip = createGunzip();
  source.on('error', (error) => gunzip.destroy(error));
  try {
    yield* source.pipe(gunzip);
  } finally {
    source.destroy();
  }
}

/** Excel's "Unicode text" is UTF-16 with a byte order mark; everything else passes through. */
async function* decodeUtf16(chunks: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  let decoder: InstanceType<typeof TextDecoder> | undefined;
  let first = true;
  for await (const chunk of chunks) {
    if (first && chunk[0] === 0xff && chunk[1] === 0xfe) decoder = new TextDecoder('utf-16le');
    if (first && chunk[0] === 0xfe && chunk[1] === 0xff) decoder = new TextDecoder('utf-16be');
    if (first && !decoder && isBinary(chunk)) throw new OrderFileError('is not text: it holds zero bytes');
    first = false;
    yield decoder ? Buffer.from(decoder.decode(chunk, { stream: true })) : chunk;
  }
}

/** A stray zero byte spoils its line only; many mean an image, a database, or UTF-16 without its mark. */
function isBinary(start: Buffer): boolean {
  const head = start.subarray(0, 1024);
  return head.filter((byte) => byte === 0).length > head.length / 20;
}

async function* splitLines(chunks: AsyncIterable<Buffer>): AsyncGenerator<string[]> {
  let carry: Buffer = Buffer.alloc(0);
  let end: number | undefined;
  let first = true;
  for await (const chunk of chunks) {
    end ??= lineEnd(chunk);
    const bytes = carry.length === 0 ? chunk : Buffer.concat([carry, chunk]);
    const cut = bytes.lastIndexOf(end) + 1;
    carry = bytes.subarray(cut);
    if (carry.length > longestLine) throw new OrderFileError('a line is longer than 1 MB: this is no file of rows');
    if (cut === 0) continue;
    yield decode(withoutMark(bytes.subarray(0, cut - 1), first), end);
    first = false;
  }
  if (carry.length > 0) yield decode(withoutMark(carry, first), end ?? lineFeed);
}

/** Old Macs ended lines with CR alone. A CR at the very end may be half of a CRLF. */
function lineEnd(start: Buffer): number {
  const at = start.indexOf(carriageReturn);
  return !start.includes(lineFeed) && at >= 0 && at < start.length - 1 ? carriageReturn : lineFeed;
}

function withoutMark(bytes: Buffer, first: boolean): Buffer {
  return first && bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf ? bytes.subarray(3) : bytes;
}

function decode(bytes: Buffer, end: number): string[] {
  const texts = isUtf8(bytes) ? bytes.toString('utf8').split(String.fromCharCode(end)) : decodeEach(bytes, end);
  return texts.map((text) => (text.endsWith('\r') ? text.slice(0, -1) : text));
}

function decodeEach(bytes: Buffer, end: number): string[] {
  const texts: string[] = [];
  for (let from = 0; from <= bytes.length; ) {
    const at = bytes.indexOf(end, from);
    const line = bytes.subarray(from, at < 0 ? bytes.length : at);
    texts.push(isUtf8(line) ? line.toString('utf8') : windows1252.decode(line));
    from = at < 0 ? bytes.length + 1 : at + 1;
  }
  return texts;
}
