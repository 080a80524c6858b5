import type { Activity } from '../activity.ts';
import { addDuration, type Instant } from '../time.ts';
import type { Account } from './account.ts';
import { accountOf, type Books, enter, openBooks } from './books.ts';
import { endOfDay } from './expiry.ts';
import type { LiveProgram } from './live-program.ts';
import type { Loyalty } from './loyalty.ts';
import { changeTier } from './settle.ts';
import { climbed } from './tiers.ts';

/** What makes her a member: the entry's name, when it was, and why in words. */
export interface Joining {
  id: string;
  at: Instant;
  because: string;
}

/** Whether she is a member at an instant. */
export function isMember({ joinedAt, memberUntil }: Pick<Account, 'joinedAt' | 'memberUntil'>, at: Instant): boolean {
  return at >= joinedAt && (memberUntil === null || at < memberUntil);
}

/** Whether the program's account of her address is another customer's. */
export function isTaken({ taken }: Loyalty, { id }: LiveProgram): boolean {
  return taken.includes(id);
}

/** Open books of a customer who had no account: she is a member from then on. */
export function joinedBooks(loyalty: Loyalty, program: LiveProgram, { now, ...joining }: Joining & { now: Instant }): Books {
  const account: Account = {
    program: program.id,
    joinedAt: joining.at,
    memberUntil: endOfMembership(program, joining.at),
    lots: [],
    pending: [],
    owed: 0,
    slidesUntil: null,
    tier: null,
    qualifying: [],
    redeemed: [],
    sums: { earned: 0, takenBack: 0, granted: 0, spent: 0, returned: 0, expired: 0, adjusted: 0 },
    settledAt: now,
    dueAt: null,
  };
  const books = openBooks(loyalty, account, { program, now });
  begin(books, joining);
  return books;
}

/**
 * Books after an activity that makes members: opened for who is none and may be one; of a member the membership is renewed.
 * A membership never gets shorter by it: an order renews from its day, anything else, such as a fee, from the end of what is
 * left, and stands in the ledger, so that it counts once. Undefined while she has no account.
 */
export function booksAfter(
  loyalty: Loyalty,
  program: LiveProgram,
  { activity, joins, now, id }: { activity: Activity; joins: boolean; now: Instant; id: string },
): Books | undefined {
  const account = accountOf(loyalty, program);
  const joining = { id: `${id}#joined`, at: activity.occurredAt, because: `${activity.type} ${activity.id}` };
  if (!account) return joins && !isTaken(loyalty, program) ? joinedBooks(loyalty, program, { ...joining, now }) : undefined;
  const books = openBooks(loyalty, account, { program, now });
  if (joins) renew(books, joining);
  return books;
}

function renew(books: Books, joining: Joining): void {
  const { account, program } = books;
  const { joinedAt, memberUntil } = account;
  account.joinedAt = Math.min(account.joinedAt, joining.at);
  if (memberUntil === null) return;
  const isAdded = program.join.activity !== 'order.placed' && joining.at >= joinedAt && joining.at < memberUntil;
  const until = endOfMembership(program, isAdded ? memberUntil - 1 : joining.at);
  account.memberUntil = until === null ? null : Math.max(until, memberUntil);
  if (joining.at >= memberUntil) begin(books, joining);
  else if (isAdded) enter(books, { id: joining.id, kind: 'joined', occurredAt: joining.at, because: `renewed: ${joining.because}` });
}

function begin(books: Books, { id, at, because }: Joining): void {
  const { account, program, now } = books;
  enter(books, { id, kind: 'joined', occurredAt: at, because });
  books.joined.push(program.id);
  const { tiers, zone } = program;
  if (tiers) changeTier(books, climbed(account, { at, now }, { tiers, zone }), { id: `${id}#tier`, at, because: 'she joined' });
}

function endOfMembership({ join, zone }: LiveProgram, at: Instant): Instant | null {
  return join.lasts ? endOfDay(addDuration(at, join.lasts, zone), zone) : null;
}
