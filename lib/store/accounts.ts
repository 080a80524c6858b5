import type { Activity } from '../core/activity.ts';
import type { Contact } from '../core/contact.ts';
import type { Account, LedgerEntry, LoyaltyChange, OrderPoints } from '../core/loyalty/account.ts';
import type { LiveProgram } from '../core/loyalty/live-program.ts';
import { type Loyalty, noLoyaltyChange, orderOf } from '../core/loyalty/loyalty.ts';
import type { Conflict, Item, Key, Operation, Value, World } from '../world.ts';
import { activityItem } from './activities.ts';
import { addressHash, addressNames } from './addresses.ts';
import { loadCatalogue } from './catalogue.ts';
import { fromJson, toJson } from './json.ts';
import { accountPrefix, dueAttributes, keys, ledgerPrefix, orderPrefix } from './keys.ts';
import { queryItems } from './read-items.ts';
import { loadSecrets } from './secrets.ts';

/** What a decision may touch of a customer's points. */
export interface PointsWish {
  /** The shop's own id of her. */
  customer: string;
  programs: readonly LiveProgram[];
  /** What she did: what its orders have earned is read, and, where it can make her a member, whether she may become one. */
  activities?: readonly Activity[];
}

/** One customer, and what is known of her beside her points. */
interface Holder {
  cid: string;
  contact: Contact | undefined;
  learnt: Learnt;
}

/** What writes of one decision that failed have taught: ledger entries and activities that stand, programs closed to her. */
export interface Learnt {
  standing: Set<string>;
  taken: Set<string>;
  /** The ledger lines that stand in the records of the orders that were read, by sort key. */
  lines: Map<string, Value>;
}

export function nothingLearnt(): Learnt {
  return { standing: new Set(), taken: new Set(), lines: new Map() };
}

/** Takes from a conflict what the next try must know. */
export function learn({ standing, taken }: Learnt, conflict: Conflict | undefined): void {
  const found = conflict?.reason === 'condition' ? conflict.found : undefined;
  if (found?.pk.startsWith('A#') && found.sk.startsWith(accountPrefix)) taken.add(found.sk.slice(accountPrefix.length));
  else if (found) standing.add(found.sk);
}

/** Her points in these programs. `read` is told each item that was found, so that it is written on its version. */
export async function loadLoyalty(
  world: World,
  { cid, contact, learnt, read }: Holder & { read: (item: Item) => void },
  { customer, programs, activities = [] }: PointsWish,
): Promise<Loyalty> {
  const ids = new Set(activities.flatMap((activity) => orderOf(activity) ?? []));
  const [accountItems, orderItems] = await Promise.all([
    found(
      world,
      programs.map(({ id }) => keys.account(cid, id)),
    ),
    found(
      world,
      programs.flatMap(({ id }) => [...ids].map((order) => keys.orderPoints(cid, id, order))),
    ),
  ]);
  for (const item of [...accountItems, ...orderItems]) read(item);
  for (const { sk, entry } of orderItems) if (entry !== undefined) learnt.lines.set(sk, entry);
  const accounts = accountItems.map((item) => fromJson<Account>(item.account));
  const open = programs.filter(({ id, status }) => status === 'live' && !accounts.some(({ program }) => program === id));
  const joins = open.filter(({ join }) => activities.some(({ type }) => type === join.activity)).map(({ id }) => id);
  const markers = joins.length > 0 ? await found(world, await memberKeys(world, contact, joins)) : [];
  const taken = markers.filter((item) => item.cid !== cid).map(({ sk }) => sk.slice(accountPrefix.length));
  return {
    customer,
    programs: [...programs],
    accounts,
    orders: orderItems.map((item) => fromJson<OrderPoints>(item.points)),
    taken: [...new Set([...taken, ...learnt.taken])],
    entered: new Set([...learnt.standing].map((sk) => sk.slice(ledgerPrefix.length))),
    change: noLoyaltyChange,
  };
}

async function found(world: World, wanted: Key[]): Promise<Item[]> {
  const items = await Promise.all(wanted.map((key) => world.table.get(key)));
  return items.filter((item) => item !== undefined);
}

