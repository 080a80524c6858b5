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
