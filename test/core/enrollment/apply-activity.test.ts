import { describe, expect, it } from 'vitest';
import { applyActivity } from '../../../lib/core/enrollment/apply-activity.ts';
import type { Situation } from '../../../lib/core/enrollment/situation.ts';
import { sumOfCounts } from '../../../lib/core/measurement/counts.ts';
import { countsOfEnrollment } from '../../../lib/core/measurement/counts-of.ts';
import { activity, at, basket, campaign, order, settings, situationWith, thankYou } from '../shop.ts';
import { commit, messages, only, planned, play, wakeUntil } from './play.ts';

const basketOf = (when: string, pounds = 40, basketId = 'b-1') =>
  activity('basket.updated', when, { basketId, total: { amount: pounds * 100, currency: 'GBP' } });
const shop = () => situationWith([campaign(basket)]);

describe('entry', () => {
  it('an activity whose condition holds enters her and runs the first steps', () => {
    const after = play(situationWith([campaign(thankYou)]), order('2026-03-01T10:00Z'));
    expect(only(after)).toMatchObject({ status: 'inside', occurrence: 'o-1', entries: 1, planned: 0, dueAt: at('2026-03-02T10:00Z') });
    expect(only(after).trigger).toMatchObject({ orderId: 'o-1', date: '2026-03-01', occurredAt: '2026-03-01T10:00:00.000Z' });
  });

  it('a condition that is false or unknown does not, and says why', () => {
    const small = applyActivity(shop(), basketOf('2026-03-01T10:00Z', 19), at('2026-03-01T10:00Z'));
    expect(small.enrollments).toEqual([]);
    expect(small.why[0]?.because).toMatch(/activity\.total atLeast "20 GBP": false/);
    const francs = activity('basket.updated', '2026-03-01T10:00Z', { basketId: 'b', total: { amount: 9999, currency: 'CHF' } });
    expect(applyActivity(shop(), francs, francs.occurredAt).enrollments).toEqual([]);
  });

  it('without its key does not enter', () => {
    const nameless = activity('basket.updated', '2026-03-01T10:00Z', { total: { amount: 4000, currency: 'GBP' } });
    expect(applyActivity(shop(), nameless, nameless.occurredAt).why).toMatchObject([
      { verdict: 'not-entered', because: expect.stringContaining('"basketId" is not known') },
    ]);
  });

  it('an audience that is unknown is not in', () => {
    const german = campaign(thankYou, {
      entry: { trigger: { activity: 'order.placed' }, audience: { field: 'customer.language', is: 'de' } },
    });
    expect(play(situationWith([german]), order('2026-03-01T10:00Z')).enrollments).toEqual([]);
  });

  it('sees the profile with the activity folded in', () => {
    const second = campaign(thankYou, { entry: { trigger: { activity: 'order.placed' }, audience: { segment: 'vip' } } });
    const after = play(situationWith([second]), order('2026-03-01T10:00Z'), order('2026-03-02T10:00Z', 30, 'o-2'));
    expect(only(after).occurrence).toBe('o-2');
  });

  it('history builds the record and enters nobody', () => {
    const decision = applyActivity(
      situationWith([campaign(thankYou)]),
      { ...order('2026-03-01T10:00Z'), live: false },
      at('2026-03-01T10:00Z'),
    );
    expect(decision.profile?.orders.count).toBe(1);
    expect([decision.enrollments, decision.why]).toEqual([[], []]);
  });

  it('an activity that is told too late enters nobody', () => {
    const late = applyActivity(situationWith([campaign(thankYou)]), order('2026-01-01T10:00Z'), at('2026-03-01T10:00Z'));
    expect(late.why).toMatchObject([{ verdict: 'not-entered', because: expect.stringContaining('late') }]);
  });

  it('happens between starts and ends, on the days of the brand, and only while live', () => {
    const march = campaign(thankYou, { starts: '2026-03-01', ends: '2026-03-31' });
    const inside = (when: string) => play(situationWith([march]), order(when)).enrollments.length;
    expect(['2026-02-28T23:59Z', '2026-03-01T00:00Z', '2026-03-31T22:59Z', '2026-03-31T23:00Z'].map(inside)).toEqual([0, 1, 1, 0]);
    expect(play(situationWith([campaign(thankYou, { status: 'draft' })]), order('2026-03-01T10:00Z')).enrollments).toEqual([]);
  });

  it('"#" in an id cannot make two messages one', () => {
    const after = play(situationWith([campaign(thankYou)]), order('2026-03-01T10:00Z', 30, 'a#thanks'));
    expect(only(after).occurrence).toBe('a%23thanks');
  });
});