/** Where it stands that somebody with an address of hers is a member. */
async function memberKeys(world: World, contact: Contact | undefined, programs: readonly string[]): Promise<Key[]> {
  const { pepper } = await loadSecrets(world);
  return (['email', 'sms'] as const).flatMap((channel) => {
    const address = contact?.[addressNames[channel]];
    if (!address) return [];
    return programs.map((program) => keys.memberAddress(addressHash(pepper, channel, address), program));
  });
}

/** Puts an item on the version that was read, or as a new one. */
type Versioned = (key: Key, attributes: Record<string, Value>) => Operation;

/** The write of what a decision changed of her points, in the transaction of the decision. */
export async function loyaltyOperations(
  world: World,
  { cid, contact, learnt, by, versioned }: Holder & { by: string; versioned: Versioned },
  { accounts, orders, entries, joined, told }: LoyaltyChange,
): Promise<Operation[]> {
  const { wants } = told.length > 0 ? await loadCatalogue(world) : { wants: () => false };
  // Whose membership is renewed is not refused for an address that she got later.
  const open = joined.filter((program) => !learnt.taken.has(program));
  const members = open.length > 0 ? await memberKeys(world, contact, [...new Set(open)]) : [];
  return [
    ...accounts.map((account) => {
      const key = keys.account(cid, account.program);
      return versioned(key, { account: toJson(account), ...dueAttributes(key, account.dueAt) });
    }),
    ...orders.map((points) => {
      const key = keys.orderPoints(cid, points.program, points.order);
      const line = entries.find((entry) => isOfOrder(entry, points));
      const entry = line ? toJson(line) : learnt.lines.get(key.sk);
      return versioned(key, { points: toJson(points), ...(entry !== undefined && { entry }) });
    }),
    ...entries
      .filter((entry) => !orders.some((points) => isOfOrder(entry, points)))
      .map((entry): Operation => {
        const key = keys.ledger(cid, entry.program, entry.id);
        const marked = entry.kind === 'joined' ? members.filter(({ sk }) => sk === accountPrefix + entry.program).map(({ pk }) => pk) : [];
        // Whoever erases her finds the marks by it, also of an address that she has left.
        return { put: { ...key, by, entry: toJson(entry), ...(marked.length > 0 && { marked }) }, if: { absent: ['pk'] } };
      }),
    ...members.map((key): Operation => ({ put: { ...key, cid }, if: { any: [{ absent: ['pk'] }, { equals: [['cid'], cid] }] } })),
    ...told
      .filter(({ type }) => wants(type))
      .map((activity) => activityItem(cid, activity, world.now()))
      .filter(({ sk }) => !learnt.standing.has(sk))
      .map((item): Operation => ({ put: item, if: { absent: ['pk'] } })),
  ];
}

/** What an order earned stands in its record, which is written anyway: a line of its own would cost two more writes. */
function isOfOrder({ program, id }: LedgerEntry, { program: of, earned }: OrderPoints): boolean {
  return program === of && id === earned?.entry;
}

/** How many operations a change makes at most: a transaction holds no more than `mostOperations`. */
export function weightOf({ accounts, orders, entries, joined, told }: LoyaltyChange): number {
  return accounts.length + orders.length + entries.length + 2 * joined.length + told.length;
}

/** The latest lines of her ledger in a program, the last first. */
export async function lastEntries(world: World, cid: string, { program, most }: { program: string; most: number }): Promise<LedgerEntry[]> {
  const prefixes = [ledgerPrefix, orderPrefix].map((prefix) => `${prefix}${program}#`);
  const items = await Promise.all(prefixes.map((prefix) => queryItems(world, { table: 'activities', pk: cid, prefix })));
  const entries = items.flat().flatMap(({ entry }) => (entry === undefined ? [] : [fromJson<LedgerEntry>(entry)]));
  return entries.sort((a, b) => b.at - a.at || (a.id < b.id ? 1 : -1)).slice(0, most);
}
