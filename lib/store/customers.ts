import { setTimeout as pause } from 'node:timers/promises';
import type { Profile } from '../core/customer.ts';
import type { DateHint, Enrollment } from '../core/enrollment/enrollment.ts';
import { InvalidInputError } from '../core/invalid-input.ts';
import type { Loyalty } from '../core/loyalty/loyalty.ts';
import { day } from '../core/time.ts';
import { type Condition, type Conflict, type Item, type Key, mostOperations, type Operation, type World } from '../world.ts';
import { type Learnt, learn, loadLoyalty, loyaltyOperations, nothingLearnt, weightOf } from './accounts.ts';
import { catchUp, isBehind } from './catch-up.ts';
import { contactFromItem } from './contact-item.ts';
import type { Change, CustomerState } from './customer-state.ts';
import { fromJson, toJson } from './json.ts';
import { dueAttributes, enrollmentPrefix, keys } from './keys.ts';
import { queryItems } from './read-items.ts';

export type { Change, CustomerState } from './customer-state.ts';

const tries = 8;

/** How many operations it makes at most. */
export function operationsIn({ enrollments = [], hints = [], also = [], loyalty }: Change): number {
  return 2 + enrollments.length + hints.length + also.length + (loyalty ? weightOf(loyalty) : 0);
}

/**
 * The one way in which a customer's items change: load, decide purely, write on the versions that were read, and again
 * when somebody was faster. `decide` may be called several times; `undefined` from it means that there is nothing to do.
 * `only` narrows the enrollments that are loaded to one sort key. What `state.points` has read is written with the rest. Rejects after 8 conflicts.
 */
export async function changeCustomer(
  world: World,
  { cid, only }: { cid: string; only?: string },
  decide: (state: CustomerState, conflict: Conflict | undefined) => Promise<Change | undefined>,
): Promise<void> {
  let conflict: Conflict | undefined;
  const learnt = nothingLearnt();
  for (let attempt = 0; attempt < tries; ) {
    const loaded = await load(world, { cid, only, learnt });
    const decided = await decide(loaded.state, conflict);
    const behind = loaded.points && isBehind(loaded.points, world.now()) ? loaded.points : undefined;
    // What has come due goes first, in parts that fit into a transaction; then it is decided anew.
    const change = behind ? await catchUp(world, loaded.state, behind) : decided;
    if (!change) return;
    const operations = await writeOperations(world, { cid, learnt, ...loaded }, change);
    if (operations.length === 0) return;
    if (operations.length > mostOperations)
      throw new InvalidInputError(`one decision would write ${operations.length} items, at most ${mostOperations}`);
    conflict = await world.table.write(operations);
    // A reply that was lost: what stands there is this very decision.
    const stands = !conflict || (conflict.reason === 'condition' && conflict.found?.by === change.by);
    if (stands && !behind) return;
    if (stands) conflict = undefined;
    learn(learnt, conflict);
    if (conflict) await pause(backoff(change.by, attempt++));
  }
  throw new Error(`customer ${cid} was changed by others ${tries} times in a row`);
}

/** Spread by the decision, so that two writers of one customer do not meet again at the same moment. */
function backoff(by: string, attempt: number): number {
  const spread = [...by].reduce((sum, letter) => (sum * 31 + letter.charCodeAt(0)) % 997, attempt);
  return 2 ** attempt * (5 + (spread % 20));
}

/** Everything of one customer, strongly consistent item by item; to look at only. */
export async function loadCustomer(world: World, cid: string): Promise<CustomerState> {
  return (await load(world, { cid, only: undefined, learnt: nothingLearnt() })).state;
}

type Versions = Map<string, number>;
const nameOf = (key: Key) => `${key.table}/${key.sk}`;

interface Loaded {
  state: CustomerState;
  /** Her points, once `state.points` has read them. */
  points?: Loyalty;
  versions: Versions;
}

