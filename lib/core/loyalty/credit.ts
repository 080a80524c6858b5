import type { Activity } from '../activity.ts';
import type { Subject } from '../audience/test.ts';
import { hash53 } from '../experiment/hash.ts';
import { readMoney, toBase } from '../money.ts';
import type { Instant } from '../time.ts';
import type { Account, OrderPoints } from './account.ts';
import { accountOf, add, type Books, balanceOf, closeChanged, isEntered, isOf, openBooks, place, replaced, tell, touch } from './books.ts';
import { type Earnings, earningsOf, isMet } from './earn.ts';
import { booksAfter, isMember } from './join.ts';
import type { LiveProgram } from './live-program.ts';
import { type Loyalty, orderOf } from './loyalty.ts';
import { emptyOrder, refundedMore, refundOf, takeRefundBack } from './refund.ts';
import { afterRefund } from './refunded-tier.ts';
import { changeTier, settle } from './settle.ts';
import { climbed, dayNumber, forgetOld, qualify } from './tiers.ts';

/** Whose points they are, and when it is entered. */
export interface About {
  subject: Subject;
  now: Instant;
}

/**
 * What an activity does to her points, in every program: it may make her a member or renew that, earns by the rules of live
 * programs if she is one (the activity that makes her a member earns too), takes back what a refunded order earned, and lifts
 * her tier. An order earns once, whatever its activities are called; the same activity again changes nothing. What comes before
 * she is a member earns nothing, also where it happened after that which makes her one: only refunds wait.
 */
export function creditActivity(loyalty: Loyalty, activity: Activity, about: About): Loyalty {
  return loyalty.programs.reduce(
    (all, program) =>
      activity.type === 'order.refunded' ? refund(all, program, { activity, ...about }) : credit(all, program, { activity, ...about }),
    settle(loyalty, about.now),
  );
}

/**
 * What an activity of another customer earns the one whom it names, by the rules with "for". She must be a member already, and
 * nobody names herself. `about` is about the one who is named.
 */
export function creditNamed(loyalty: Loyalty, activity: Activity, about: About): Loyalty {
  if (activity.customer === about.subject.profile.id) return loyalty;
  const told = { ...activity, data: { ...activity.data, by: activity.customer } };
  // Another customer's activity may have the name of one of hers.
  const id = `named#${hash53(activity.customer).toString(36)}#${entryOf(activity)}`;
  return loyalty.programs.reduce(
    (all, program) => {
      const account = accountOf(all, program);
      if (!account || program.status !== 'live' || isEntered(all, program, id)) return all;
      const books = openBooks(all, account, { program, now: about.now });
      const earned = earn(books, { activity: told, ...about, named: true, id });
      return earned.points > 0 ? closeChanged(all, climb(books, { id, at: activity.occurredAt })) : all;
    },
    settle(loyalty, about.now),
  );
}

/** Activities are known by type and id. */
function entryOf({ type, id }: Activity): string {
  return `${type}#${id}`;
}

type What = About & { activity: Activity };

function credit(loyalty: Loyalty, program: LiveProgram, { activity, subject, now }: What): Loyalty {
  const id = entryOf(activity);
  if (program.status !== 'live' || [id, `${id}#joined`].some((each) => isEntered(loyalty, program, each))) return loyalty;
  const { join } = program;
  const joins = activity.type === join.activity && isMet(join.where, { activity, subject, now });
  const books = booksAfter(loyalty, program, { activity, joins, now, id });
  if (!books) return loyalty;
  const order = orderOf(activity);
  const record = order === undefined ? undefined : recordOf(loyalty, program, order);
  const before = accountOf(loyalty, program);
  if (!record?.earned) {
    const earned = earn(books, { activity, subject, now, named: false, id });
    if (record && isMember(books.account, activity.occurredAt)) books.orders.push(recordEarned(books, record, { activity, earned, id }));
    climb(books, { id, at: activity.occurredAt });
  }
  const { account, entries, orders } = books;
  const renewed = account.joinedAt !== before?.joinedAt || account.memberUntil !== before.memberUntil;
  return entries.length > 0 || orders.length > 0 || renewed ? closeChanged(loyalty, books) : loyalty;
}

