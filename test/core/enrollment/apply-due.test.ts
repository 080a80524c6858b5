import { describe, expect, it } from 'vitest';
import { applyDue } from '../../../lib/core/enrollment/apply-due.ts';
import { activity, at, basket, campaign, order, situationWith, thankYou } from '../shop.ts';
import { commit, messages, only, planned, play, wakeUntil } from './play.ts';

const basketOf = (when: string) => activity('basket.updated', when, { basketId: 'b-1', total: { amount: 4000, currency: 'GBP' } });

describe('a wake', () => {
  it('that comes too early changes nothing', () => {
    const inside = play(situationWith([campaign(thankYou)]), order('2026-03-01T10:00Z'));
    expect(applyDue(inside, only(inside), at('2026-03-02T09:59:59Z'))).toEqual({ enrollments: [], hints: [], why: [] });
  });

  it('at the end of a wait plans the message, not after its validFor', () => {
    const after = wakeUntil(play(situationWith([campaign(thankYou)]), order('2026-03-01T10:00Z')), '2026-03-02T10:00Z');
    expect(messages(after)).toEqual([
      {
        kind: 'message',
        id: 'thank-you#o-1#thanks',
        step: 'thanks',
        template: 'thanks',
        topic: 'service',
        by: ['email'],
        priority: 70,
        plannedAt: at('2026-03-02T10:00Z'),
        expiresAt: at('2026-03-04T10:00Z'),
      },
    ]);
    expect(only(after)).toMatchObject({ status: 'ended', dueAt: null, ended: { because: 'completed' } });
  });

  it('after a long outage runs the waits that are over, each from the end of the one before', () => {
    const inside = play(situationWith([campaign(basket)]), basketOf('2026-03-01T10:00Z'));
    const late = commit(inside, applyDue(inside, only(inside), at('2026-03-03T00:00Z')));
    expect(planned(late)).toEqual(['basket-reminder 2026-03-01T11:00', 'basket-help 2026-03-02T11:00']);
    expect(only(late).dueAt).toBe(at('2026-03-04T11:00Z'));
    expect(planned(wakeUntil(inside, '2026-03-03T00:00Z'))).toEqual(['basket-reminder 2026-03-01T11:00', 'basket-help 2026-03-02T11:00']);
  });

  it('finds her inside until the goal can no longer be reached, then lets her go', () => {
    const done = wakeUntil(play(situationWith([campaign(basket)]), basketOf('2026-03-01T10:00Z')), '2026-03-05T00:00Z');
    expect(only(done)).toMatchObject({ status: 'inside', position: null, dueAt: at('2026-03-08T10:00Z') });
    expect(only(wakeUntil(done, '2026-03-08T10:00Z'))).toMatchObject({ status: 'ended', dueAt: null });
  });

  it('of a campaign that is over, or of a version that is gone, ends it', () => {
    const inside = play(situationWith([campaign(thankYou)]), order('2026-03-01T10:00Z'));
    for (const gone of [
      { ...inside, live: [] },
      { ...inside, version: () => undefined },
    ]) {
      expect(applyDue(gone, only(inside), at('2026-03-02T10:00Z')).enrollments).toMatchObject([
        { status: 'ended', planned: 0, ended: { because: 'campaign-ended' } },
      ]);
    }
  });

  it('of a campaign that was cancelled since she entered ends it; who enters later is inside', () => {
    const cancelledAt = at('2026-03-01T12:00Z');
    const before = play(situationWith([campaign(thankYou)]), order('2026-03-01T10:00Z'));
    const cancelled = { ...before, orders: () => ({ cancelledAt }) };
    expect(applyDue(cancelled, only(before), at('2026-03-02T10:00Z')).enrollments).toMatchObject([
      { status: 'ended', planned: 0, ended: { because: 'cancelled' } },
    ]);
    const late = play({ ...cancelled, enrollments: [] }, order('2026-03-01T11:59Z'));
    expect(late.enrollments).toEqual([]);
    expect(planned(wakeUntil(play(cancelled, order('2026-03-01T12:01Z', 30, 'o-2')), '2026-03-02T13:00Z'))).toEqual([
      'thanks 2026-03-02T12:01',
    ]);
  });

  it('asks the exits again', () => {
    const exits = campaign(thankYou, { exit: [{ if: { field: 'metrics.lastOrderAt', olderThan: '20 hours' } }] });
    const inside = play(situationWith([exits]), order('2026-03-01T10:00Z'));
    expect(only(wakeUntil(inside, '2026-03-02T10:00Z'))).toMatchObject({ status: 'ended', planned: 0, ended: { because: 'exit' } });
  });

  it('leaves what was handed on in the outbox until it is past', () => {
    const steps = [{ send: 'a' }, { wait: '12 hours' }, { id: 'b', send: 'b' }, { wait: '5 days' }, { send: 'c' }];
    const inside = play(situationWith([campaign(thankYou, { steps })]), order('2026-03-01T10:00Z'));
    expect(planned(wakeUntil(inside, '2026-03-02T00:00Z')).map((one) => one[0])).toEqual(['a', 'b']);
    expect(planned(wakeUntil(inside, '2026-03-07T00:00Z')).map((one) => one[0])).toEqual(['c']);
  });
});

describe('waitUntil', () => {
  const until = (step: object, zone: string, when: string) => {
    const one = campaign(thankYou, { steps: [{ id: 'w', waitUntil: '09:00', ...step }, { send: 'thanks' }] });
    const profile = { ...situationWith([]).profile, attributes: { zone, visit: '2026-04-10' } };
    const { dueAt, ended } = only(play(situationWith([one], { profile }), order(when)));
    return dueAt === null ? ended?.detail : new Date(dueAt).toISOString().slice(0, 16);
  };

  it.each([
    ['Europe/London', '2026-03-28T12:00Z', '2026-03-29T08:00'],
    ['America/New_York', '2026-03-07T20:00Z', '2026-03-08T13:00'],
    ['Asia/Tokyo', '2026-03-28T12:00Z', '2026-03-29T00:00'],
    ['Australia/Lord_Howe', '2026-04-04T12:00Z', '2026-04-04T22:30'],
    ['America/St_Johns', '2026-10-31T20:00Z', '2026-11-01T12:30'],
    ['no zone', '2026-10-24T12:00Z', '2026-10-25T09:00'],
  ])('nine in the morning in %s across its clock change', (zone, from, expected) => {
    expect(until({}, zone, from)).toBe(expected);
  });

  it('an hour that spring skips is the next valid minute, one that autumn repeats comes once', () => {
    expect(until({ waitUntil: '01:30' }, 'Europe/London', '2026-03-28T12:00Z')).toBe('2026-03-29T01:00');
    expect(until({ waitUntil: '01:30' }, 'Europe/London', '2026-10-25T00:45Z')).toBe('2026-10-26T01:30');
  });

  it('on a weekday, on a date of hers, and out where that date is not known', () => {
    expect(until({ on: ['tuesday'] }, 'UTC', '2026-03-01T10:00Z')).toBe('2026-03-03T09:00');
    expect(until({ waitUntil: 'customer.visit', before: '7 days' }, 'UTC', '2026-03-01T10:00Z')).toBe('2026-04-03T09:00');
    expect(until({ waitUntil: 'customer.nothing' }, 'UTC', '2026-03-01T10:00Z')).toMatch(/not known/);
  });
});
