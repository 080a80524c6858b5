import * as z from 'zod/mini';
import type { Item, Key, Operation, Range, World } from '../world.ts';
import { accountPrefix, besideKeys, contactSk, erasureKeys, erasureSk, keys, redemptionPrefix } from './keys.ts';
import { queryItems } from './read-items.ts';
import { normalCode } from './response-codes.ts';

/** So many are deleted side by side. */
const together = 25;
const perPage = 250;

/**
 * Deletes what is stored of a customer, about `most` items, and what elsewhere names her: the keys of her redemptions, rows
 * of digests, codes, and orders of hers under the codes of others. Stays what says that she was erased. Resolves to whether
 * anything may be left; killed at any moment, the same again goes on.
 *
 * Pages of runs stay: they hold her key, which without the pepper is nobody's, and a run's books close by them. What others
 * did stays as they told it, also where it names her: a referral with its `trigger.by`.
 */
export async function deleteItems(
  world: World,
  cid: string,
  { pools, most }: { pools: readonly string[]; most: number },
): Promise<boolean> {
  let deleted = 0;
  const ranges: Range[] = [
    ...pools.map(
      (pool): Range => ({ table: 'control', pk: erasureKeys.drawnOnce(pool, '').pk, prefix: keys.drawnCode(pool, { cid, owner: '' }).sk }),
    ),
    ...(['activities', 'relations'] as const).map((table): Range => ({ table, pk: cid })),
  ];
  for (const range of ranges) {
    let after: string | undefined;
    do {
      const page = await world.table.query({ ...range, limit: perPage, ...(after !== undefined && { after }) });
      const hers = page.items.filter(({ table, sk }) => table !== 'relations' || (sk !== contactSk && sk !== erasureSk));
      for (let from = 0; from < hers.length; from += together)
        await Promise.all(hers.slice(from, from + together).map((item) => deleteItem(world, item)));
      deleted += hers.length;
      if (deleted >= most) return true;
      after = page.next;
    } while (after !== undefined);
  }
  return false;
}

/** What it points at first: while it stands, that is found again. */
async function deleteItem(world: World, item: Item): Promise<void> {
  const { table, pk, sk } = item;
  if (table === 'control') return forgetCode(world, item);
  if (table === 'activities') await forgetOrder(world, item);
  if (Array.isArray(item.marked)) await forgetMarks(world, item, item.marked);
  else if (sk.startsWith(redemptionPrefix)) await forgetKey(world, item);
  else if (typeof item.digest === 'string' && typeof item.row === 'string')
    await write(world, [{ delete: besideKeys.digestRow(item.digest, item.row) }]);
  await write(world, [{ delete: { table, pk, sk } }]);
}

/** Nobody else may ever draw it, and it is counted as before; whose it was and for what is gone. */
async function forgetCode(world: World, { table, pk, sk, code, pool, redeemedAt, again }: Item): Promise<void> {
  const drawn: Key = { table, pk, sk };
  // What was counted after it was erased.
  if (typeof code !== 'string' || typeof pool !== 'string') return write(world, [{ delete: drawn }]);
  const name = normalCode(code);
  for (const other of await queryItems(world, { table, pk: keys.code(name).pk, prefix: keys.codeAgain(name, '').sk }))
    await write(world, [{ delete: other }]);
  const counted = { ...(redeemedAt !== undefined && { redeemedAt }), ...(again !== undefined && { again }) };
  await write(world, [
    { put: { ...keys.code(name), ownerErased: true } },
    { put: { ...erasureKeys.drawnOnce(pool, name), ...counted } },
    { delete: drawn },
  ]);
}

const orderSchema = z.object({
  activity: z.object({ id: z.string(), data: z.object({ coupon: z.string(), orderId: z.optional(z.string()) }) }),
});

/** The code of somebody else stays redeemed, by an order that nobody names. */
async function forgetOrder(world: World, item: Item): Promise<void> {
  const { data } = orderSchema.safeParse(item);
  const name = data && normalCode(data.activity.data.coupon);
  if (!data || !name) return;
  const order = data.activity.data.orderId ?? data.activity.id;
  await write(world, [{ delete: keys.codeAgain(name, order) }]);
  const hers = { equals: [['redeemed', 'order'], order] } satisfies Operation['if'];
  await write(world, [{ update: keys.code(name), set: [[['redeemed', 'order'], 'erased']], if: hers }]);
}

/** That she became a member with these addresses, whoever has them now. */
async function forgetMarks(world: World, { pk: cid, sk }: Item, marked: readonly unknown[]): Promise<void> {
  const [, program = ''] = sk.split('#');
  for (const pk of marked)
    await write(world, [{ delete: { table: 'relations', pk: String(pk), sk: accountPrefix + program }, if: { equals: [['cid'], cid] } }]);
}

async function forgetKey(world: World, { pk: cid, sk }: Item): Promise<void> {
  const [, , key = ''] = sk.split('#');
  await write(world, [{ delete: besideKeys.callerKey(key), if: { equals: [['cid'], cid] } }]);
}

/** A condition that does not hold says that there is nothing to do; another's transaction is waited for by the next look. */
async function write(world: World, operations: Operation[]): Promise<void> {
  const conflict = await world.table.write(operations);
  if (conflict?.reason === 'contention') throw new Error('an item was being changed by another transaction: try again');
}
