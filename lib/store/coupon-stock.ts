import { createHash } from 'node:crypto';
import type { CouponPool } from '../core/definition/loyalty-program.ts';
import type { Operation, Range, World } from '../world.ts';
import { codeShards } from './coupons.ts';
import { erasureKeys, keys } from './keys.ts';
import { normalCode } from './response-codes.ts';

/** Two operations for each. */
const perTransaction = 25;
const together = 8;

export interface ImportedCodes {
  /** Lines that hold one. */
  codes: number;
  /** New in the pool. */
  added: number;
  /** In the pool before, drawn by somebody, or twice in the file. */
  known: number;
}

/**
 * Puts codes into a pool. A code that is in it, or that somebody has, is counted and changes nothing; so the same file again
 * completes what died half-way. Codes that differ in capitals, blanks, hyphens, or in O and 0, I, L and 1 are one.
 */
export async function importCodes(
  world: World,
  { pool, codes, onDone }: { pool: string; codes: AsyncIterable<string[]>; onDone?: (codes: number) => void },
): Promise<ImportedCodes> {
  const outcome: ImportedCodes = { codes: 0, added: 0, known: 0 };
  const add = async (some: string[]) => {
    const added = await addCodes(world, pool, some);
    outcome.added += added;
    outcome.known += some.length - added;
  };
  for await (const batch of codes) {
    // One transaction may not name an item twice.
    const fresh = [...new Map(batch.map((code) => [normalCode(code), code])).values()];
    outcome.codes += batch.length;
    outcome.known += batch.length - fresh.length;
    for (let from = 0; from < fresh.length; from += perTransaction * together)
      await Promise.all(
        Array.from({ length: together }, (_, index) => fresh.slice(from + index * perTransaction, from + (index + 1) * perTransaction)).map(
          (some) => (some.length > 0 ? add(some) : undefined),
        ),
      );
    onDone?.(outcome.codes);
  }
  return outcome;
}

/** Resolves to how many of them were new. Where one is known, each goes alone. */
async function addCodes(world: World, pool: string, codes: string[]): Promise<number> {
  const conflict = await world.table.write(codes.flatMap((code) => addOne(pool, code)));
  if (!conflict) return codes.length;
  if (codes.length > 1) return (await Promise.all(codes.map((code) => addCodes(world, pool, [code])))).reduce((sum, one) => sum + one, 0);
  return conflict.reason === 'condition' ? 0 : addCodes(world, pool, codes);
}

function addOne(pool: string, code: string): Operation[] {
  const normal = normalCode(code);
  const shard = createHash('sha256').update(normal).digest().readUInt8(0) % codeShards;
  return [
    { put: { ...keys.freeCode(pool, shard, normal), code }, if: { absent: ['pk'] } },
    { check: keys.code(normal), if: { absent: ['pk'] } },
  ];
}

export interface PoolFigures {
  /** Nobody has them yet; null where codes are made up when they are drawn. */
  free: number | null;
  drawn: number;
  redeemed: number;
  /** Orders that named a code which was redeemed before. */
  again: number;
}

/** What became of the codes of a pool; one page in memory at a time. */
export async function poolFigures(world: World, { id, codes }: CouponPool): Promise<PoolFigures> {
  const figures: PoolFigures = { free: codes === 'imported' ? 0 : null, drawn: 0, redeemed: 0, again: 0 };
  for (let shard = 0; shard < codeShards && figures.free !== null; shard++)
    for await (const items of pagesOf(world, { table: 'control', pk: keys.freeCode(id, shard, '').pk })) figures.free += items.length;
  for await (const items of pagesOf(world, { table: 'control', pk: erasureKeys.drawnOnce(id, '').pk })) {
    figures.drawn += items.length;
    figures.redeemed += items.filter(({ redeemedAt }) => redeemedAt !== undefined).length;
    figures.again += items.reduce((sum, { again }) => sum + Number(again ?? 0), 0);
  }
  return figures;
}

async function* pagesOf(world: World, range: Range) {
  let after: string | undefined;
  do {
    const { items, next } = await world.table.query({ ...range, ...(after !== undefined && { after }) });
    yield items;
    after = next;
  } while (after !== undefined);
}
