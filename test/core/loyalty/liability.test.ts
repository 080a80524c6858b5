import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { loyaltyProgramSchema } from '../../../lib/core/definition/loyalty-program.ts';
import type { Account } from '../../../lib/core/loyalty/account.ts';
import { compileProgram } from '../../../lib/core/loyalty/compile-program.ts';
import { addToLiability, expectedBreakage, noLiability } from '../../../lib/core/loyalty/liability.ts';
import { day } from '../../../lib/core/time.ts';
import { publication } from '../../functions/publication.ts';

const now = Date.UTC(2027, 5, 1);
function program(expiry?: object) {
  const earn = [{ id: 'orders', activity: 'order.placed', points: 1, per: '1 GBP' }];
  const definition = { id: 'club', name: 'Club', owner: 'a@linden.example', status: 'live', earn, ...(expiry && { expiry }) };
  return compileProgram(loyaltyProgramSchema.parse(definition), publication());
}
function account(over: Partial<Account> = {}, sums: Partial<Account['sums']> = {}): Account {
  return {
    ...{ program: 'club', joinedAt: now - 800 * day, memberUntil: null, lots: [], pending: [], owed: 0, slidesUntil: null, tier: null },
    ...{ qualifying: [], redeemed: [], settledAt: now, dueAt: null },
    sums: { earned: 0, takenBack: 0, granted: 0, spent: 0, returned: 0, expired: 0, adjusted: 0, ...sums },
    ...over,
  };
}
const year = program({ after: '12 months' });
const tallied = (accounts: Account[], rules = year) =>
  accounts.reduce((all, one) => addToLiability(all, one, { program: rules, now }), noLiability(rules));
const lot = (points: number, days: number | null) => ({ points, from: now - 10 * day, until: days === null ? null : now + days * day });

describe('what a program owes', () => {
  it('is what can be spent and what is pending; what ends soon is told', () => {
    const { all } = tallied([
      account({ lots: [lot(10, 20), lot(5, 60)], pending: [{ ...lot(7, 400), from: now + day }] }),
      account({ owed: 3 }),
    ]);
    expect(all).toMatchObject({ members: 2, available: 15, pending: 7, owed: 3, ending: { in30: 10, in90: 15 }, oldest: now - 10 * day });
  });

  it('does not count what has ended, though nobody has entered it yet', () => {
    const due = account({ lots: [{ points: 9, from: now - 400 * day, until: now - day }], settledAt: now - 30 * day, dueAt: now - day });
    expect(tallied([due]).all).toMatchObject({ available: 0, ended: { expired: 9, members: 1 } });
  });

  it('is the same in whatever order accounts come', () => {
    const accounts = fc.array(fc.tuple(fc.nat(99), fc.nat(99), fc.nat(200)), { maxLength: 8 });
    fc.assert(
      fc.property(accounts, (all) => {
        const made = all.map(([points, expired, days]) => account({ lots: [lot(points, days + 1)] }, { expired }));
        expect(tallied([...made].reverse())).toEqual(tallied(made));
      }),
    );
  });
});

describe('expected breakage', () => {
  const ended = (count: number, over: Partial<Account> = {}) =>
    Array.from({ length: count }, () => account({ lots: [lot(10, 20)], ...over }, { spent: 40, returned: 10, expired: 10 }));

  it('is the share of the points that ended which expired, of those outstanding', () => {
    expect(expectedBreakage(tallied(ended(100)).all, year, now)).toEqual({ share: 0.25, points: 250 });
  });

  it('is not told from few members', () => {
    expect(expectedBreakage(tallied(ended(99)).all, year, now)).toEqual({
      unknown: 'not enough data yet: points of 99 members have ended, 100 are needed',
    });
  });

  it('is not told of a program that is younger than its points live', () => {
    const { all } = tallied(ended(100, { joinedAt: now - 300 * day }));
    expect(expectedBreakage(all, year, now)).toMatchObject({ unknown: expect.stringContaining('younger than the life of its points') });
  });

  it('is nothing where points never end', () => {
    const never = program();
    expect(expectedBreakage(tallied(ended(1), never).all, never, now)).toEqual({ share: 0, points: 0 });
  });
});