describe('re-entry', () => {
  it('of an activity is always, side by side: two orders within one wait are two occurrences with a message each', () => {
    const both = play(situationWith([campaign(thankYou)]), order('2026-03-01T10:00Z'), order('2026-03-01T12:00Z', 30, 'o-2'));
    expect(both.enrollments.map(({ occurrence, keyed }) => [occurrence, keyed])).toEqual([
      ['o-1', true],
      ['o-2', true],
    ]);
    expect(wakeUntil(both, '2026-03-09T00:00Z').enrollments.map(({ planned }) => planned)).toEqual([1, 1]);
    expect(play(both, order('2026-03-01T12:00Z', 30, 'o-2')).enrollments).toHaveLength(2);
  });

  it('with a key is never for the same key, and side by side for others', () => {
    const first = play(shop(), basketOf('2026-03-01T10:00Z'), basketOf('2026-03-01T10:10Z', 40, 'b-2'));
    expect(first.enrollments.map(({ occurrence, keyed }) => [occurrence, keyed])).toEqual([
      ['b-1', true],
      ['b-2', true],
    ]);
    const again = play(wakeUntil(first, '2026-04-01T00:00Z'), basketOf('2026-05-01T10:00Z'));
    expect(again.enrollments).toHaveLength(2);
  });

  it('after a time counts from the last entry', () => {
    const rare = campaign(thankYou, { entry: { trigger: { activity: 'order.placed' }, reentry: '90 days' } });
    const once = wakeUntil(play(situationWith([rare]), order('2026-01-01T10:00Z')), '2026-01-05T00:00Z');
    expect(only(play(once, order('2026-03-31T10:00Z', 30, 'o-2'))).occurrence).toBe('o-1');
    expect(only(play(once, order('2026-04-02T10:00Z', 30, 'o-2'))).occurrence).toBe('o-2');
  });

  it('of a key after a time is a new occurrence with new messages', () => {
    const again = campaign(basket, { entry: { ...basket.entry, reentry: '30 days', restart: false } });
    const both = play(
      wakeUntil(play(situationWith([again]), basketOf('2026-01-01T10:00Z')), '2026-01-20T00:00Z'),
      basketOf('2026-03-01T10:00Z'),
    );
    expect(both.enrollments.map(({ occurrence }) => occurrence)).toEqual(['b-1', 'b-1~2']);
  });

  it('ends at timesPerCustomer', () => {
    const twice = campaign(thankYou, { limits: { timesPerCustomer: 2 } });
    let situation = situationWith([twice]);
    for (const month of ['01', '02', '03'])
      situation = wakeUntil(play(situation, order(`2026-${month}-01T10:00Z`, 30, `o-${month}`)), `2026-${month}-20T00:00Z`);
    expect(situation.enrollments.map(({ occurrence }) => occurrence)).toEqual(['o-01', 'o-02']);
  });
});

describe('the order of what one activity does', () => {
  it('a goal ends those inside before anything else, and the same activity may enter anew', () => {
    const both = campaign(thankYou, { goal: { activity: 'order.placed', within: '30 days' } });
    const first = play(situationWith([both]), order('2026-03-01T10:00Z'));
    expect(only(first).goal?.reachedAt).toBeNull();
    const decision = applyActivity(first, order('2026-03-01T12:00Z', 30, 'o-2'), at('2026-03-01T12:00Z'));
    expect(decision.why.map(({ verdict }) => verdict)).toEqual(['goal', 'entered', 'waits']);
    const [thanked, fresh] = commit(first, decision).enrollments;
    expect(thanked).toMatchObject({ occurrence: 'o-1', ended: { because: 'goal' } });
    expect(fresh).toMatchObject({ occurrence: 'o-2', goal: { reachedAt: null } });
  });

  it('an activity never exits what it opened', () => {
    const both = campaign(thankYou, { exit: [{ activity: 'order.placed' }] });
    expect(only(play(situationWith([both]), order('2026-03-01T10:00Z'))).status).toBe('inside');
  });

  it('an exit goes before a wait that the same activity would end', () => {
    const both = campaign(thankYou, {
      exit: [{ activity: 'order.refunded' }],
      steps: [{ id: 'w', wait: '3 days', for: { activity: 'order.refunded' }, then: [{ send: 'sorry' }] }],
    });
    const refund = activity('order.refunded', '2026-03-02T10:00Z', { amount: { amount: 1, currency: 'GBP' } });
    const after = play(situationWith([both]), order('2026-03-01T10:00Z'), refund);
    expect(only(after)).toMatchObject({ status: 'ended', planned: 0, ended: { because: 'exit' } });
  });
});

