import { day, type Instant, localDate } from '../time.ts';
import type { Account } from './account.ts';
import { type Books, closeBooks, enter, expired, openBooks, putOne, tell, touch } from './books.ts';
import { endOf, nextDue, reminders } from './due.ts';
import { sumOf } from './lots.ts';
import type { Loyalty } from './loyalty.ts';
import { placeOf, reviewed, type Tier } from './tiers.ts';

/**
 * Enters everything that was due by time up to now, in the order of its moments: points that can be spent from then on, points
 * that ended, the end of a membership, looks at tiers, reminders. Each entry is named after the moment at which it was due, so
 * a late settling writes what an early one would have written. The same loyalty where nothing was due.
 */
export function settle(loyalty: Loyalty, now: Instant): Loyalty {
  return settleSome(loyalty, now, Infinity);
}

/**
 * The same, but no further moment once so many lines and activities have come of those before: what is left is due still, and is
 * entered by the next one.
 */
export function settleSome(loyalty: Loyalty, now: Instant, most: number): Loyalty {
  return loyalty.accounts.reduce((all, account) => settleOne(all, account, { now, most: most - settled(all.change) }), loyalty);
}

function settled({ entries, told }: Pick<Books, 'entries' | 'told'>): number {
  return entries.length + told.length;
}

function settleOne(loyalty: Loyalty, account: Account, { now, most }: { now: Instant; most: number }): Loyalty {
  const program = loyalty.programs.find(({ id }) => id === account.program);
  if (!program) return loyalty;
  const books = openBooks(loyalty, account, { program, now });
  const moved = settleBooks(books, most);
  return moved || nextDue(account, program) !== account.dueAt ? closeBooks(loyalty, books) : loyalty;
}

/** Enters into open books what was due up to their now, as far as that is not too much; false where nothing was. */
function settleBooks(books: Books, most: number): boolean {
  const { account, program, now } = books;
  let moved = false;
  for (let due = nextDue(account, program); due !== null && due <= now && settled(books) < most; due = nextDue(account, program)) {
    moved = true;
    remind(books, due);
    release(books, due);
    expire(books, due);
    leave(books, due);
    review(books, due);
    account.settledAt = Math.max(account.settledAt, due);
  }
  return moved;
}

function remind(books: Books, due: Instant): void {
  for (const reminder of reminders(books.account, books.program)) {
    if (reminder.due !== due) continue;
    const { endsAt, points } = reminder;
    tell(books, 'points.expiring', {
      id: `expiring#${stamp(endsAt)}#${stamp(due)}`,
      at: due,
      data: { points, expiresAt: localDate(endsAt - 1, books.program.zone), daysLeft: Math.round((endsAt - due) / day) },
    });
  }
}

function release(books: Books, due: Instant): void {
  const { account } = books;
  const lots = account.pending.filter(({ from }) => from <= due);
  if (lots.length === 0) return;
  account.pending = account.pending.filter(({ from }) => from > due);
  const put = lots.flatMap((lot) => putOne(books, lot));
  touch(books, due);
  const points = sumOf(lots);
  const because = 'they can be spent from now on';
  enter(books, { id: `released#${stamp(due)}`, kind: 'released', occurredAt: due, points, pending: -points, lots: put, because });
}

function expire(books: Books, due: Instant): void {
  const { account, program } = books;
  const isOver = (end: Instant | null) => end !== null && end <= due;
  const lots = account.lots.filter((lot) => isOver(endOf(lot, account, program)));
  if (lots.length === 0) return;
  account.lots = account.lots.filter((lot) => !lots.includes(lot));
  if (isOver(account.slidesUntil)) account.slidesUntil = null;
  expired(books, lots, { id: `expired#${stamp(due)}`, at: due });
}

function leave(books: Books, due: Instant): void {
  if (books.account.memberUntil !== due) return;
  enter(books, { id: `left#${stamp(due)}`, kind: 'left', occurredAt: due, because: 'the membership was over' });
}

function review(books: Books, due: Instant): void {
  const { account, program } = books;
  if (account.tier === null || account.tier.until === null || account.tier.until > due) return;
  const { tiers, zone } = program;
  const tier = tiers ? reviewed(account, due, { tiers, zone }) : null;
  changeTier(books, tier, { id: `tier#${stamp(due)}`, at: due, because: 'what qualified in the time that is over' });
}

/**
 * Gives her a tier. Where it is another one it is entered, and campaigns are told, with the one before; not of a first tier that
 * asks for nothing, which everybody has from joining on.
 */
export function changeTier(books: Books, tier: Tier, { id, at, because }: { id: string; at: Instant; because: string }): void {
  const before = books.account.tier;
  books.account.tier = tier;
  if (before?.id === tier?.id) return;
  const [from, to] = [before?.id ?? 'none', tier?.id ?? 'none'];
  enter(books, { id, kind: 'tier', occurredAt: at, because: `from ${from} to ${to}: ${because}` });
  const { tiers } = books.program;
  const rise = tiers ? placeOf(tiers, tier?.id) - placeOf(tiers, before?.id) : -1;
  if (before === null && tier?.until === null) return;
  tell(books, 'tier.changed', { id, at, data: { direction: rise > 0 ? 'up' : 'down', tier: to, ...(before && { before: from }) } });
}

function stamp(at: Instant): string {
  return new Date(at).toISOString();
}
