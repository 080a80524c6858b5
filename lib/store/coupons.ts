import { createHash, createHmac } from 'node:crypto';
import * as z from 'zod/mini';
import type { CouponPool } from '../core/definition/loyalty-program.ts';
import type { Instant } from '../core/time.ts';
import type { Key, Operation, World } from '../world.ts';
import { backOff } from './backoff.ts';
import { keys } from './keys.ts';
import { digitsFrom, grouped, normalCode } from './response-codes.ts';
import { loadSecrets, type Secrets } from './secrets.ts';

/** Codes of a pool stand in so many parts, so that those who draw do not meet. */
export const codeShards = 16;
/** So many are looked at, and one of them is taken. */
const choice = 25;
const tries = 12;
/** 12 digits of 5 bits, 60 bits: where a million are drawn, one in 10^12 guesses is right. */
const digitsOfCode = 12;

/** For whom a code is drawn. `owner` names what it is drawn for: one code for each, however often it is asked. */
export interface Draw {
  pool: CouponPool;
  owner: string;
  cid: string;
  /** The code counts until then; null = for ever. */
  expiresAt: Instant | null;
  /** The message that showed it first; absent where it is bought with points. */
  answers?: { campaign: string; occurrence: string; step: string };
}

const drawnSchema = z.object({
  pool: z.string(),
  owner: z.string(),
  cid: z.string(),
  code: z.string(),
  drawnAt: z.number(),
  expiresAt: z.nullable(z.number()),
  answers: z.optional(z.object({ campaign: z.string(), occurrence: z.string(), step: z.string() })),
});
/** A code that somebody has. */
export type DrawnCode = z.infer<typeof drawnSchema>;

/**
 * The code of an owner: the one that was drawn before, else a new one, made up or taken from the pool. Nobody else ever gets
 * it. Resolves to `empty` when no imported code is left. A made-up code is a MAC of its owner, so it needs no chance and can
 * be guessed by nobody who has not the key.
 */
export async function drawCode(world: World, draw: Draw): Promise<DrawnCode | 'empty'> {
  const drawnKey = keys.drawnCode(draw.pool.id, draw);
  for (let attempt = 0, salt = 0; attempt < tries; attempt++) {
    const known = await world.table.get(drawnKey);
    if (known) return drawnSchema.parse(known);
    const found = draw.pool.codes === 'generated' ? { code: madeUp(await loadSecrets(world), draw, salt) } : await freeCode(world, draw);
    if (!found) return 'empty';
    const { pool, ...asked } = draw;
    const drawn = { ...asked, pool: pool.id, code: found.code, drawnAt: world.now() };
    const conflict = await world.table.write([
      { put: { ...drawnKey, ...drawn }, if: { absent: ['pk'] } },
      { put: { ...keys.code(normalCode(found.code)), ...drawn }, if: { absent: ['pk'] } },
      ...('item' in found ? [{ delete: found.item, if: { present: ['pk'] } } satisfies Operation] : []),
    ]);
    if (!conflict) return drawn;
    if (conflict.reason === 'condition' && conflict.index === 1) {
      // Another pool has given the same code to somebody: this one is nobody's any more.
      if ('item' in found) await world.table.write([{ delete: found.item }]);
      salt++;
    }
    await backOff(draw.owner, attempt);
  }
  throw new Error(`no code of the pool ${draw.pool.id} could be drawn: others were faster ${tries} times in a row`);
}

function madeUp({ tokens }: Secrets, { pool, owner }: Draw, salt: number): string {
  const [newest] = tokens;
  if (!newest) throw new Error('this installation has no key to make codes with');
  const mac = createHmac('sha256', newest.secret).update(`coupon.${pool.id}.${salt}.${owner}`).digest();
  const digits = grouped(digitsFrom(mac.subarray(0, digitsOfCode)));
  return pool.prefix === undefined ? digits : `${pool.prefix.replace(/-$/, '')}-${digits}`;
}

/** One of the codes that nobody has, another one for each owner as far as there are many. */
async function freeCode(world: World, { pool, owner }: Draw): Promise<{ code: string; item: Key } | undefined> {
  const hash = createHash('sha256').update(owner).digest();
  const first = hash.readUInt8(0);
  for (let round = 0; round < codeShards; round++) {
    const { pk } = keys.freeCode(pool.id, (first + round) % codeShards, '');
    const { items } = await world.table.query({ table: 'control', pk, limit: choice });
    const item = items[hash.readUInt32BE(1) % (items.length || 1)];
    if (item) return { code: String(item.code), item: { table: 'control', pk, sk: item.sk } };
  }
  return undefined;
}

/** Whether a code counts no more. */
export function hasEnded({ expiresAt }: Pick<DrawnCode, 'expiresAt'>, at: Instant): boolean {
  return expiresAt !== null && at >= expiresAt;
}

/** Whose a code is, however it was typed; nothing for one that was not drawn here, or whose owner was erased. */
export async function findCode(world: World, text: string): Promise<DrawnCode | undefined> {
  const code = normalCode(text);
  const item = code === '' ? undefined : await world.table.get(keys.code(code));
  return item?.cid === undefined ? undefined : drawnSchema.parse(item);
}

/**
 * An order was paid with a code. Resolves to `redeemed` for the first order, also when it is told again, and to `again` for
 * every other one, which is counted.
 */
export async function redeemCode(
  world: World,
  drawn: DrawnCode,
  { order, at }: { order: string; at: Instant },
): Promise<'redeemed' | 'again'> {
  const { code, pool, owner } = drawn;
  const key = keys.code(normalCode(code));
  const drawnKey = keys.drawnCode(pool, drawn);
  const first: Operation[] = [
    { update: key, set: [[['redeemed'], { order, at }]], if: { all: [{ present: ['pk'] }, { absent: ['redeemed'] }] } },
    { update: drawnKey, set: [[['redeemedAt'], at]], if: { present: ['pk'] } },
  ];
  const before = await writeOrFind(world, first);
  if (!before) return 'redeemed';
  const stands = z.object({ redeemed: z.optional(z.object({ order: z.string() })) }).parse(before);
  if (!stands.redeemed) throw new Error(`the code of ${owner} is gone`);
  if (stands.redeemed.order === order) return 'redeemed';
  await writeOrFind(world, [
    { update: keys.codeAgain(normalCode(code), order), set: [[['at'], at]], if: { absent: ['pk'] } },
    { update: drawnKey, add: [[['again'], 1]] },
  ]);
  return 'again';
}

/** Resolves to what stands in the place of the first operation when that was not allowed. */
async function writeOrFind(world: World, operations: Operation[]): Promise<object | undefined> {
  for (let attempt = 0; attempt < tries; attempt++) {
    const conflict = await world.table.write(operations);
    if (!conflict) return undefined;
    if (conflict.reason === 'condition') return conflict.found ?? {};
    await backOff(JSON.stringify(operations[0]), attempt);
  }
  throw new Error(`a code was changed by others ${tries} times in a row`);
}