describe('goals and exits', () => {
  it('"same" must equal what entered her', () => {
    const inside = play(shop(), basketOf('2026-03-01T10:00Z'));
    const other = activity('order.placed', '2026-03-01T10:30Z', { basketId: 'b-9' });
    const hers = activity('order.placed', '2026-03-01T10:40Z', { basketId: 'b-1' });
    expect(only(play(inside, other)).status).toBe('inside');
    expect(only(play(inside, hers))).toMatchObject({
      status: 'ended',
      ended: { because: 'goal' },
      goal: { reachedAt: at('2026-03-01T10:40Z') },
    });
  });

  it('unknown "same" is out as an exit and nothing as a goal', () => {
    const inside = play(shop(), basketOf('2026-03-01T10:00Z'));
    expect(only(play(inside, activity('order.placed', '2026-03-01T10:30Z'))).status).toBe('inside');
    expect(only(play(inside, activity('basket.emptied', '2026-03-01T10:30Z')))).toMatchObject({
      status: 'ended',
      ended: { because: 'exit' },
    });
  });

  it('what happened before she entered neither ends nor rewards, however late it is told', () => {
    const inside = play(shop(), basketOf('2026-03-01T10:00Z'));
    const earlier = [
      activity('basket.emptied', '2026-03-01T09:59Z', { basketId: 'b-1' }),
      activity('order.placed', '2026-03-01T09:59Z', { basketId: 'b-1' }),
    ];
    const after = earlier.reduce((before, one) => commit(before, applyActivity(before, one, at('2026-03-01T10:30Z'))), inside);
    expect(only(after).status).toBe('inside');
  });

  it('a goal counts in its window by when it happened, also for those who have left', () => {
    const left = play(shop(), basketOf('2026-03-01T10:00Z'), activity('basket.emptied', '2026-03-01T10:30Z', { basketId: 'b-1' }));
    const bought = play(left, activity('order.placed', '2026-03-05T10:00Z', { basketId: 'b-1' }));
    expect(only(bought)).toMatchObject({ status: 'ended', ended: { because: 'exit' }, goal: { reachedAt: at('2026-03-05T10:00Z') } });
    expect(only(play(left, activity('order.placed', '2026-03-08T10:01Z', { basketId: 'b-1' }))).goal?.reachedAt).toBeNull();
  });

  it('a goal with "stay" is noted and she goes on', () => {
    const stay = campaign(thankYou, { goal: { activity: 'page.viewed', within: '9 days', stay: true } });
    const after = wakeUntil(
      play(situationWith([stay]), order('2026-03-01T10:00Z'), activity('page.viewed', '2026-03-01T11:00Z')),
      '2026-03-03T00:00Z',
    );
    expect(only(after)).toMatchObject({ status: 'ended', planned: 1, goal: { reachedAt: at('2026-03-01T11:00Z') } });
  });

  it('an exit on a condition is out when it holds and when it is unknown', () => {
    const exits = campaign(thankYou, { exit: [{ if: { field: 'customer.country', is: 'DE' } }] });
    const known = play(
      situationWith([exits]),
      activity('customer.updated', '2026-02-01T00:00Z', { country: 'GB' }),
      order('2026-03-01T10:00Z'),
    );
    expect(only(known).status).toBe('inside');
    expect(only(play(known, activity('customer.updated', '2026-03-01T11:00Z', { country: 'DE' })))).toMatchObject({ status: 'ended' });
    expect(only(play(known, activity('customer.updated', '2026-03-01T11:00Z', { country: null })))).toMatchObject({ status: 'ended' });
  });

  it('a campaign that is no longer in force ends for those inside', () => {
    const live = campaign(thankYou);
    const inside = play(situationWith([live]), order('2026-03-01T10:00Z'));
    const stopped = { ...inside, live: [] };
    expect(only(play(stopped, activity('page.viewed', '2026-03-01T12:00Z'))).ended?.because).toBe('campaign-ended');
  });
});

