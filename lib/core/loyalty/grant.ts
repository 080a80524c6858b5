import type { Instant } from '../time.ts';
import { accountOf, add, balanceOf, closeChanged, enter, isEntered, openBooks, place, tell, touch } from './books.ts';
import { endOfLot } from './expiry.ts';
import { isTaken, joinedBooks } from './join.ts';
import type { LiveProgram } from './live-program.ts';
import { sumOf, takeOut } from './lots.ts';
import type { Loyalty } from './loyalty.ts';
import { settle } from './settle.ts';
import type { Refused } from './spend.ts';

/** Points that somebody gives or takes, beside all rules. */
export interface Grant {
  program: string;
  /** Names the entry for ever: the step of an enrollment, the key of an adjustment. */
  id: string;
  /** Below nothing: they are taken. */
  points: number;
  at: Instant;
  because: string;
  /** The colleague who ordered it: then it is an adjustment. */
  by?: string;
}

/**
 * Gives points that can be spent at once, as campaigns do ("granted") or a colleague ("adjusted"), or takes some. Who is no member
 * becomes one by a gift: whoever is given points expects to have them. They do not qualify for tiers. Taking never goes below
 * nothing. The same id again changes nothing. Refused with a sentence where it cannot be.
 */
export function grantPoints(before: Loyalty, grant: Grant, now: Instant): Loyalty | Refused {
  const loyalty = settle(before, now);
  const program = loyalty.programs.find(({ id }) => id === grant.program);
  if (!program || program.status === 'draft') return { refused: `there is no program "${grant.program}" in force` };
  if (isEntered(loyalty, program, grant.id)) return loyalty;
  if (!Number.isSafeInteger(grant.points) || grant.points === 0)
    return { refused: `points are a whole number other than 0, not ${grant.points}` };
  return grant.points > 0 ? give(loyalty, program, { ...grant, now }) : take(loyalty, program, { ...grant, now });
}

type Giving = Grant & { now: Instant };

function give(loyalty: Loyalty, program: LiveProgram, { id, points, at, because, by, now }: Giving): Loyalty | Refused {
  const account = accountOf(loyalty, program);
  if (program.status === 'ended' && by === undefined) return { refused: `"${program.id}" has ended: nobody is given points any more` };
  if (!account && program.status === 'ended') return { refused: `"${program.id}" has ended: nobody becomes a member any more` };
  if (!account && isTaken(loyalty, program)) return { refused: 'another customer with her address is the member' };
  const joining = { id: `${id}#joined`, at, because };
  const books = account ? openBooks(loyalty, account, { program, now }) : joinedBooks(loyalty, program, { ...joining, now });
  const kind = by === undefined ? 'granted' : 'adjusted';
  add(books.account, kind, points);
  touch(books, now);
  const lot = { points, from: now, until: endOfLot(program.expiry, now, program.zone) };
  place(books, [lot], { id, kind, occurredAt: at, because, ...(by !== undefined && { by }) });
  tell(books, 'points.earned', { id, at, data: { points, balance: balanceOf(books.account) } });
  return closeChanged(loyalty, books);
}

function take(loyalty: Loyalty, program: LiveProgram, { id, points, at, because, by, now }: Giving): Loyalty | Refused {
  const account = accountOf(loyalty, program);
  if (!account) return { refused: `she is no member of "${program.definition.name}"` };
  const there = sumOf(account.lots);
  if (there < -points) return { refused: `she has ${there} points: ${-points} cannot be taken` };
  const books = openBooks(loyalty, account, { program, now });
  const { lots, taken } = takeOut(account.lots, -points);
  books.account.lots = lots;
  add(books.account, 'adjusted', points);
  enter(books, { id, kind: 'adjusted', occurredAt: at, points, lots: taken, because, ...(by !== undefined && { by }) });
  return closeChanged(loyalty, books);
}
