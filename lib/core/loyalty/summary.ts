import type { Properties } from '../definition/data.ts';
import type { LoyaltyProgram } from '../definition/loyalty-program.ts';
import type { Rates } from '../money.ts';
import type { Instant } from '../time.ts';
import type { PointsSummary } from './account.ts';
import type { PointsFields } from './live-program.ts';

/** What conditions and templates read under points.*; of somebody who is no member only that she is none. */
export function pointsFields(
  summary: PointsSummary | undefined,
  _program: LoyaltyProgram,
  _at: { now: Instant; rates: Rates },
): PointsFields {
  return summary ? { member: true, available: summary.available } : { member: false };
}

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