describe('waits', () => {
  const asks = campaign(thankYou, {
    steps: [
      { send: 'how-was-it' },
      {
        id: 'answer',
        wait: '14 days',
        for: { activity: 'form.answered', where: { field: 'activity.score', atLeast: 0 } },
        then: [
          {
            branch: [{ if: { field: 'steps.answer.score', atLeast: 9 }, then: [{ send: 'refer-a-friend' }] }],
            otherwise: [{ send: 'thanks-for-answer' }],
          },
        ],
        otherwise: [{ send: 'still-curious' }],
      },
      { send: 'bye' },
    ],
  });
  const start = () => play(situationWith([asks]), order('2026-03-01T10:00Z'));

  it('take the road of what came, with its properties, from when it happened', () => {
    const after = play(start(), activity('form.answered', '2026-03-04T10:00Z', { score: 9 }));
    expect(planned(after)).toEqual(['how-was-it 2026-03-01T10:00', 'refer-a-friend 2026-03-04T10:00', 'bye 2026-03-04T10:00']);
    expect(only(after).steps.answer).toMatchObject({ score: 9, occurredAt: expect.stringMatching(/^20/) });
  });

  it('a branch whose condition is unknown goes otherwise', () => {
    const noScore = campaign(thankYou, {
      steps: [{ branch: [{ if: { field: 'customer.tier', is: 'gold' }, then: [{ send: 'gold' }] }], otherwise: [{ send: 'plain' }] }],
    });
    expect(planned(play(situationWith([noScore]), order('2026-03-01T10:00Z')))).toEqual(['plain 2026-03-01T10:00']);
  });

  it('take the other road when it did not come in time', () => {
    expect(planned(wakeUntil(start(), '2026-03-20T00:00Z'))).toEqual(['still-curious 2026-03-15T10:00', 'bye 2026-03-15T10:00']);
  });

  it('do not catch what came before or after them, nor what is unknown', () => {
    const early = applyActivity(start(), activity('form.answered', '2026-03-01T09:00Z', { score: 9 }), at('2026-03-02T10:00Z'));
    const late = applyActivity(start(), activity('form.answered', '2026-03-16T09:00Z', { score: 9 }), at('2026-03-16T09:00Z'));
    const unknown = applyActivity(start(), activity('form.answered', '2026-03-04T09:00Z'), at('2026-03-04T09:00Z'));
    expect([early, late, unknown].map(({ enrollments }) => enrollments)).toEqual([[], [], []]);
  });

  it('count from when it happened, not from when it arrived', () => {
    const arrived = applyActivity(situationWith([campaign(thankYou)]), order('2026-03-01T10:00Z'), at('2026-03-02T09:00Z'));
    expect(arrived.enrollments[0]?.dueAt).toBe(at('2026-03-02T10:00Z'));
    const later = applyActivity(situationWith([campaign(thankYou)]), order('2026-03-01T10:00Z'), at('2026-03-10T09:00Z'));
    const [message] = later.enrollments[0]?.outbox ?? [];
    expect(message).toMatchObject({ plannedAt: at('2026-03-02T10:00Z'), expiresAt: at('2026-03-04T10:00Z') });
  });
});

describe('restart', () => {
  it('starts over with fresh data; what was planned stays planned', () => {
    const first = wakeUntil(play(shop(), basketOf('2026-03-01T10:00Z')), '2026-03-01T12:00Z');
    expect(planned(first)).toEqual(['basket-reminder 2026-03-01T11:00']);
    const restarted = play(first, basketOf('2026-03-01T13:00Z', 99));
    expect(only(restarted)).toMatchObject({
      occurrence: 'b-1',
      entries: 1,
      trigger: { total: { amount: 9900 } },
      dueAt: at('2026-03-01T14:00Z'),
    });
    const done = wakeUntil(restarted, '2026-03-20T00:00Z');
    expect(only(done).planned).toBe(3);
    expect(only(done).steps['basket-help']?.plannedAt).toBe(at('2026-03-02T14:00Z'));
  });

  it('does not follow something older', () => {
    const first = play(shop(), basketOf('2026-03-01T10:00Z'));
    const decision = applyActivity(first, basketOf('2026-03-01T09:00Z', 99), at('2026-03-01T10:30Z'));
    expect(decision.enrollments).toEqual([]);
  });
});

