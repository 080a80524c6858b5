import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { emptyProfile } from '../../../lib/core/customer.ts';
import { applyActivity } from '../../../lib/core/enrollment/apply-activity.ts';
import { applyDue } from '../../../lib/core/enrollment/apply-due.ts';
import type { Decision, Situation } from '../../../lib/core/enrollment/situation.ts';
import { isHeldOut } from '../../../lib/core/experiment/arms.ts';
import { type Counts, sumOfCounts } from '../../../lib/core/measurement/counts.ts';
import { changeOf, countsOfEnrollment } from '../../../lib/core/measurement/counts-of.ts';
import { activity, at, basket, campaign, contact, order, situationWith, thankYou } from '../shop.ts';
import { commit } from './play.ts';

const hour = 3_600_000;
const start = at('2026-03-01T10:00Z');

/** What she does, whatever is sent to her: hours since the last, and with what. */
const deed = fc.record({
  what: fc.constantFrom('basket', 'basket', 'order', 'refund', 'visit'),
  after: fc.constantFrom(0, 1, 5, 20, 47, 100, 400),
  of: fc.nat({ max: 3 }),
  amount: fc.integer({ min: 1, max: 90 }),
});
type Deed = typeof deed extends fc.Arbitrary<infer T> ? T : never;

function activitiesOf(deeds: Deed[]) {
  let now = start;
  return deeds.map(({ what, after, of, amount }, index) => {
    now += after * hour;
    const when = new Date(now).toISOString();
    const id = `o-${index}`;
    if (what === 'order') return { ...order(when, amount, id), id, data: { ...order(when, amount, id).data, basketId: `b-${of}` } };
    const money = { amount: amount * 100, currency: 'GBP' };
    const orders = deeds.flatMap((earlier, place) => (earlier.what === 'order' && place < index ? [`o-${place}`] : []));
    if (what === 'refund') return { ...activity('order.refunded', when, { orderId: orders.at(-1 - of) ?? 'none', amount: money }), id };
    return { ...activity(what === 'visit' ? 'page.viewed' : 'basket.updated', when, { basketId: `b-${of}`, total: money }), id };
  });
}

/** All that is counted of her life, as the stream tells it. */
function countsOfLife(situation: Situation, deeds: Deed[]): { counts: Counts; recounted: Counts } {
  const changes: ReturnType<typeof changeOf> = [];
  let now = situation;
  const take = (decision: Decision) => {
    const before = now;
    now = commit(now, decision);
    const places = now.enrollments.map((after, index) => [before.enrollments[index], after] as const);
    for (const [was, is] of places) if (was !== is) changes.push(...changeOf(was ? countsOfEnrollment(was) : [], countsOfEnrollment(is)));
  };
  const wake = (until: number) => {
    for (;;) {
      const due = now.enrollments.filter(({ dueAt }) => dueAt !== null && dueAt <= until).sort((a, b) => (a.dueAt ?? 0) - (b.dueAt ?? 0));
      const [first] = due;
      if (!first) return;
      take(applyDue(now, first, first.dueAt ?? until));
    }
  };
  for (const one of activitiesOf(deeds)) {
    wake(one.occurredAt);
    take(applyActivity(now, one, one.occurredAt));
  }
  const standing = now.enrollments.flatMap(countsOfEnrollment).map(({ counts }) => counts);
  return {
    counts: sumOfCounts(changes.map(({ n }) => n)),
    recounted: sumOfCounts([...standing, ...changes.map(({ gone }) => gone)]),
  };
}

const goals = [
  { activity: 'order.placed', within: '2 days' },
  { activity: 'order.placed', within: '1 day', stay: true },
  { activity: 'order.placed', within: '7 days', stay: true },
  { activity: 'order.placed', same: 'basketId', within: '30 days' },
] as const;
const shape = fc.record({
  reentry: fc.constantFrom('always', '1 day', '5 days', 'never'),
  restart: fc.boolean(),
  keyed: fc.constantFrom('key', 'each', 'one'),
  goal: fc.constantFrom(...goals),
  wait: fc.constantFrom('1 hour', '3 days', '9 days', undefined),
});
type Shape = typeof shape extends fc.Arbitrary<infer T> ? T : never;

function campaignOf({ reentry, restart, keyed, goal, wait }: Shape, holdout: string) {
  const steps = [
    {
      id: 'half',
      split: [
        { arm: 'a', share: '50%', then: [{ send: 'a' }] },
        { arm: 'b', share: '50%', then: [{ send: 'b' }] },
      ],
    },
    ...(wait ? [{ wait }] : []),
    { id: 'end', send: 'a' },
  ];
  const trigger = { activity: 'basket.updated' };
  const base = keyed === 'each' ? thankYou : { ...basket, exit: undefined };
  const entry =
    keyed === 'each'
      ? { trigger: { activity: 'order.placed' }, holdout }
      : { trigger, reentry, holdout, ...(wait && { restart }), ...(keyed === 'key' && { key: 'basketId' }) };
  return campaign(base as never, { id: 'one', topic: 'offers', kind: 'database', goal, entry, steps } as never);
}

const judged = ['entered', 'goals', 'buyers', 'orders', 'revenue', 'revenueSquares', 'revenueSquaresHigh', 'unpriced'];

/** Those who wait are inside while the control group enters anew; then news comes of what was bought in the first window. */
const refundedAfterReentry: Deed[] = [
  { what: 'basket', after: 0, of: 0, amount: 1 },
  { what: 'order', after: 1, of: 0, amount: 50 },
  { what: 'basket', after: 47, of: 0, amount: 1 },
  { what: 'refund', after: 1, of: 0, amount: 20 },
];

describe('the draw of a customer', () => {
  it('given that nothing that is sent changes what she does, changes nothing of what her first window counts', () => {
    fc.assert(
      fc.property(fc.array(deed, { minLength: 1, maxLength: 14 }), shape, (deeds, one) => {
        const counted = ['0%', '100%'].map((holdout) => {
          const { counts, recounted } = countsOfLife(
            situationWith([campaignOf(one, holdout)], { profile: emptyProfile('ann'), contact }),
            deeds,
          );
          expect(counts).toEqual(recounted);
          expect(counts[`first/${holdout === '0%' ? '' : 'heldOut/'}entered`] ?? 0).toBeLessThanOrEqual(1);
          return judged.map((name) => counts[`first/${holdout === '0%' ? '' : 'heldOut/'}${name}`] ?? 0);
        });
        expect(counted[0]).toEqual(counted[1]);
      }),
      {
        numRuns: 600,
        examples: [[refundedAfterReentry, { reentry: '1 day', restart: false, keyed: 'one', goal: goals[1], wait: '3 days' }]],
      },
    );
  });

  it('is another one for the control group than for those who enter, so the test above compares two', () => {
    expect([isHeldOut('ann', 'one', 1), isHeldOut('ann', 'one', 0)]).toEqual([true, false]);
  });
});
