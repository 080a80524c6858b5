import type { Profile } from '../customer.ts';
import type { Properties } from '../definition/data.ts';
import type { LoyaltyProgram } from '../definition/loyalty-program.ts';
import { parseMoney } from '../definition/values.ts';
import type { Json } from '../enrollment/enrollment.ts';
import { minorDigits, type Rates, toBase } from '../money.ts';
import { sortedByName } from '../sorted-by-name.ts';
import { type Instant, localDate } from '../time.ts';
import type { Account, PointsSummary } from './account.ts';
import { endOf } from './due.ts';
import { limited } from './limits.ts';
import type { LiveProgram, PointsFields, Title } from './live-program.ts';
import { sumOf } from './lots.ts';
import type { Loyalty } from './loyalty.ts';
import { qualifyingAhead } from './tiers.ts';

/** Every name under points.* with its type. What is not required may be missing: she is no member, or there is nothing of it. */
export const pointsProperties = {
  member: { type: 'boolean', required: true },
  joinedAt: { type: 'time' },
  memberUntil: { type: 'date' },
  available: { type: 'number' },
  pending: { type: 'number' },
  balance: { type: 'number' },
  tier: { type: 'text' },
  tierName: { type: 'text' },
  tierUntil: { type: 'date' },
  nextTier: { type: 'text' },
  toNextTier: { type: 'number' },
  qualifying: { type: 'number' },
  nextReward: { type: 'text' },
  toNextReward: { type: 'number' },
  affordable: { type: 'list', of: { type: 'text' } },
  expiring: { type: 'number' },
  expiresAt: { type: 'date' },
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
    qualifying: tiers ? qualifyingAhead(account.qualifying, now, { tiers, zone }) : [],
    limited: limited(account, { program, now }),
    zone,
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
  return { ...profile, points: sortedByName(points) };
}

/** When and for whom they are read: `language` is the customer's. */
export interface Reading {
  now: Instant;
  rates: Rates;
  language: unknown;
}

/**
 * What conditions and templates read under points.*; of somebody who never was a member only that she is none. Ends are last
 * days in the program's zone, the same to every customer. Where tiers go by spend, `qualifying` and `toNextTier` are in units of
 * the base currency; both are missing where too much of a moving window has passed since the account changed. `affordable` is
 * what she would be given now, as far as that is hers: a reward may be out of stock. `nextReward` is the cheapest that she only
 * lacks points for.
 */
export function pointsFields(summary: PointsSummary | undefined, program: LoyaltyProgram, reading: Reading): PointsFields {
  if (!summary) return { member: false };
  const { now } = reading;
  const gone = summary.expiring && summary.expiring.at <= now ? summary.expiring.points : 0;
  const available = summary.available - gone;
  const expiring = gone > 0 ? null : summary.expiring;
  const fields: { [name: string]: Json | undefined } = {
    member: isMemberOf(summary, now),
    joinedAt: summary.joinedAt,
    memberUntil: lastDay(summary.memberUntil, summary),
    available,
    pending: summary.pending,
    balance: available - summary.owed,
    ...tierFields(summary, program, reading),
    ...rewardFields({ ...summary, available }, program, reading),
    expiring: expiring?.points ?? 0,
    expiresAt: lastDay(expiring?.at ?? null, summary),
  };
  return Object.fromEntries(Object.entries(fields).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])));
}

function lastDay(until: Instant | null, { zone }: PointsSummary): string | undefined {
  return until === null ? undefined : localDate(until - 1, zone);
}

function isMemberOf({ memberUntil }: PointsSummary, now: Instant): boolean {
  return memberUntil === null || now < memberUntil;
}

function tierFields(summary: PointsSummary, { tiers }: LoyaltyProgram, { now, rates, language }: Reading) {
  if (!tiers) return {};
  const unit = tiers.by === 'spend' ? 10 ** minorDigits(rates.base) : 1;
  const qualifying = summary.qualifying.find(([, until]) => until === null || now < until)?.[0];
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
    tierUntil: lastDay(summary.tierUntil, summary),
    qualifying: qualifying === undefined ? undefined : qualifying / unit,
    nextTier: next?.name,
    toNextTier: next && qualifying !== undefined ? Math.max(0, next.from - qualifying) / unit : undefined,
  };
}

function rewardFields(has: PointsSummary, { rewards, status }: LoyaltyProgram, { now, language }: Reading) {
  const today = localDate(now, has.zone);
  const closed = has.limited.flatMap(([reward, until]) => (until === null || now < until ? [reward] : []));
  const isShut = (status !== 'ended' && !isMemberOf(has, now)) || closed.includes('');
  const open = rewards.filter(({ id, tiers, from = today, until = today }) => {
    const isHers = !tiers || (has.tier !== null && tiers.includes(has.tier));
    return !isShut && from <= today && today <= until && isHers && !closed.includes(id);
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
