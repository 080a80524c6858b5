import { expect, test } from 'vitest';
import { compilePredicate } from '../../../lib/core/audience/compile.ts';
import { emptyProfile } from '../../../lib/core/customer.ts';
import { segmentSchema } from '../../../lib/core/definition/segment.ts';
import type { PointsSummary } from '../../../lib/core/loyalty/account.ts';
import { ratesOf } from '../../../lib/core/money.ts';
import { program, settings } from '../definition/shop.ts';

const now = Date.parse('2027-03-01T12:00Z');
const member = (available: number): PointsSummary => ({
  joinedAt: now,
  memberUntil: null,
  available,
  pending: 0,
  owed: 0,
  tier: null,
  tierUntil: null,
  qualifying: [],
  limited: [],
  zone: 'UTC',
  expiring: null,
  spent: 0,
});
const profile = { ...emptyProfile('lena'), points: { club: member(900), cafe: member(10) } };

function isRich(named: { program?: string }, cafe: string, campaign: string | undefined = undefined) {
  const segments = [segmentSchema.parse({ id: 'rich', name: 'Rich', ...named, rule: { field: 'points.available', atLeast: 500 } })];
  const programs = [program({ status: 'live' }), program({ id: 'cafe', status: cafe })];
  const library = { segments, rates: ratesOf(settings), programs, program: programs.find(({ id }) => id === campaign), where: 'here' };
  return compilePredicate({ segment: 'rich' }, library)({ profile, contact: undefined, zone: 'UTC' }, now);
}

test('a segment asks the program that it names, whatever campaign asks it', () => {
  expect(isRich({ program: 'club' }, 'live')).toBe(true);
  expect(isRich({ program: 'cafe' }, 'live')).toBe(false);
  expect(isRich({ program: 'club' }, 'live', 'cafe')).toBe(true);
});

test('a segment that names none asks the only one that is no draft', () => {
  expect(isRich({}, 'draft')).toBe(true);
  expect(isRich({}, 'draft', 'cafe')).toBe(true);
  expect(() => isRich({}, 'live')).toThrow('points.* needs one loyalty program');
});
