import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Activity } from '../../../lib/core/activity.ts';
import { newProfile } from '../../../lib/core/audience/counts.ts';
import type { Profile } from '../../../lib/core/customer.ts';
import { applyActivity } from '../../../lib/core/enrollment/apply-activity.ts';
import { applyHistory } from '../../../lib/core/enrollment/apply-history.ts';
import { applyNight } from '../../../lib/core/enrollment/apply-night.ts';
import type { DateHint } from '../../../lib/core/enrollment/enrollment.ts';
import type { Decision, Situation } from '../../../lib/core/enrollment/situation.ts';
import { play } from '../../../lib/core/rehearsal/rehearse.ts';
import { compilePlan } from '../../../lib/core/simulation/compile-plan.ts';
import { lifeOf } from '../../../lib/core/simulation/simulate-customer.ts';
import { campaign, customerWith, day, from, planOf, segments } from '../simulation/simulated-shop.ts';

const compiled = compilePlan(
  planOf(
    [
      ...segments.map(({ id }) => campaign(`${id}-in`, { trigger: { segment: id, on: 'enter' } })),
      campaign('lapsed', { trigger: { lapse: '45 days' } }),
      campaign('gone', { trigger: { lapse: '90 days' } }),
      campaign('rhythm', { trigger: { lapse: 'own rhythm', sure: '80%' } }),
      campaign('since', { trigger: { date: 'metrics.lastOrderAt', after: '20 days' } }),
      campaign('birthday', { trigger: { date: 'customer.birthday', every: 'year' } }),
    ],
    { counts: [{ at: from, rhythm: { gaps: { 20: 3, 60: 5, 90: 2 } } }] },
  ),
);

const happened = fc.record({
  type: fc.constantFrom('order.placed', 'order.refunded', 'basket.updated', 'customer.updated'),
  day: fc.integer({ min: -200, max: -1 }),
  born: fc.constantFrom('1980-01-02', '1984-02-29', 'soon'),
  inOrder: fc.boolean(),
});
const history = fc.array(happened, { maxLength: 12 }).map((all) => {
  const days = all.map(({ day }) => day).sort((one, other) => one - other);
  return all.map(({ type, born, inOrder, ...one }, index) => ({
    id: `a${index}`,
    type,
    customer: 'c1',
    occurredAt: from + (inOrder ? (days[index] ?? 0) : one.day) * day,
    data: type === 'customer.updated' ? { birthday: born } : { orderId: `o${index}`, total: gbp, amount: gbp },
  }));
});
const gbp = { amount: 2500, currency: 'GBP' };

const { situation } = play(lifeOf(compiled, customerWith('c1', [])), { ...compiled.stage, nights: [] });
const before: Situation = { ...situation, profile: newProfile('c1', compiled.stage.needs) };

/** As it stands once the first night has passed: what is stored of her, by campaign. */
function standing(decisions: Decision[]): { profile: Profile | undefined; hints: DateHint[] } {
  const hints = new Map<string, DateHint>();
  const take = (decision: Decision) => {
    for (const hint of decision.hints) {
      if (hint.dueAt === null) hints.delete(hint.campaign);
      else hints.set(hint.campaign, hint);
    }
  };
  for (const decision of decisions) take(decision);
  const profile = decisions.findLast((one) => one.profile)?.profile ?? before.profile;
  const night = applyNight({ ...before, profile }, { stored: [...hints.values()] }, from);
  take(night);
  return {
    profile: night.profile ?? profile,
    hints: [...hints.values()].sort((one, other) => (one.campaign < other.campaign ? -1 : 1)),
  };
}

const told = (type: string, on: number, data: Activity['data'] = { orderId: 'o1', total: gbp, amount: gbp }): Activity => ({
  id: `${type}${on}`,
  type,
  customer: 'c1',
  occurredAt: from + on * day,
  data,
});
const dueAt = (decision: Decision, id: string) => decision.hints.find((hint) => hint.campaign === id)?.dueAt;

describe('history as a whole', () => {
  it('leaves the same profile and the same dates as one activity after the other, late ones too', () => {
    fc.assert(
      fc.property(history, (activities) => {
        let profile = before.profile;
        const decisions = activities.map((activity) => {
          const decision = applyActivity({ ...before, profile }, { ...activity, live: false }, from);
          profile = decision.profile ?? profile;
          return decision;
        });
        expect(standing([applyHistory(before, activities, from)])).toEqual(standing(decisions));
      }),
      { numRuns: 300 },
    );
  });

  it('finds her lapsed who has forgotten the one long gap between her orders', () => {
    const refunds = Array.from({ length: 62 }, (_, index) => told('order.refunded', -99 + index));
    const known = [told('order.placed', -400), told('order.placed', -100), ...refunds];
    expect(dueAt(applyHistory(before, known, from), 'rhythm')).toBeGreaterThan(from);
    expect(dueAt(applyHistory(before, [...known, told('order.refunded', -1)], from), 'rhythm')).toBe(from);
  });

  it('finds her lapsed who moved to where the clock has not gone back since', () => {
    const order = { ...told('order.placed', -90), occurredAt: Date.UTC(2025, 9, 2, 23, 30) };
    expect(dueAt(applyHistory(before, [order], from), 'gone')).toBe(from + day / 48);
    expect(dueAt(applyHistory(before, [order, told('customer.updated', -10, { zone: 'Asia/Tokyo' })], from), 'gone')).toBe(from);
  });
});
