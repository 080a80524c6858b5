import type { Activity, ActivityData } from '../activity.ts';
import { hash53 } from '../experiment/hash.ts';
import type { Instant } from '../time.ts';
import type { Account, LedgerEntry, Lot, OrderPoints } from './account.ts';
import { endOf, nextDue } from './due.ts';
import { endOfSlide } from './expiry.ts';
import type { LiveProgram } from './live-program.ts';
import { addPending, putInto, sumOf } from './lots.ts';
import type { Loyalty } from './loyalty.ts';

/** One account while it is changed. It is a copy: what it was made of stays as it is. */
export interface Books {
  customer: string;
  program: LiveProgram;
  account: Account;
  now: Instant;
  entries: LedgerEntry[];
  orders: OrderPoints[];
  joined: string[];
  told: Activity[];
}

/** Opens the books of an account. */
export function openBooks({ customer }: Loyalty, account: Account, { program, now }: { program: LiveProgram; now: Instant }): Books {
  return { customer, program, account: { ...account }, now, entries: [], orders: [], joined: [], told: [] };
}

/** Her account in a program; undefined while she has none. */
export function accountOf({ accounts }: Loyalty, { id }: { id: string }): Account | undefined {
  return accounts.find(({ program }) => program === id);
}

/** Whether an entry stands already, written before or by the decision at hand. */
export function isEntered({ change, entered }: Loyalty, { id: program }: { id: string }, id: string): boolean {
  return entered?.has(`${program}#${id}`) === true || change.entries.some((entry) => entry.program === program && entry.id === id);
}

type NewEntry = Pick<LedgerEntry, 'id' | 'kind' | 'occurredAt' | 'because'> & Partial<LedgerEntry>;

/** Adds a line to the ledger. */
export function enter(books: Books, entry: NewEntry): LedgerEntry {
  const line: LedgerEntry = { points: 0, pending: 0, lots: [], ...entry, program: books.program.id, at: books.now };
  books.entries.push(line);
  return line;
}

/** An id of an activity has at most so many characters. */
const longestId = 128;

/** Tells campaigns of something, with an id made of the entry's. */
export function tell(books: Books, type: string, { id, at, data }: { id: string; at: Instant; data: ActivityData }): void {
  const whole = `${books.program.id}#${id}`;
  const short = whole.length <= longestId ? whole : `${books.program.id}#${hash53(whole).toString(36)}`;
  books.told.push({ id: short, type, customer: books.customer, occurredAt: at, data: { program: books.program.id, ...data } });
}

/** What can be spent minus what is owed. */
export function balanceOf({ lots, owed }: Pick<Account, 'lots' | 'owed'>): number {
  return sumOf(lots) - owed;
}

/**
 * Puts points into the account: into what is pending while they cannot be spent, else into lots, where they first pay what
 * is owed. Those whose time is over before they came are entered as expired in the same breath, by an entry of their own.
 */
export function place(books: Books, lots: readonly Lot[], entry: NewEntry): LedgerEntry {
  const { account, program, now } = books;
  const ended = (lot: Lot) => endOf(lot, account, program) ?? Infinity;
  const later = lots.filter(({ from }) => from > now);
  for (const { from } of lots) if (from <= now) touch(books, from);
  const over = lots.filter((lot) => lot.from <= now && ended(lot) <= now);
  const overAt = Math.max(...over.map(ended));
  const put: Lot[] = [];
  for (const lot of later) account.pending = addPending(account.pending, lot, program.zone);
  if (account.slidesUntil !== null && account.slidesUntil <= now) account.slidesUntil = null;
  for (const lot of lots) if (!later.includes(lot) && !over.includes(lot)) put.push(...putOne(books, lot));
  const line = enter(books, {
    points: sumOf(lots) - sumOf(later),
    pending: sumOf(later),
    lots: [...over, ...put, ...later],
    ...entry,
  });
  if (over.length > 0) expired(books, over, { id: `${entry.id}#expired`, at: overAt });
  return line;
}

/** Puts points into the lots of an account, after paying what is owed; gives what went into lots. */
export function putOne({ account, program }: Books, lot: Lot): Lot[] {
  const { put, ...holding } = putInto(account, lot, program.zone);
  account.lots = holding.lots;
  account.owed = holding.owed;
  return put;
}

/** Enters points as expired that stand in no lot any more. */
export function expired(books: Books, lots: readonly Lot[], { id, at }: { id: string; at: Instant }): void {
  const points = sumOf(lots);
  add(books.account, 'expired', points);
  enter(books, { id, kind: 'expired', occurredAt: at, points: -points, lots: [...lots], because: 'their time was over' });
  tell(books, 'points.expired', { id, at, data: { points, balance: balanceOf(books.account) } });
}

/** Points of an account that slide last on from something that she did. */
export function touch({ account, program }: Books, at: Instant): void {
  const end = endOfSlide(program.expiry, at, program.zone);
  if (end !== null) account.slidesUntil = Math.max(account.slidesUntil ?? end, end);
}

/** Adds to one of the sums over the whole life. */
export function add(account: Account, sum: keyof Account['sums'], points: number): void {
  account.sums = { ...account.sums, [sum]: account.sums[sum] + points };
}

/** Closes books in which something happened now: everything that was due before had been entered. */
export function closeChanged(loyalty: Loyalty, books: Books): Loyalty {
  books.account.settledAt = Math.max(books.account.settledAt, books.now);
  return closeBooks(loyalty, books);
}

/** The loyalty side with these books in it: `dueAt` is the next instant at which something is due. */
export function closeBooks(loyalty: Loyalty, { account, program, entries, orders, joined, told }: Books): Loyalty {
  const closed = { ...account, dueAt: nextDue(account, program) };
  const { change } = loyalty;
  const byProgram = (other: Account) => other.program === closed.program;
  return {
    ...loyalty,
    accounts: replaced(loyalty.accounts, closed, byProgram),
    orders: orders.reduce((all, order) => replaced(all, order, isOf(order)), loyalty.orders),
    change: {
      accounts: replaced(change.accounts, closed, byProgram),
      entries: [...change.entries, ...entries],
      orders: orders.reduce((all, order) => replaced(all, order, isOf(order)), change.orders),
      joined: [...change.joined, ...joined],
      told: [...change.told, ...told],
    },
  };
}

/** Whether a record is of the same order in the same program. */
export function isOf({ program, order }: { program: string; order: string }): (other: OrderPoints) => boolean {
  return (other) => other.program === program && other.order === order;
}

/** The list with `next` in the place of what it replaces, or at its end. */
export function replaced<T>(list: readonly T[], next: T, same: (other: T) => boolean): T[] {
  return list.some(same) ? list.map((other) => (same(other) ? next : other)) : [...list, next];
}
