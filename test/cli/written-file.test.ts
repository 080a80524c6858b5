import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { rootCommand } from '../../lib/cli/root.ts';
import { checkWritable, writing } from '../../lib/cli/written-file.ts';

let folder: string;
let told: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'written-'));
  told = '';
  vi.spyOn(process.stderr, 'write').mockImplementation((text) => {
    told += text;
    return true;
  });
});
afterEach(() => {
  vi.restoreAllMocks();
  rmSync(folder, { recursive: true });
});

describe('a file that a person named', () => {
  it('is written, and that is said', async () => {
    const file = join(folder, 'page.html');
    await checkWritable(file, undefined);
    await writing(file, () => writeFile(file, 'page'));
    expect([await readFile(file, 'utf8'), told]).toEqual(['page', `written: ${file}\n`]);
  });

  it.each([
    ['none/page.html', /none\/page\.html cannot be written: there is no folder .*none: make it, or name a file elsewhere$/],
    ['folder', /folder cannot be written: it is a folder: name a file in it, such as .*folder\/page\.html$/],
    ['file/page.html', /page\.html cannot be written: .*file is not a folder/],
    [`${'x'.repeat(300)}.html`, /cannot be written: its name is too long/],
  ])('that cannot be written, %s, is refused in a sentence, before the work and after it', async (name, sentence) => {
    mkdirSync(join(folder, 'folder'));
    writeFileSync(join(folder, 'file'), '');
    const file = join(folder, name);
    await expect(checkWritable(file)).rejects.toThrow(sentence);
    await expect(writing(file, () => writeFile(file, ''))).rejects.toThrow(sentence);
    expect(told).toBe('');
  });

  it.each([
    ['EACCES', 'you have no right to write there'],
    ['ENOSPC', 'the disk is full'],
    ['EROFS', 'that disk can only be read'],
  ])('says of %s what it means', async (code, sentence) => {
    const failing = () => Promise.reject(Object.assign(new Error(`${code}: bare`), { code }));
    await expect(writing('page.html', failing)).rejects.toThrow(`page.html cannot be written: ${sentence}`);
  });

  it('without a name is asked for one, and what is no fault of the file stays as it is', async () => {
    await expect(checkWritable('')).rejects.toThrow('"" cannot be written: it has no name');
    await expect(writing('page.html', () => Promise.reject(new TypeError('a fault of the page')))).rejects.toThrow(TypeError);
  });

  it.each([
    'calendar --html',
    'report --html',
    'report --csv',
    'simulate --orders orders.csv --html',
    'score --orders orders.csv --html',
    'score --orders orders.csv --customers',
    'preview thanks thanks --as ann --html',
    'openapi --out',
    'customer export ann --json',
    'sandbox --deliveries',
  ])('is looked at before anything else by %s', async (line) => {
    const file = join(folder, 'none', 'page');
    const args = line.split(' ');
    const root = await rootCommand(args[0] ?? '');
    await expect(root.parseAsync([...args, file], { from: 'user' })).rejects.toThrow(`${file} cannot be written: there is no folder`);
  });
});