function recordOf({ orders }: Loyalty, { id: program }: LiveProgram, order: string): OrderPoints {
  return orders.find(isOf({ program, order })) ?? emptyOrder(program, order);
}

/** What was refunded before its order came is taken back in the same breath. */
function recordEarned(
  books: Books,
  record: OrderPoints,
  { activity, earned, id }: { activity: Activity; earned: Earnings & { qualifying: number }; id: string },
): OrderPoints {
  const { points, raw, lots, qualifying } = earned;
  const total = readMoney(activity.data.total) ?? null;
  const known = { ...record, earned: { points, raw, qualifying, total, lots, at: activity.occurredAt, entry: id } };
  const waited = Object.keys(record.refunded).length > 0;
  return waited ? takeRefundBack(books, known, { id: `${id}#refunded`, at: activity.occurredAt }) : known;
}

function earn(
  books: Books,
  { activity, subject, now, named, id }: What & { named: boolean; id: string },
): Earnings & { qualifying: number } {
  const { account, program } = books;
  const at = activity.occurredAt;
  if (!isMember(account, at)) return { points: 0, raw: 0, lots: [], because: '', qualifying: 0 };
  const earned = earningsOf(program, { activity, subject, tier: account.tier?.id, now, named });
  const qualifying = qualifyingOf(program, activity, earned.points);
  if (program.tiers) account.qualifying = qualify(account.qualifying, dayNumber(at, program.zone), qualifying);
  if (earned.points === 0) return { ...earned, qualifying };
  add(account, 'earned', earned.points);
  touch(books, Math.min(at, now));
  place(books, earned.lots, { id, kind: 'earned', occurredAt: at, because: earned.because });
  tell(books, 'points.earned', { id, at, data: { points: earned.points, balance: balanceOf(account) } });
  return { ...earned, qualifying };
}

/** Spend qualifies by the totals of her own orders; without a rate to the base currency it counts nothing. */
function qualifyingOf({ tiers, rates }: LiveProgram, activity: Activity, points: number): number {
  if (tiers?.by !== 'spend') return points;
  const total = activity.type === 'order.placed' ? readMoney(activity.data.total) : undefined;
  return Math.max(0, (total && toBase(total, rates)) ?? 0);
}

/** A higher tier follows at once. */
function climb(books: Books, { id, at }: { id: string; at: Instant }): Books {
  const { account, program, now } = books;
  const { tiers, zone } = program;
  if (!tiers) return books;
  account.qualifying = forgetOld(account.qualifying, { tier: account.tier, now }, { tiers, zone });
  const moment = { at: Math.min(at, now), now };
  changeTier(books, climbed(account, moment, { tiers, zone }), { id: `${id}#tier`, at: moment.at, because: 'what qualifies is enough' });
  return books;
}

/** A refund is kept in the record of its order, also where that has not come yet, or she is no member. */
function refund(loyalty: Loyalty, program: LiveProgram, { activity, now }: What): Loyalty {
  const id = entryOf(activity);
  const order = orderOf(activity);
  const money = refundOf(activity);
  if (order === undefined || money === undefined || isEntered(loyalty, program, id)) return loyalty;
  const record = refundedMore(recordOf(loyalty, program, order), money);
  const account = accountOf(loyalty, program);
  if (!account) return waiting(loyalty, record);
  const books = openBooks(loyalty, account, { program, now });
  const before = account.qualifying;
  books.orders.push(takeRefundBack(books, record, { id, at: activity.occurredAt }));
  if (record.earned) fall(books, { id, before, at: Math.min(record.earned.at, now) });
  return closeChanged(loyalty, books);
}

/** A tier that the refunded order had reached goes with it. */
function fall(books: Books, { id, before, at }: { id: string; before: Account['qualifying']; at: Instant }): void {
  const { account, program, now } = books;
  const { tiers, zone } = program;
  if (!tiers || account.qualifying === before) return;
  const tier = afterRefund(account, { before, at, now }, { tiers, zone });
  changeTier(books, tier, { id: `${id}#tier`, at: now, because: 'the order that reached it was refunded' });
}

function waiting(loyalty: Loyalty, record: OrderPoints): Loyalty {
  const { change } = loyalty;
  const orders = replaced(change.orders, record, isOf(record));
  return { ...loyalty, orders: replaced(loyalty.orders, record, isOf(record)), change: { ...change, orders } };
}
