import { type Budget, deadLeases, fitting, mayComeBack, type Purse, withLimit } from '../core/budget.ts';
import { hour, type Instant } from '../core/time.ts';
import type { Condition, Item, Key, Operation, World } from '../world.ts';
import { fromJson, toJson } from './json.ts';
import { keys } from './keys.ts';

/** Each failed try says what stands there, so the next one is right unless somebody was faster again. */
const tries = 60;

/** So many of the costs are paid for; whether the next one may be, once attempts that are under way have given back. */
export interface Leased {
  covered: number;
  mayComeBack: boolean;
}

/**
 * Takes from a budget what these messages will cost, as many as it covers, from the first on: one conditional write, so that
 * any number of workers stop at the same amount. `nonce` names the attempt: asked twice, it pays once. What the attempt does
 * not use goes back by `settleLease`; one that dies has spent it.
 */
export async function leaseBudget(world: World, budget: Budget, { costs, nonce }: { costs: number[]; nonce: string }): Promise<Leased> {
  const key = keys.budget(budget.campaign, budget.period);
  await forgetDead(world, key);
  let count = costs.length;
  for (let attempt = 0; attempt < tries && count > 0; attempt++) {
    const found = await take(world, { key, budget, nonce, amount: sum(costs.slice(0, count)) });
    if (found === 'taken') return { covered: count, mayComeBack: false };
    if (!found) continue;
    const purse = purseFrom(found);
    const mine = purse.leases[nonce];
    // The reply to this very lease was lost.
    if (mine) return { covered: fitting(mine.amount, costs), mayComeBack: false };
    if (purse.limit !== budget.limit || purse.currency !== budget.currency) await adjust(world, { key, budget, purse });
    else count = Math.min(count, fitting(purse.left, costs));
    if (count === 0) return { covered: 0, mayComeBack: mayComeBack(purse, costs[0] ?? 0, world.now()) };
  }
  if (count === 0) return { covered: 0, mayComeBack: false };
  throw new Error(`the budget of ${budget.campaign} was changed by others ${tries} times in a row`);
}

/** Resolves to what stands there when it could not be taken, to nothing when somebody else made it meanwhile. */
async function take(
  world: World,
  { key, budget, nonce, amount }: { key: Key; budget: Budget; nonce: string; amount: number },
): Promise<'taken' | Item | undefined> {
  const lease = { amount, at: world.now() };
  const conflict = await world.table.write([
    {
      update: key,
      set: [[['leases', nonce], lease]],
      add: [[['left'], -amount]],
      if: covers(budget, amount, { absent: ['leases', nonce] }),
    },
  ]);
  if (!conflict) return 'taken';
  if (conflict.reason === 'condition' && conflict.found) return conflict.found;
  await make(world, key, budget);
  return undefined;
}

async function make(world: World, key: Key, { limit, currency }: Budget): Promise<void> {
  const whole = Object.entries({ limit, currency, left: limit, leases: {} });
  await world.table.write([{ update: key, set: whole.map(([name, value]) => [[name], value]), if: { absent: ['pk'] } }]);
}

/** What is left of a budget as its campaign wants it now; it is made, or its limit changed, where that has not been done yet. */
export async function leftOf(world: World, budget: Budget): Promise<number> {
  const key = keys.budget(budget.campaign, budget.period);
  for (let attempt = 0; attempt < tries; attempt++) {
    const item = await world.table.get(key);
    const purse = item && purseFrom(item);
    if (purse?.limit === budget.limit && purse.currency === budget.currency) return purse.left;
    await (purse ? adjust(world, { key, budget, purse }) : make(world, key, budget));
  }
  throw new Error(`the budget of ${budget.campaign} was changed by others ${tries} times in a row`);
}

/** Takes an amount for good, as part of a transaction; only where so much is left. */
export function spendOperation({ campaign, period, limit, currency }: Budget, amount: number): Operation {
  return { update: keys.budget(campaign, period), add: [[['left'], -amount]], if: covers({ limit, currency }, amount) };
}

function covers({ limit, currency }: Pick<Budget, 'limit' | 'currency'>, amount: number, ...more: Condition[]): Condition {
  return { all: [{ equals: [['limit'], limit] }, { equals: [['currency'], currency] }, { atLeast: [['left'], amount] }, ...more] };
}

/** When this process last looked for leases of the dead: who dies takes the process along, so a new one looks at once. */
const looked = new WeakMap<World['table'], Map<string, Instant>>();
const lookedEvery = hour;
/** An update names each of them, and may not be long. */
const mostForgotten = 50;

/** What dead attempts leased would make the item larger and larger. */
async function forgetDead(world: World, key: Key): Promise<void> {
  const before = looked.get(world.table) ?? new Map<string, Instant>();
  looked.set(world.table, before);
  const name = `${key.pk} ${key.sk}`;
  const now = world.now();
  if (now - (before.get(name) ?? -Infinity) < lookedEvery) return;
  before.set(name, now);
  const item = await world.table.get(key);
  const dead = item ? deadLeases(purseFrom(item), now).slice(0, mostForgotten) : [];
  if (dead.length === 0) return;
  await world.table.write([{ update: key, remove: dead.map((nonce) => ['leases', nonce]), if: { present: ['leases'] } }]);
}

/** Only where nobody has leased or settled meanwhile: what is put back would not know of it. */
async function adjust(world: World, { key, budget, purse }: { key: Key; budget: Budget; purse: Purse }): Promise<void> {
  const stands = Object.entries(toJson({ limit: purse.limit, currency: purse.currency, left: purse.left, leases: purse.leases }));
  const same = stands.map(([name, value]): Condition => ({ equals: [[name], value] }));
  const { limit, currency } = budget;
  const next = Object.entries(toJson(withLimit(purse, { limit, currency }, budget.rates)));
  await world.table.write([{ update: key, set: next.map(([name, value]) => [[name], value]), if: { all: same } }]);
}

function purseFrom({ limit, currency, left, leases }: Item): Purse {
  return { limit: Number(limit), currency: String(currency), left: Number(left), leases: fromJson<Purse['leases']>(leases) };
}

/** The attempt is over: what of its lease it did not use can be used by others. */
export async function settleLease(world: World, budget: Budget, { nonce, unused }: { nonce: string; unused: number }): Promise<void> {
  await world.table.write([
    {
      update: keys.budget(budget.campaign, budget.period),
      add: [[['left'], unused]],
      remove: [['leases', nonce]],
      if: { present: ['leases', nonce] },
    },
  ]);
}

/** What is left of a budget, in millionths of its currency; undefined when nothing was ever spent. */
export async function loadBudget(world: World, campaign: string, period: string): Promise<Purse | undefined> {
  const item = await world.table.get(keys.budget(campaign, period));
  return item && purseFrom(item);
}

function sum(costs: number[]): number {
  return costs.reduce((total, cost) => total + cost, 0);
}
