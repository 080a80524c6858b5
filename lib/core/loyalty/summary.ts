import type { Profile } from '../customer.ts';
import type { Properties } from '../definition/data.ts';
import type { LoyaltyProgram } from '../definition/loyalty-program.ts';
import { parseMoney } from '../definition/values.ts';
import type { Json } from '../enrollment/enrollment.ts';
import { minorDigits, type Rates, toBase } from '../money.ts';
import { type Instant, localDate } from '../time.ts';
import type { Account, PointsSummary } from './account.ts';
import { endOf } from './due.ts';
import { startOfYear } from './expiry.ts';
import type { LiveProgram, PointsFields, Title } from './live-program.ts';
import { sumOf } from './lots.ts';
import type { Loyalty } from './loyalty.ts';
import { qualifyingAt, yearOf } from './tiers.ts';

/** Every name under points.* with its type. What is not required may be missing: she is no member, or there is nothing of it. */
export const pointsProperties = {
  member: { type: 'boolean', required: true },
  joinedAt: { type: 'time' },
  memberUntil: { type: 'time' },
  available: { type: 'number' },
  pending: { type: 'number' },
  balance: { type: 'number' },
  tier: { type: 'text' },
  tierName: { type: 'text' },
  tierUntil: { type: 'time' },
  nextTier: { type: 'text' },
  toNextTier: { type: 'number' },
  qualifying: { type: 'number' },
  nextReward: { type: 'text' },
  toNextReward: { type: 'number' },
  affordable: { type: 'list', of: { type: 'text' } },
  expiring: { type: 'number' },
  expiresAt: { type: 'time' },
} as const satisfies Properties;

/** What a profile remembers of an account as it is at `now`. */
export function summaryOf(account: Account, program: LiveProgram, now: Instant): PointsSummary {
  const { joinedAt, memberUntil, tier, sums } = account;
  const { tiers, zone } = program;
  const ends = account.lots.map((lot) => endOf(lot, account, program)).filter((end) => end !== null);
  const next = ends.length > 0 ? Math.min(...ends) : null;
  const ending = account.lots.filter((lot) => endOf(lot, account, program) === next);
  return {
    joinedAt,
    memberUntil,
    available: sumOf(account.lots),
    pending: sumOf(account.pending),
    owed: account.owed,
    tier: tier?.id ?? null,
    tierUntil: tier?.until ?? null,
    qualifying: tiers ? qualifyingAt(account.qualifying, now, { tiers, zone }) : 0,
    qualifyingUntil: tiers?.over === 'calendar year' ? startOfYear(yearOf(now, zone) + 1, zone) : null,
    expiring: next === null ? null : { points: sumOf(ending), at: next },
    spent: sums.spent - sums.returned,
  };
}

/** The profile with what the decision changed of her points, as of the change. */
export function withPoints(profile: Profile, { programs, change }: Loyalty): Profile {
  const changed = change.accounts.flatMap((account) => {
    const program = programs.find(({ id }) => id === account.program);
    return program ? [{ id: program.id, summary: summaryOf(account, program, account.settledAt) }] : [];
  });
  if (changed.length === 0) return profile;
  const points = { ...profile.points, ...Object.fromEntries(changed.map(({ id, summary }) => [id, summary])) };
  return { ...profile, points: Object.fromEntries(Object.entries(points).sort(([a], [b]) => (a < b ? -1 : 1))) };
}

/** When and for whom they are read: `zone` and `language` are the customer's. */
export interface Reading {
  now: Instant;
  rates: Rates;
  zone: string;
  language: unknown;
}

/**
 * What conditions and templates read under points.*; of somebody who never was a member only that she is none. Instants are
 * the last ones of what they end, so that the day shown is the last day. Where tiers go by spend, `qualifying` and `toNextTier`
 * are in units of the base currency. `nextReward` is the cheapest that she cannot afford yet.
 */
export function pointsFields(summary: PointsSummary | undefined, program: LoyaltyProgram, reading: Reading): PointsFields {
  if (!summary) return { member: false };
  const { now } = reading;
  const gone = summary.expiring && summary.expiring.at <= now ? summary.expiring.points : 0;
  const available = summary.available - gone;
  const expiring = gone > 0 ? null : summary.expiring;
  const fields: { [name: string]: Json | undefined } = {
    member: summary.memberUntil === null || now < summary.memberUntil,
    joinedAt: summary.joinedAt,
    memberUntil: lastOf(summary.memberUntil),
    available,
    pending: summary.pending,
    balance: available - summary.owed,
    ...tierFields(summary, program, reading),
    ...rewardFields({ available, tier: summary.tier }, program, reading),
    expiring: expiring?.points ?? 0,
    expiresAt: lastOf(expiring?.at ?? null),
  };
  return Object.fromEntries(Object.entries(fields).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])));
}

function lastOf(until: Instant | null): Instant | undefined {
  return until === null ? undefined : until - 1;
}

function tierFields(summary: PointsSummary, { tiers }: LoyaltyProgram, { now, rates, language }: Reading) {
  if (!tiers) return {};
  const unit = tiers.by === 'spend' ? 10 ** minorDigits(rates.base) : 1;
  const qualifying = summary.qualifyingUntil !== null && now >= summary.qualifyingUntil ? 0 : summary.qualifying;
  const levels = tiers.levels.map(({ id, name, from }) => ({
    id,
    name: titleIn(name, language),
    from: typeof from === 'number' ? from : (toBase(parseMoney(from), rates) ?? 0),
  }));
  const place = levels.findIndex(({ id }) => id === summary.tier);
  const next = levels[place + 1];
  return {
    tier: levels[place]?.id,
    tierName: levels[place]?.name,
    tierUntil: lastOf(summary.tierUntil),
    qualifying: qualifying / unit,
    nextTier: next?.name,
    toNextTier: next && Math.max(0, next.from - qualifying) / unit,
  };
}

function rewardFields(has: { available: number; tier: string | null }, { rewards }: LoyaltyProgram, { now, zone, language }: Reading) {
  const today = localDate(now, zone);
  const open = rewards.filter(({ tiers, from = today, until = today }) => {
    return from <= today && today <= until && (!tiers || (has.tier !== null && tiers.includes(has.tier)));
  });
  const dear = open.filter(({ points }) => points > has.available).sort((a, b) => a.points - b.points);
  const next = dear[0];
  return {
    nextReward: next && titleIn(next.name, language),
    toNextReward: next && next.points - has.available,
    affordable: open.filter((reward) => !dear.includes(reward)).map(({ name }) => titleIn(name, language)),
  };
}

/** In the customer's language, or its base ("de" for "de-AT"), else the first. */
function titleIn(title: Title, language: unknown): string {
  if (typeof title === 'string') return title;
  const wanted = typeof language === 'string' ? [language, language.split('-')[0] ?? ''] : [];
  const found = wanted.find((each) => Object.hasOwn(title, each));
  return (found === undefined ? Object.values(title)[0] : title[found]) ?? '';
}
