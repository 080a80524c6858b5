import { describe, expect, it } from 'vitest';
import { couponPoolSchema } from '../../lib/core/definition/loyalty-program.ts';
import { memoryWorld } from '../../lib/memory/world.ts';
import { importCodes, poolFigures } from '../../lib/store/coupon-stock.ts';
import { drawCode, findCode, redeemCode } from '../../lib/store/coupons.ts';
import { keys } from '../../lib/store/keys.ts';
import { normalCode } from '../../lib/store/response-codes.ts';
import { ensureSecrets } from '../../lib/store/secrets.ts';

const noon = Date.UTC(2026, 10, 2, 12);
const made = couponPoolSchema.parse({ id: 'spring', name: 'Spring', codes: 'generated', prefix: 'SPRING-' });
const bought = couponPoolSchema.parse({ id: 'cinema', name: 'Cinema', codes: 'imported' });

async function open(secret = 's'.repeat(40)) {
  const world = memoryWorld({ now: () => noon, publicUrl: 'https://shop.example' });
  await ensureSecrets(world, { pepper: 'p'.repeat(40), tokens: [{ kid: '1', secret }] });
  return world;
}
const draw = (owner: string, pool = made) => ({ pool, owner, cid: 'ann', expiresAt: null });
async function* batches(...of: string[][]) {
  yield* of;
}
const numbered = (count: number) => Array.from({ length: count }, (_, index) => `CINEMA-${String(index).padStart(6, '0')}`);

describe('a code that is made up', () => {
  it('begins with the prefix, can be read out, and is the same for the same owner only', async () => {
    const world = await open();
    const one = await drawCode(world, draw('spring#o1#c1#ann'));
    expect(one).toMatchObject({ code: expect.stringMatching(/^SPRING-([0-9A-HJKMNP-TV-Z]{4}-){2}[0-9A-HJKMNP-TV-Z]{4}$/) });
    expect(await drawCode(world, { ...draw('spring#o1#c1#ann'), expiresAt: noon })).toEqual(one);
    expect(await drawCode(world, draw('spring#o1#c1#bob'))).not.toMatchObject({ code: expect.stringContaining(Object(one).code) });
  });

  it('is another one where the key is another', async () => {
    const [one, other] = await Promise.all([open(), open('t'.repeat(40))].map(async (world) => drawCode(await world, draw('o'))));
    expect(one).not.toEqual(other);
  });

  it('stays what it was when the key of the installation is changed', async () => {
    const world = await open();
    const one = await drawCode(world, draw('o'));
    const fresh = { ...world, table: { ...world.table } };
    await world.table.write([{ put: { ...keys.secrets, pepper: 'p'.repeat(40), tokens: [{ kid: '2', secret: 'x'.repeat(40) }] } }]);
    expect(await drawCode(fresh, draw('o'))).toEqual(one);
  });

  it('is made anew where somebody has it', async () => {
    const [world, other] = [await open(), await open()];
    const one = await drawCode(other, draw('o'));
    await world.table.write([{ put: { ...keys.code(normalCode(Object(one).code)), ...Object(one), owner: 'x' } }]);
    const instead = await drawCode(world, draw('o'));
    expect(Object(instead).code).toMatch(/^SPRING-/);
    expect(Object(instead).code).not.toBe(Object(one).code);
  });
});

describe('a code that is imported', () => {
  it('is counted once, however often and however it is written', async () => {
    const world = await open();
    const codes = ['AB-1', 'ab1', 'ABL', 'CD-2'];
    expect(await importCodes(world, { pool: 'cinema', codes: batches(codes) })).toEqual({ codes: 4, added: 2, known: 2 });
    expect(await importCodes(world, { pool: 'cinema', codes: batches(codes, ['ef-3']) })).toEqual({ codes: 5, added: 1, known: 4 });
    expect(await poolFigures(world, bought)).toEqual({ free: 3, drawn: 0, redeemed: 0, again: 0 });
  });

  it('is handed out as it was printed, and is not free again when the file is imported again', async () => {
    const world = await open();
    await importCodes(world, { pool: 'cinema', codes: batches(['Ab-1']) });
    expect(await drawCode(world, draw('o', bought))).toMatchObject({ code: 'Ab-1' });
    expect(await importCodes(world, { pool: 'cinema', codes: batches(['Ab-1']) })).toEqual({ codes: 1, added: 0, known: 1 });
    expect(await drawCode(world, draw('p', bought))).toBe('empty');
    expect(await drawCode(world, draw('o', bought))).toMatchObject({ code: 'Ab-1' });
    expect(await findCode(world, ' aB 1')).toMatchObject({ owner: 'o', pool: 'cinema' });
  });

  it('that another pool gave to somebody is handed out to nobody else', async () => {
    const world = await open();
    for (const pool of ['cinema', 'theatre']) await importCodes(world, { pool, codes: batches(['AB1']) });
    await drawCode(world, draw('o', { ...bought, id: 'theatre' }));
    expect(await drawCode(world, draw('p', bought))).toBe('empty');
    expect(await poolFigures(world, bought)).toMatchObject({ free: 0, drawn: 0 });
  });

  it('is drawn by one owner each, however many draw at once, until there are none', async () => {
    const world = await open();
    await importCodes(world, { pool: 'cinema', codes: batches(numbered(60)) });
    const drawn = await Promise.all(Array.from({ length: 80 }, (_, index) => drawCode(world, draw(`o${index % 70}`, bought))));
    const codes = drawn.flatMap((each) => (each === 'empty' ? [] : [`${each.owner} ${each.code}`]));
    expect(new Set(codes.map((text) => text.split(' ')[1])).size).toBe(60);
    expect(new Set(codes).size).toBe(60);
    expect(await poolFigures(world, bought)).toEqual({ free: 0, drawn: 60, redeemed: 0, again: 0 });
  });
});

describe('a code that is redeemed', () => {
  it('counts for one order, however often that is told; others are told as a fact', async () => {
    const world = await open();
    await drawCode(world, draw('o'));
    const code = await findCode(world, Object(await drawCode(world, draw('o'))).code.toLowerCase());
    if (!code) throw new Error('the code is not known');
    expect(await redeemCode(world, code, { order: 'o1', at: noon })).toBe('redeemed');
    for (const order of ['o2', 'o2', 'o3']) expect(await redeemCode(world, code, { order, at: noon })).toBe('again');
    expect(await redeemCode(world, code, { order: 'o1', at: noon })).toBe('redeemed');
    expect(await poolFigures(world, made)).toEqual({ free: null, drawn: 1, redeemed: 1, again: 2 });
  });

  it('is found only where it was drawn', async () => {
    const world = await open();
    for (const text of ['', '---', 'WELCOME10', 'x'.repeat(10_000)]) expect(await findCode(world, text)).toBeUndefined();
  });
});