async function load(world: World, { cid, only, learnt }: { cid: string; only: string | undefined; learnt: Learnt }): Promise<Loaded> {
  const [profileItem, contactItem, enrollmentItems] = await Promise.all([
    world.table.get(keys.profile(cid)),
    world.table.get(keys.contact(cid)),
    only
      ? world.table.get(keys.relation(cid, only)).then((item) => (item ? [item] : []))
      : queryItems(world, { table: 'relations', pk: cid, prefix: enrollmentPrefix }),
  ]);
  const versions: Versions = new Map();
  const read = (item: Item) => versions.set(nameOf(item), Number(item.v));
  for (const item of [profileItem, ...enrollmentItems]) if (item) read(item);
  const contact = contactItem && contactFromItem(contactItem);
  const loaded: Loaded = {
    versions,
    state: {
      profile: profileItem?.profile ? fromJson<Profile>(profileItem.profile) : undefined,
      contact,
      enrollments: enrollmentItems.map((item) => fromJson<Enrollment>(item.enrollment)),
      points: async (wish) => {
        if (wish.programs.length === 0 || contact?.erasedAt !== undefined) return undefined;
        loaded.points = await loadLoyalty(world, { cid, contact, learnt, read }, wish);
        return loaded.points;
      },
    },
  };
  return loaded;
}

async function writeOperations(
  world: World,
  { cid, state, versions, learnt }: Loaded & { cid: string; learnt: Learnt },
  change: Change,
): Promise<Operation[]> {
  const versioned = (key: Key, attributes: Record<string, Item[string]>): Operation => {
    const v = versions.get(nameOf(key));
    const condition: Condition = v === undefined ? { absent: ['pk'] } : { equals: [['v'], v] };
    return { put: { ...key, v: (v ?? 0) + 1, by: change.by, ...attributes }, if: condition };
  };
  const profileVersion = versions.get(nameOf(keys.profile(cid)));
  // A date that was set on another image of the customer must not stand: what it was computed from has changed.
  const guard: Operation[] =
    change.hints?.length && !change.profile && profileVersion !== undefined
      ? [{ check: keys.profile(cid), if: { equals: [['v'], profileVersion] } }]
      : [];
  return [
    ...(change.also ?? []),
    ...guard,
    ...(change.profile ? [versioned(keys.profile(cid), { profile: toJson(change.profile) })] : []),
    ...(change.enrollments ?? []).map((enrollment) => {
      const key = keys.enrollment(cid, enrollment);
      return versioned(key, {
        enrollment: toJson(enrollment),
        ...dueAttributes(key, enrollment.dueAt),
        ...(enrollment.outbox.length > 0 && { dispatch: 'yes' }),
        ...timeToLive(enrollment),
      });
    }),
    ...(change.loyalty
      ? await loyaltyOperations(world, { cid, contact: state.contact, learnt, by: change.by, versioned }, change.loyalty)
      : []),
    ...(change.hints ?? []).map((hint) => hintOperation(cid, hint)),
    ...(change.pauseUntil === undefined || !state.contact || state.contact.erasedAt !== undefined
      ? []
      : [
          {
            update: keys.contact(cid),
            // A longer break, perhaps one that she asked for herself, stays.
            set: [[['pausedUntil'], Math.max(change.pauseUntil, state.contact.pausedUntil ?? 0)]],
            add: [[['v'], 1]],
            if: { all: [{ present: ['pk'] }, { absent: ['erasedAt'] }] },
          } satisfies Operation,
        ]),
  ];
}

/** So long after it is over, late news of it may still come: bounces, goals, refunds. */
const keptFor = 90 * day;

/**
 * An enrollment that stands for one order is dropped by DynamoDB when it is long over: each activity of a customer reads
 * all of hers. In seconds. https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/time-to-live-ttl-before-you-start.html
 */
function timeToLive({ forgettable, ended, goal }: Enrollment): { ttl?: number } {
  if (!forgettable || ended === null) return {};
  return { ttl: Math.ceil((Math.max(ended.at, goal?.until ?? 0) + keptFor) / 1000) };
}

/** Puts a date hint into the due index, or takes it away. */
export function hintOperation(cid: string, hint: DateHint): Operation {
  const key = keys.hint(cid, hint.campaign);
  return hint.dueAt === null ? { delete: key } : { put: { ...key, hint: toJson(hint), ...dueAttributes(key, hint.dueAt) } };
}
