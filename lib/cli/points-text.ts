import type { Lot } from '../core/loyalty/account.ts';
import { endOf } from '../core/loyalty/due.ts';
import { expectedBreakage, type PointsTally } from '../core/loyalty/liability.ts';
import type { LiveProgram } from '../core/loyalty/live-program.ts';
import { minorDigits } from '../core/money.ts';
import { type Instant, instantText } from '../core/time.ts';
import type { Points } from '../usecases/look-at-points.ts';
import type { ProgramLiability } from '../usecases/tally-liability.ts';
import { counted } from './counted.ts';
import { numberOf } from './figure-text.ts';

/** What a customer has in a program, as a person reads it. */
export function pointsText(customer: string, { program, account, entries, reserved, at }: Points): string {
  const { zone } = program;
  const title = `${program.id} (${program.definition.name})`;
  if (!account) return `${customer} is no member of ${title}`;
  const available = sum(account.lots);
  const owed = account.owed > 0 ? `, ${counted(account.owed)} owed, which later earning pays` : '';
  const { tier, memberUntil } = account;
  const lot = (one: Lot) => {
    const end = endOf(one, account, program);
    return `    ${counted(one.points)} ${end === null ? 'without an end' : `until ${day(end - 1, zone)}`}`;
  };
  return [
    `${customer} in ${title}: ${numberOf(available, 'point')} can be spent, ${counted(sum(account.pending))} pending${owed}`,
    `  member since ${day(account.joinedAt, zone)}${memberUntil === null ? '' : `, until ${day(memberUntil - 1, zone)}${memberUntil <= at ? ', which is over' : ''}`}`,
    ...(program.tiers ? [`  tier ${tier?.id ?? 'none'}${tier ? tierDays(tier, zone) : ''}`] : []),
    ...(account.lots.length > 0 ? ['  what can be spent', ...account.lots.map(lot)] : []),
    ...(account.pending.length > 0
      ? ['  pending', ...account.pending.map(({ points, from }) => `    ${counted(points)} from ${day(from, zone)} on`)]
      : []),
    ...(reserved.length > 0
      ? [
          '  reserved',
          ...reserved.map(
            ({ key, points, reward, until }) => `    ${counted(points)} for ${reward}, key ${key}, until ${instantText(until, zone)}`,
          ),
        ]
      : []),
    `  ledger${entries.length === 0 ? ': nothing yet' : ', the latest first'}`,
    ...entries.map((entry) => {
      const moved = [entry.points !== 0 && signed(entry.points), entry.pending !== 0 && `${signed(entry.pending)} pending`].filter(
        (part) => part !== false,
      );
      const by = entry.by === undefined ? '' : `, by ${entry.by}`;
      return `    ${instantText(entry.at, zone)}  ${entry.kind} ${moved.join(', ')}${moved.length > 0 ? ' ' : ''}(${entry.because}${by})`;
    }),
  ].join('\n');
}

function tierDays({ since, until }: { since: Instant; until: Instant | null }, zone: string): string {
  return ` since ${day(since, zone)}${until === null ? '' : `, until ${day(until - 1, zone)}`}`;
}

function day(at: Instant, zone: string): string {
  return instantText(at, zone).slice(0, 10);
}

function sum(lots: readonly Lot[]): number {
  return lots.reduce((all, { points }) => all + points, 0);
}

/** "+50", "-1,200". */
export function signed(points: number): string {
  return points < 0 ? `-${counted(-points)}` : `+${counted(points)}`;
}

/** What a program owes, for people. */
export function liabilityText({ program, at, liability }: ProgramLiability): string {
  const { all, tiers } = liability;
  const days = instantText(at, program.zone).slice(0, 10);
  const oldest = all.oldest === null ? '' : `; the oldest could be spent from ${day(all.oldest, program.zone)} on`;
  return [
    `${program.id} (${program.definition.name}) on ${days}: ${members(all)}`,
    `  outstanding: ${numberOf(all.available + all.pending, 'point')}, ${counted(all.available)} of which can be spent and ${counted(all.pending)} are pending${cost(all, program)}${oldest}`,
    ...(all.owed > 0 ? [`  owed by members: ${numberOf(all.owed, 'point')}`] : []),
    `  ending in the next 30 days: ${counted(all.ending.in30)}; in the next 90 days: ${counted(all.ending.in90)}`,
    `  expected breakage: ${breakage(all, { program, at })}`,
    ...Object.entries(tiers)
      .filter(([, tally]) => tally.members > 0)
      .map(
        ([tier, tally]) =>
          `    ${tier}: ${members(tally)}, ${numberOf(tally.available + tally.pending, 'point')}${cost(tally, program)}; ${breakage(tally, { program, at })}`,
      ),
  ].join('\n');
}

function members({ members }: PointsTally): string {
  return `${counted(members)} member${members === 1 ? '' : 's'}`;
}

function breakage(tally: PointsTally, { program, at }: { program: LiveProgram; at: Instant }): string {
  if (!program.expiry) return 'none, since points never end';
  const expected = expectedBreakage(tally, program, at);
  if ('unknown' in expected) return expected.unknown;
  return `${(100 * expected.share).toFixed(1)}% of the points that ended so far expired; of those outstanding that is ${counted(expected.points)}`;
}

function cost(tally: PointsTally, program: LiveProgram): string {
  const found = costOf(tally.available + tally.pending, program);
  return found ? `, ${(found.amount / 10 ** minorDigits(found.currency)).toFixed(minorDigits(found.currency))} ${found.currency}` : '';
}

/** What points cost the shop, in minor units; undefined where the program does not say. */
export function costOf(points: number, { definition: { pointCost } }: LiveProgram): { amount: number; currency: string } | undefined {
  const [each, currency] = pointCost?.split(' ') ?? [];
  return each === undefined || currency === undefined
    ? undefined
    : { amount: Math.round(points * Number(each) * 10 ** minorDigits(currency)), currency };
}

/** The same as one object. */
export function liabilityJson({ program, at, liability }: ProgramLiability): object {
  const figures = (tally: PointsTally) => {
    const { available, pending, owed, members, ending, oldest, ended } = tally;
    const expected = expectedBreakage(tally, program, at);
    const outstanding = available + pending;
    return {
      ...{ members, outstanding, available, pending, owed, ending, ended },
      cost: costOf(outstanding, program) ?? null,
      oldest: oldest === null ? null : new Date(oldest).toISOString(),
      breakage: 'unknown' in expected ? { share: null, points: null, because: expected.unknown } : expected,
    };
  };
  return {
    program: program.id,
    at: new Date(at).toISOString(),
    ...figures(liability.all),
    tiers: Object.fromEntries(Object.entries(liability.tiers).map(([tier, tally]) => [tier, figures(tally)])),
  };
}
