import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { couponsCommand } from '../../lib/cli/coupons.ts';
import { couponPoolSchema } from '../../lib/core/definition/loyalty-program.ts';
import { memoryWorld } from '../../lib/memory/world.ts';
import { publishCatalogue } from '../../lib/store/catalogue.ts';
import { drawCode } from '../../lib/store/coupons.ts';
import { ensureSecrets } from '../../lib/store/secrets.ts';
import type { World } from '../../lib/world.ts';
import { publication } from '../functions/publication.ts';

const noon = Date.UTC(2026, 10, 2, 12);
const pools = [
  { id: 'cinema', name: 'Cinema tickets', codes: 'imported' },
  { id: 'spring', name: 'Spring', codes: 'generated' },
].map((pool) => couponPoolSchema.parse(pool));
let world: World;
let folder: string;
let out: string;

beforeEach(async () => {
  vi.spyOn(console, 'log').mockImplementation((text) => {
    out += `${text}\n`;
  });
  folder = await mkdtemp(join(tmpdir(), 'codes-'));
  world = memoryWorld({ now: () => noon, publicUrl: 'https://shop.example' });
  await ensureSecrets(world, { pepper: 'p'.repeat(40), tokens: [{ kid: '1', secret: 's'.repeat(40) }] });
  await publishCatalogue(world, { ...publication(), pools }, noon);
});
afterEach(async () => {
  vi.restoreAllMocks();
  await rm(folder, { recursive: true });
});

async function coupons(...args: string[]): Promise<string> {
  out = '';
  await couponsCommand(async () => world).parseAsync(args, { from: 'user' });
  return out;
}
async function load(lines: string[], pool = 'cinema', ...more: string[]): Promise<string> {
  const file = join(folder, 'codes.txt');
  await writeFile(file, lines.join('\n'));
  return coupons('import', pool, file, ...more);
}

describe('rapport coupons import', () => {
  it('takes one code from each line and counts what it knows', async () => {
    expect(await load(['AB-12', '', ' CD-34 ', 'ab12'])).toBe(
      'cinema: 2 of 3 codes are new; 1 were in it, were handed out, or stand twice in the file\n',
    );
    expect(JSON.parse(await load(['AB-12', 'EF-56'], 'cinema', '--json'))).toEqual({ codes: 2, added: 1, known: 1 });
  });

  it('takes the column "code" of a CSV file', async () => {
    expect(await load(['id,Code,value', '1,AB-12,5', '2,CD-34,5'])).toBe('cinema: 2 of 2 codes are new\n');
  });

  it.each([
    [['Voucher', 'AB-1'], []],
    [['Gutscheincode;Wert', 'AB-1;5'], []],
    [
      ['Ticket', 'AB-1'],
      ['--column', 'ticket'],
    ],
  ])('knows the head of the column in %j %j', async (lines, more) => {
    expect(await load(lines, 'cinema', ...more)).toBe('cinema: 1 of 1 code is new\n');
  });

  it('asks where the first line may be the name of a column or a code', async () => {
    await expect(load(['', 'Ticket', 'AB-1'])).rejects.toThrow(
      '"Ticket", looks like the name of a column above codes such as "AB-1"; say --column "Ticket" if it is one, or --no-header if it is a code',
    );
    expect(JSON.parse(await coupons('show', 'cinema', '--json'))).toMatchObject({ free: 0 });
    expect(await load(['Ticket', 'AB-1'], 'cinema', '--no-header')).toBe('cinema: 2 of 2 codes are new\n');
    expect(await load(['HELLO', 'WORLD'])).toBe('cinema: 2 of 2 codes are new\n');
    await expect(load(['id,ticket', '1,AB-1'], 'cinema', '--column', 'tickets')).rejects.toThrow(
      'has no column "tickets"; its first line is: "id", "ticket"; did you mean "ticket"?',
    );
  });

  it.each([
    [['a,b', 'c,d'], 'has 2 columns and none is called "code"'],
    [['AB-12', '---'], 'line 2: "---" has neither letters nor digits'],
    [['AB-12', 'é1'], 'line 2: "é1" has characters that cannot be typed everywhere'],
    [['x'.repeat(101)], 'line 1: a code has at most 100 characters, this one 101'],
    [['code', ''], 'holds no code'],
  ])('refuses %j before anything is written', async (lines, sentence) => {
    await expect(load(lines)).rejects.toThrow(sentence);
    expect(JSON.parse(await coupons('show', 'cinema', '--json'))).toMatchObject({ free: 0 });
  });

  it('refuses a pool that makes its own codes, and one that is not published', async () => {
    await expect(load(['AB-12'], 'spring')).rejects.toThrow('the codes of spring are made up when they are handed out');
    await expect(load(['AB-12'], 'cinemas')).rejects.toThrow(
      'no pool "cinemas" was published; there are cinema, spring; did you mean "cinema"?',
    );
  });
});

describe('rapport coupons show', () => {
  it('says what became of the codes', async () => {
    await load(['AB-12', 'CD-34']);
    for (const pool of pools) await drawCode(world, { pool, owner: 'o', cid: 'ann', expiresAt: null });
    expect(await coupons('show', 'cinema')).toBe('cinema (Cinema tickets): 1 left; 1 handed out, 0 of them redeemed\n');
    expect(await coupons('show', 'spring')).toBe('spring (Spring): made up when they are handed out; 1 handed out, 0 of them redeemed\n');
  });
});
