import type { Activity } from '../../../lib/core/activity.ts';
import type { Subject } from '../../../lib/core/audience/test.ts';
import { emptyProfile, foldActivity } from '../../../lib/core/customer.ts';
import type { LoyaltyProgram } from '../../../lib/core/definition/loyalty-program.ts';
import { type SettingsInput, settingsSchema } from '../../../lib/core/definition/settings.ts';
import type { Json } from '../../../lib/core/enrollment/enrollment.ts';
import type { PointsSummary } from '../../../lib/core/loyalty/account.ts';
import { ratesOf } from '../../../lib/core/money.ts';
import { scoreField } from '../../../lib/core/scoring/score.ts';
import type { ScoreName } from '../../../lib/core/scoring/score-names.ts';
import { bookkeepingOf, valuationOf } from '../../../lib/core/scoring/valuation.ts';
import { at, settingsInput } from '../shop.ts';
import { shopFigures } from './shop-figures.ts';

export const now = at('2026-06-01T12:00Z');

/** What scores are counted by, with these settings over those of the small shop. */
export function scopeWith(more: Partial<SettingsInput> = {}, programs: LoyaltyProgram[] = []) {
  const settings = settingsSchema.parse({ ...settingsInput, margins: { default: '40%' }, ...more });
  return { now, rates: ratesOf(settings), valuation: valuationOf(settings, programs), books: bookkeepingOf(settings) };
}

/** A customer of the shop whose figures are known, as her activities made her. */
export function shopper(activities: Activity[], more: Partial<SettingsInput> = {}): Subject {
  const { books } = scopeWith(more);
  const profile = activities.reduce((known, one) => foldActivity(known, one, books), emptyProfile('c-1'));
  return { profile, contact: undefined, zone: 'Europe/London', shop: shopFigures, rhythm: undefined };
}

/** The value of a score, 'unknown' where it is not known. */
export function scored(name: ScoreName, subject: Subject, scope = scopeWith()): Json {
  const { values, unknown } = scoreField(name, subject, scope);
  if (unknown) return 'unknown';
  return name === 'discontent' ? values : (values[0] ?? null);
}

/** The same customer, with points of the program "circle". */
export function withPoints(subject: Subject, points: Partial<PointsSummary>): Subject {
  const none = { joinedAt: now, memberUntil: null, available: 0, pending: 0, owed: 0, tier: null, tierUntil: null, spent: 0 };
  const circle = { ...none, qualifying: [], limited: [], zone: 'Europe/London', expiring: null, ...points };
  return { ...subject, profile: { ...subject.profile, points: { circle } } };
}
