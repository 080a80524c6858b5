import { createHash } from 'node:crypto';
import * as z from 'zod/mini';
import type { LedgerEntry } from '../core/loyalty/account.ts';
import type { Condition, Key, Operation, World } from '../world.ts';
import { toJson } from './json.ts';
import { besideKeys, dueAttributes, redemptionPrefix } from './keys.ts';
import { queryItems } from './read-items.ts';

const redemptionSchema = z.object({
  program: z.string(),
  /** The caller's own, of this customer and program. */
  key: z.string(),
  customer: z.string(),
  reward: z.string(),
  points: z.int(),
  /** `expired`: it was not confirmed in time; like `cancelled`, its points were given back. */
  status: z.enum(['reserved', 'confirmed', 'cancelled', 'expired']),
  /** Asked for in one breath, without a second call. */
  confirm: z.boolean(),
  reservedAt: z.number(),
  /** The reservation ends then. */
  until: z.number(),
  /** What could be spent after it. */
  balance: z.int(),
  /** From which part of a limited stock it was taken. */
  shard: z.nullable(z.int()),
  /** Whence the code comes, and how long it holds. */
  coupon: z.nullable(
    z.object({ pool: z.string(), validFor: z.nullable(z.object({ months: z.number(), days: z.number(), ms: z.number() })) }),
  ),
  code: z.optional(z.string()),
  codeUntil: z.optional(z.nullable(z.number())),
  /** By which the points were taken: it says from which lots. */
  entry: z.custom<LedgerEntry>(),
  /** Why it was cancelled. */
  because: z.optional(z.string()),
  /** The colleague who confirmed or cancelled it. */
  settledBy: z.optional(z.string()),
});
/** Points of a customer that are on their way into a reward. */
export type Redemption = z.infer<typeof redemptionSchema>;

/** The redemption that stands at a place, if any. */
export async function redemptionAt(world: World, key: Key): Promise<Redemption | undefined> {
  const item = await world.table.get(key);
  return item && redemptionSchema.parse(item.redemption);
}

/** Every redemption of a customer in a program, by their keys. */
export async function redemptionsOf(world: World, cid: string, program: string): Promise<Redemption[]> {
  const items = await queryItems(world, { table: 'relations', pk: cid, prefix: `${redemptionPrefix}${program}#` });
  return items.map(({ redemption }) => redemptionSchema.parse(redemption));
}

/** A new one, unless one stands there; from then on its key names no other. `by` names the decision. */
export function reserveOperations(cid: string, redemption: Redemption, by: string): Operation[] {
  const { program, key } = redemption;
  return [
    { put: { ...besideKeys.callerKey(key), cid, program, by }, if: { absent: ['pk'] } },
    { put: itemOf(cid, redemption, by), if: { absent: ['pk'] } },
  ];
}

/** Whether a caller's key names a redemption of another customer, or in another program. */
export async function isOthersKey(world: World, { cid, program, key }: { cid: string; program: string; key: string }): Promise<boolean> {
  const item = await world.table.get(besideKeys.callerKey(key));
  return item !== undefined && (item.cid !== cid || item.program !== program);
}

/** What has become of one that was reserved. */
export function settleOperation(cid: string, redemption: Redemption, by: string): Operation {
  return { put: itemOf(cid, redemption, by), if: { equals: [['status'], 'reserved'] } };
}

function itemOf(cid: string, redemption: Redemption, by: string) {
  const key = besideKeys.redemption(cid, redemption.program, redemption.key);
  const { status, until } = redemption;
  return { ...key, by, status, redemption: toJson(redemption), ...dueAttributes(key, status === 'reserved' ? until : null) };
}

// ---- how many of a reward are left -----------------------------------------------------------

/** A limited stock stands in so many parts, so that those who redeem do not meet. */
const shards = 10;

interface Stocked {
  program: string;
  reward: string;
  /** As the program says. */
  stock: number;
}

function shareOf(stock: number, shard: number): number {
  return Math.floor((stock + shards - 1 - shard) / shards);
}

/** One of a limited stock, on its way to a redemption. */
export interface Taken {
  shard: number;
  operations: Operation[];
}

/**
 * Takes one of a part that has some left, another part for each redemption as far as there are; undefined = sold out. What is
 * gone is counted below zero, so that the stock may be changed at any time. Where it was lowered below what a part has given,
 * all parts must stand as they were read: the others may not give out what that part gave too much.
 */
export async function takeOfStock(world: World, { program, reward, stock }: Stocked, redemption: string): Promise<Taken | undefined> {
  const items = await queryItems(world, { table: 'control', pk: besideKeys.rewardStock(program, reward, 0).pk });
  const taken = new Map(items.map(({ sk, left }) => [Number(sk), -Number(left)]));
  const gone = [...taken.values()].reduce((sum, each) => sum + each, 0);
  const first = createHash('sha256').update(redemption).digest().readUInt8(0);
  const all = Array.from({ length: shards }, (_, index) => (first + index) % shards);
  const shard = all.find((part) => (taken.get(part) ?? 0) < shareOf(stock, part));
  if (shard === undefined || gone >= stock) return undefined;
  const isLowered = all.some((part) => (taken.get(part) ?? 0) > shareOf(stock, part));
  const left = ['left'];
  const asRead = all
    .filter((part) => isLowered && part !== shard)
    .map((part): Operation => {
      const there = taken.get(part);
      const same: Condition = there === undefined ? { absent: left } : { equals: [left, -there] };
      // Adding nothing needs no further right, as a mere check would.
      return { update: besideKeys.rewardStock(program, reward, part), add: [[left, 0]], if: same };
    });
  const condition: Condition = { any: [{ absent: left }, { atLeast: [left, 1 - shareOf(stock, shard)] }] };
  return { shard, operations: [...asRead, { update: besideKeys.rewardStock(program, reward, shard), add: [[left, -1]], if: condition }] };
}

/** Gives one back. */
export function giveBackOperation({ program, reward }: Pick<Stocked, 'program' | 'reward'>, shard: number): Operation {
  return { update: besideKeys.rewardStock(program, reward, shard), add: [[['left'], 1]] };
}