describe('the control group', () => {
  const heldOut = () => situationWith([campaign(basket, { entry: { ...basket.entry, holdout: '100%' } })]);

  it('runs no step, counts one, and its goal is measured alike', () => {
    const held = play(heldOut(), basketOf('2026-03-01T10:00Z'));
    expect(only(held)).toMatchObject({ status: 'held-out', planned: 1, outbox: [], dueAt: at('2026-03-08T10:00Z') });
    const bought = play(held, activity('order.placed', '2026-03-02T10:00Z', { basketId: 'b-1' }));
    expect(only(bought)).toMatchObject({ status: 'held-out', dueAt: null, goal: { reachedAt: at('2026-03-02T10:00Z') } });
    expect(only(wakeUntil(held, '2026-04-01T00:00Z'))).toMatchObject({ status: 'held-out', dueAt: null, ended: { because: 'completed' } });
  });

  it('the universal one gets no marketing, and every service', () => {
    const universal = { ...settings, holdout: '100%' };
    const held = only(play(situationWith([campaign(basket)], { settings: universal }), basketOf('2026-03-01T10:00Z')));
    expect(held).toMatchObject({ status: 'held-out', heldOutBy: 'universal', measured: [{ as: 'universal', first: true }] });
    expect(only(play(situationWith([campaign(thankYou)], { settings: universal }), order('2026-03-01T10:00Z'))).status).toBe('inside');
  });
});

describe('those who enter and the control group', () => {
  const waiting = { ...basket.entry, reentry: 'always' as const };
  const measured = (holdout: string, over: Parameters<typeof campaign>[1] = {}) =>
    situationWith([campaign(basket, { entry: { ...waiting, holdout }, ...over })]);
  const bought = (text: string, total = 1000) =>
    activity('order.placed', text, { orderId: text, basketId: 'b-1', total: { amount: total, currency: 'GBP' } });
  const counted = (situation: Situation) => {
    const parts = situation.enrollments.flatMap(countsOfEnrollment);
    const counts = sumOfCounts(parts.map((part) => part.counts));
    const prefix = counts.heldOut ? 'heldOut/' : '';
    const buckets = [...new Set(parts.map(({ bucket }) => bucket))];
    return [...buckets, ...['entered', 'goals', 'orders', 'revenue'].map((name) => counts[`first/${prefix}${name}`] ?? 0)];
  };
  const both = (over: Parameters<typeof campaign>[1], ...activities: Parameters<typeof play>[1][]) =>
    ['0%', '100%'].map((holdout) => {
      const situation = play(measured(holdout, over), ...activities);
      expect(situation.enrollments).toHaveLength(1);
      return counted(situation);
    });

  it('given restarts, when she buys after the first window, then neither counts it, and it still ends what was restarted', () => {
    const days = ['01', '02', '03', '04', '05', '06', '07', '08'].map((day) => basketOf(`2026-03-${day}T10:00Z`));
    const over = { steps: [{ wait: '5 days' }, ...basket.steps] };
    expect(both(over, ...days, bought('2026-03-09T10:00Z'))).toEqual([
      ['2026-03-01', 1, 0, 0, 0],
      ['2026-03-01', 1, 0, 0, 0],
    ]);
    const entered = play(measured('0%', over), ...days, bought('2026-03-09T10:00Z'));
    expect(only(entered)).toMatchObject({ ended: { because: 'goal' }, goal: { reachedAt: at('2026-03-09T10:00Z') } });
  });

  it('given restarts, when she buys inside the first window, then both count the same, on the day of the first entry', () => {
    const over = { goal: { activity: 'order.placed', same: 'basketId', within: '7 days', stay: true } };
    const activities = [
      basketOf('2026-03-01T10:00Z'),
      bought('2026-03-01T10:10Z', 500),
      basketOf('2026-03-01T10:30Z'),
      basketOf('2026-03-01T11:00Z', 99),
      bought('2026-03-02T09:00Z', 700),
    ];
    expect(both(over, ...activities)).toEqual([
      ['2026-03-01', 1, 1, 2, 1200],
      ['2026-03-01', 1, 1, 2, 1200],
    ]);
  });

  it('given an order from between entry and restart that is told late, when both are counted, then alike', () => {
    const [first, again, late] = [basketOf('2026-03-01T10:00Z'), basketOf('2026-03-01T10:40Z'), bought('2026-03-01T10:20Z')];
    expect(both({}, first, again, late)).toEqual([
      ['2026-03-01', 1, 1, 1, 1000],
      ['2026-03-01', 1, 1, 1, 1000],
    ]);
    expect(only(play(measured('0%'), first, again, late)).status).toBe('inside');
  });

  it('given an open window, when what enters comes again, then the control group is inside already; after the goal she may enter anew', () => {
    const over = { entry: { ...waiting, restart: false } };
    const held = (entry = over.entry) => situationWith([campaign(basket, { entry: { ...entry, holdout: '100%' } })]);
    const again = applyActivity(play(held(), basketOf('2026-03-01T10:00Z')), basketOf('2026-03-01T10:30Z'), at('2026-03-01T10:30Z'));
    expect(again.why).toMatchObject([{ verdict: 'not-entered', code: 'inside-already' }]);
    const after = play(held(), basketOf('2026-03-01T10:00Z'), bought('2026-03-01T10:20Z'), basketOf('2026-03-01T10:30Z'));
    expect(after.enrollments.map(({ occurrence }) => occurrence)).toEqual(['b-1', 'b-1~2']);
    const later = play(held(), basketOf('2026-03-01T10:00Z'), basketOf('2026-03-20T10:30Z'));
    expect(later.enrollments.map(({ occurrence }) => occurrence)).toEqual(['b-1', 'b-1~2']);
  });

  it('given a campaign without a wait, when what enters comes again, then both enter again: nobody stays inside', () => {
    const over = { entry: { ...waiting, restart: false }, steps: [{ send: 'basket-reminder' }] };
    for (const holdout of ['0%', '100%']) {
      const situation = situationWith([campaign(basket, { ...over, entry: { ...waiting, restart: false, holdout } })]);
      const after = play(situation, basketOf('2026-03-01T10:00Z'), basketOf('2026-03-02T10:00Z'));
      expect(after.enrollments.map(({ occurrence }) => occurrence)).toEqual(['b-1', 'b-1~2']);
    }
  });
});

