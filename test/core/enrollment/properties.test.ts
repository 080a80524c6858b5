import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Activity } from '../../../lib/core/activity.ts';
import type { CampaignInput } from '../../../lib/core/definition/campaign.ts';
import { applyActivity } from '../../../lib/core/enrollment/apply-activity.ts';
import { applyDue } from '../../../lib/core/enrollment/apply-due.ts';
import type { Situation } from '../../../lib/core/enrollment/situation.ts';
import { at, basket, campaign, situationWith, thankYou } from '../shop.ts';
import { commit, messages } from './play.ts';

const asks: Partial<CampaignInput> = {
  id: 'asks',
  goal: { activity: 'order.placed', within: '5 days' },
  exit: [{ activity: 'order.refunded', same: 'orderId' }],
  entry: { trigger: { activity: 'order.placed' }, reentry: '2 days', restart: true, holdout: '30%' },
  steps: [
    { send: 'ask' },
    {
      id: 'answer',
      wait: '2 days',
      for: { activity: 'page.viewed' },
      then: [{ pauseMarketing: '1 day' }, { send: 'thanks' }],
      otherwise: [{ waitUntil: '09:00' }],
    },
    {
      id: 'arm',
      split: [
        { arm: 'a', share: '50%', then: [{ send: 'a' }] },
        { arm: 'b', share: '50%', then: [{ update: { 'customer.stage': 'b' } }] },
      ],
    },
    { branch: [{ if: { field: 'metrics.orders', atLeast: 3 }, then: [{ exit: 'enough' }] }] },
    { send: 'bye' },
  ],
};
const live = [campaign(thankYou), campaign(basket), campaign(thankYou, asks)];

const start = at('2026-03-20T00:00Z');
const minutes = fc.integer({ min: 0, max: 20 * 24 * 60 });
const happening = fc.record({
  type: fc.constantFrom('order.placed', 'order.refunded', 'page.viewed', 'basket.updated', 'basket.emptied', 'customer.updated'),
  happened: minutes,
  /** How much later it is told. */
  late: fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 3 * 24 * 60 })),
  which: fc.integer({ min: 1, max: 3 }),
  zone: fc.constantFrom('Europe/London', 'America/New_York', 'Mars/Olympus'),
});
type Happening = typeof happening extends fc.Arbitrary<infer H> ? H : never;

function activityOf({ type, happened, which, zone }: Happening, index: number): Activity & { live: boolean } {
  const money = { amount: which * 1500, currency: 'GBP' };
  const data = type === 'customer.updated' ? { zone } : { orderId: `o-${which}`, basketId: `b-${which}`, total: money, amount: money };
  return { id: `a${index}`, type, customer: 'c-1', occurredAt: start + happened * 60_000, live: true, data };
}

/** Everything that was decided, in the order of arrival, with wakes in between as late as `sweep` minutes. */
function run(
  happenings: Happening[],
  sweep: number,
  check: (situation: Situation, now: number) => void,
): { situation: Situation; decisions: string[] } {
  let situation = situationWith(live);
  const decisions: string[] = [];
  const arrivals = happenings
    .map((one, index) => ({ now: start + (one.happened + one.late) * 60_000, activity: activityOf(one, index) }))
    .sort((a, b) => a.now - b.now);
  const end = start + 60 * 24 * 60 * 60_000;
  for (const { now, activity } of [...arrivals, { now: end, activity: undefined }]) {
    for (let tick = 0; tick < 500; tick += 1) {
      const due = situation.enrollments.find(({ dueAt }) => dueAt !== null && dueAt + sweep * 60_000 <= now);
      if (!due) break;
      const decision = applyDue(situation, due, Math.min(now, (due.dueAt ?? 0) + sweep * 60_000));
      decisions.push(JSON.stringify(decision));
      situation = commit(situation, decision);
      check(situation, now);
    }
    if (activity) {
      const decision = applyActivity(situation, activity, now);
      decisions.push(JSON.stringify(decision));
      situation = commit(situation, decision);
    }
    check(situation, now);
  }
  return { situation, decisions };
}

const histories = fc.tuple(fc.array(happening, { maxLength: 25 }), fc.constantFrom(0, 1, 15, 3_000));

describe('whatever happens, in whatever order it is told', () => {
  it('every enrollment that is inside has a due instant, and every ended one has none', () => {
    fc.assert(
      fc.property(histories, ([list, sweep]) => {
        run(list, sweep, (situation) => {
          for (const { status, dueAt, ended } of situation.enrollments) {
            if (status === 'inside') expect(dueAt).not.toBeNull();
            if (ended !== null) expect(dueAt).toBeNull();
          }
        });
      }),
      { numRuns: 80 },
    );
  });

  it('everything comes to an end', () => {
    fc.assert(
      fc.property(histories, ([list, sweep]) => {
        const { situation } = run(list, sweep, () => undefined);
        expect(situation.enrollments.filter(({ status }) => status === 'inside')).toEqual([]);
      }),
      { numRuns: 80 },
    );
  });

  it('the same again is the same decisions, byte for byte', () => {
    fc.assert(
      fc.property(histories, ([list, sweep]) => {
        const once = run(list, sweep, () => undefined);
        expect(run(list, sweep, () => undefined).decisions).toEqual(once.decisions);
      }),
      { numRuns: 40 },
    );
  });

  it('a wake that comes too early is a no-op', () => {
    fc.assert(
      fc.property(histories, fc.integer({ min: 1, max: 100_000 }), ([list, sweep], early) => {
        run(list, sweep, (situation) => {
          for (const enrollment of situation.enrollments) {
            const before = (enrollment.dueAt ?? start) - early;
            expect(applyDue(situation, enrollment, before)).toEqual({ enrollments: [], hints: [], why: [] });
          }
        });
      }),
      { numRuns: 40 },
    );
  });

  it('no message is planned twice, and the counters say how many were', () => {
    fc.assert(
      fc.property(histories, ([list, sweep]) => {
        const ids = new Map<string, number>();
        const held = new Set<string>();
        const { situation } = run(list, sweep, (seen) => {
          for (const { id, plannedAt } of messages(seen)) {
            expect(ids.get(id) ?? plannedAt).toBe(plannedAt);
            ids.set(id, plannedAt);
          }
          for (const { campaign: id, occurrence, status } of seen.enrollments) if (status === 'held-out') held.add(`${id}#${occurrence}`);
        });
        const planned = situation.enrollments.reduce((sum, one) => sum + one.planned, 0);
        expect(planned).toBe(ids.size + held.size);
        for (const enrollment of situation.enrollments) expect(JSON.parse(JSON.stringify(enrollment))).toEqual(enrollment);
      }),
      { numRuns: 60 },
    );
  });

  it('the decision does not change what it was given', () => {
    fc.assert(
      fc.property(histories, happening, ([list, sweep], last) => {
        const { situation } = run(list, sweep, () => undefined);
        const frozen = structuredClone({ profile: situation.profile, enrollments: situation.enrollments });
        applyActivity(situation, activityOf(last, 999), start + 40 * 24 * 60 * 60_000);
        expect({ profile: situation.profile, enrollments: situation.enrollments }).toEqual(frozen);
      }),
      { numRuns: 40 },
    );
  });
});
