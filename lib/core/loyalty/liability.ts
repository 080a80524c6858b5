import { addDuration, day, type Instant } from '../time.ts';
import type { Account } from './account.ts';
import { endOf } from './due.ts';
import type { LiveProgram } from './live-program.ts';
import { sumOf } from './lots.ts';
import { noLoyaltyChange } from './loyalty.ts';
import { settle } from './settle.ts';

/** Sums over accounts, in points. */
export interface PointsTally {
  members: number;
  /** Can be spent. */
  available: number;
  pending: number;
  owed: number;
  /** Of the points outstanding, those that end within so many days. */
  ending: { in30: number; in90: number };
  /** Since when the oldest of them could be spent. */
  oldest: Instant | null;
  /** Points that have left the accounts: spent (and not given back) or expired. Reserved ones count as spent until they are back. */
  ended: { spent: number; expired: number; members: number };
  firstJoinedAt: Instant | null;
}

/** What a program owes its members, in all and by tier; `none` = members without one. */
export interface Liability {
  all: PointsTally;
  tiers: { [tier: string]: PointsTally };
}

/** Nobody yet. */
export function noLiability({ tiers }: Pick<LiveProgram, 'tiers'>): Liability {
  const names = tiers ? [...tiers.levels.map(({ id }) => id), 'none'] : [];
  return { all: noPoints(), tiers: Object.fromEntries(names.map((name) => [name, noPoints()])) };
}

function noPoints(): PointsTally {
  const none = { members: 0, available: 0, pending: 0, owed: 0, oldest: null, firstJoinedAt: null };
  return { ...none, ending: { in30: 0, in90: 0 }, ended: { spent: 0, expired: 0, members: 0 } };
}

/** Adds an account as it stands at `now`, also where nobody has entered yet what was due before. */
export function addToLiability(
  { all, tiers }: Liability,
  account: Account,
  { program, now }: { program: LiveProgram; now: Instant },
): Liability {
  const loyalty = { customer: '', programs: [program], accounts: [account], orders: [], taken: [], change: noLoyaltyChange };
  const settled = settle(loyalty, now).accounts[0] ?? account;
  const one = tallyOf(settled, { program, now });
  const tier = settled.tier?.id ?? 'none';
  const known = tiers[tier];
  return { all: sum(all, one), tiers: known ? { ...tiers, [tier]: sum(known, one) } : tiers };
}

function tallyOf(account: Account, { program, now }: { program: LiveProgram; now: Instant }): PointsTally {
  const { lots, pending, owed, sums, joinedAt } = account;
  const outstanding = [...lots, ...pending];
  const within = (days: number) => sumOf(outstanding.filter((lot) => (endOf(lot, account, program) ?? Infinity) <= now + days * day));
  const spent = sums.spent - sums.returned;
  return {
    members: 1,
    available: sumOf(lots),
    pending: sumOf(pending),
    owed,
    ending: { in30: within(30), in90: within(90) },
    oldest: lots.length === 0 ? null : Math.min(...lots.map(({ from }) => from)),
    ended: { spent, expired: sums.expired, members: spent + sums.expired > 0 ? 1 : 0 },
    firstJoinedAt: joinedAt,
  };
}

function sum(a: PointsTally, b: PointsTally): PointsTally {
  return {
    members: a.members + b.members,
    available: a.available + b.available,
    pending: a.pending + b.pending,
    owed: a.owed + b.owed,
    ending: { in30: a.ending.in30 + b.ending.in30, in90: a.ending.in90 + b.ending.in90 },
    oldest: earlier(a.oldest, b.oldest),
    ended: {
      spent: a.ended.spent + b.ended.spent,
      expired: a.ended.expired + b.ended.expired,
      members: a.ended.members + b.ended.members,
    },
    firstJoinedAt: earlier(a.firstJoinedAt, b.firstJoinedAt),
  };
}

function earlier(a: Instant | null, b: Instant | null): Instant | null {
  return a === null || b === null ? (a ?? b) : Math.min(a, b);
}

/** Of so many members points must have ended before anything is said of how many expire. */
export const enoughMembers = 100;

/** The share of the points outstanding that nobody will spend, 0 to 1, or why nothing is said of it. */
export type Breakage = { share: number; points: number } | { unknown: string };

/**
 * What is expected to expire: the share of the points that have ended which expired, applied to those outstanding. A program
 * that is younger than the life of its points has seen them spent but not yet expire, so nothing is said of it.
 */
export function expectedBreakage(tally: PointsTally, { expiry, zone }: LiveProgram, now: Instant): Breakage {
  const outstanding = tally.available + tally.pending;
  if (!expiry) return { share: 0, points: 0 };
  const { spent, expired, members } = tally.ended;
  if (members < enoughMembers)
    return { unknown: `not enough data yet: points of ${members} members have ended, ${enoughMembers} are needed` };
  const life = 'after' in expiry ? expiry.after : 'idle' in expiry ? expiry.idle : { months: 12, days: 0, ms: 0 };
  if (addDuration(tally.firstJoinedAt ?? now, life, zone) > now)
    return { unknown: 'not enough data yet: the program is younger than the life of its points, so hardly any could expire' };
  const share = expired / (spent + expired);
  return { share, points: Math.round(share * outstanding) };
}