describe('other steps', () => {
  it('update, emit, pause and exit', () => {
    const all = campaign(thankYou, {
      steps: [
        { update: { 'customer.stage': 'buyer' } },
        { id: 'tell', emit: 'gift.due', data: { order: 'trigger.orderId', stage: 'customer.stage', none: 'customer.unheard' } },
        { pauseMarketing: '14 days' },
        { send: 'last' },
        { exit: 'let go' },
        { send: 'never' },
      ],
    });
    const decision = applyActivity(situationWith([all]), order('2026-03-01T10:00Z'), at('2026-03-01T10:00Z'));
    expect(decision.profile?.attributes).toEqual({ stage: 'buyer' });
    expect(decision.pauseUntil).toBe(at('2026-03-15T10:00Z'));
    expect(decision.enrollments[0]?.outbox).toMatchObject([
      { kind: 'event', id: 'thank-you#o-1#tell', type: 'gift.due', data: { order: 'o-1', stage: 'buyer', none: null } },
      { kind: 'message', id: 'thank-you#o-1#last', template: 'last', by: ['email'], priority: 70 },
    ]);
    expect(decision.enrollments[0]).toMatchObject({ status: 'ended', ended: { because: 'completed', detail: 'let go' } });
  });

  it('split sends each customer down the same arm for ever', () => {
    const split = campaign(thankYou, {
      steps: [
        {
          id: 'offer',
          split: [
            { arm: 'a', share: '50%', then: [{ send: 'a' }] },
            { arm: 'b', share: '50%', then: [{ send: 'b' }] },
          ],
        },
      ],
    });
    const arms = Array.from({ length: 40 }, (_, index) => {
      const situation = situationWith([split]);
      const after = play({ ...situation, profile: { ...situation.profile, id: `c-${index}` } }, order('2026-03-01T10:00Z'));
      expect(only(after).steps.offer?.arm).toBe(messages(after)[0]?.template);
      return only(after).steps.offer?.arm;
    });
    expect(new Set(arms)).toEqual(new Set(['a', 'b']));
  });
});
