import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { emptyProfile } from '../../../lib/core/customer.ts';
import type { CampaignInput } from '../../../lib/core/definition/campaign.ts';
import { applyActivity } from '../../../lib/core/enrollment/apply-activity.ts';
import { applyDue } from '../../../lib/core/enrollment/apply-due.ts';
import { applyHint } from '../../../lib/core/enrollment/apply-hint.ts';
import { applyNight } from '../../../lib/core/enrollment/apply-night.ts';
import { compileCampaign } from '../../../lib/core/enrollment/program.ts';
import type { Situation } from '../../../lib/core/enrollment/situation.ts';
import { activity, at, compiled, contact, order, situationWith, thankYou } from '../shop.ts';
import { commit, only, planned, play } from './play.ts';

const busy = { id: 'busy', name: 'Two orders in a month', rule: { field: 'metrics.orders', within: '30 days', atLeast: 2 } };
const gold = { id: 'gold', name: 'Gold', rule: { field: 'customer.tier', is: 'gold' } };
const on = (segment: string, which: 'enter' | 'leave', more: Partial<CampaignInput> = {}) =>
  compiled(
    {
      ...thankYou,
      id: `${segment}-${which}`,
      kind: 'database',
      entry: { trigger: { segment, on: which }, reentry: 'always', ...more.entry },
      steps: more.steps ?? [{ send: which }],
      ...(more.limits && { limits: more.limits }),
    },
    [busy, gold],
  );
const memory = ({ profile }: Situation, segment = 'busy') => {
  const known = profile.segments?.[segment];
  return known && [known.in, known.times];
};
const night = (situation: Situation, when: string, more: { existing?: string[] } = {}) =>
  applyNight(situation, { stored: [], ...more }, at(when));

describe('a segment as a trigger', () => {
  it('enters her by the activity that flips it, from the empty profile on', () => {
    const situation = play(situationWith([on('busy', 'enter')]), order('2026-03-01T10:00Z', 30, 'a'), order('2026-03-02T10:00Z', 30, 'b'));
    expect(only(situation)).toMatchObject({ occurrence: '1', enteredAt: at('2026-03-02T10:00Z') });
    expect(planned(situation)).toEqual(['enter 2026-03-02T10:00']);
    const [before, after] = [situation, play(situation, order('2026-03-03T10:00Z', 30, 'c'))];
    expect([memory(before), memory(after), after.enrollments.length]).toEqual([[true, 1], [true, 1], 1]);
  });

  it('leaves by time alone at night, once', () => {
    const inside = play(situationWith([on('busy', 'leave')]), order('2026-03-01T10:00Z', 30, 'a'), order('2026-03-02T10:00Z', 30, 'b'));
    expect(night(inside, '2026-03-03T03:00Z')).toEqual({ enrollments: [], hints: [], why: [] });
    const after = commit(inside, night(inside, '2026-04-03T03:00Z'));
    expect(only(after)).toMatchObject({ occurrence: '2', enteredAt: at('2026-04-03T03:00Z') });
    expect(night(after, '2026-04-03T03:01Z')).toEqual({ enrollments: [], hints: [], why: [] });
  });

  it('enters nobody who stood there before it was published, or of whom another rule is remembered', () => {
    const there = { ...emptyProfile('c-1'), attributes: { tier: 'gold' } };
    const live = [on('gold', 'enter')];
    const seen = play(situationWith(live, { profile: there }), activity('page.viewed', '2026-03-01T10:00Z'));
    expect([memory(seen, 'gold'), seen.enrollments]).toEqual([[true, 0], []]);
    expect(memory(commit(seen, night(situationWith(live, { profile: there }), '2026-03-01T03:00Z')), 'gold')).toEqual([true, 0]);
    const other = { ...there, segments: { gold: { in: false, times: 3, rule: 'another' } } };
    const after = play(situationWith(live, { profile: other }), activity('page.viewed', '2026-03-01T10:00Z'));
    expect([memory(after, 'gold'), after.enrollments]).toEqual([[true, 3], []]);
  });

  it('remembers the same rule although the table gives its names back in another order', () => {
    const live = [on('busy', 'leave')];
    const inside = play(situationWith(live), order('2026-03-01T10:00Z', 30, 'a'), order('2026-03-02T10:00Z', 30, 'b'));
    const turned = { ...busy, rule: { atLeast: 2, within: '30 days', field: 'metrics.orders' } };
    const library = { segments: [turned, gold], settings: inside.settings, data: { attributes: {}, activities: {} } };
    const again = { ...inside, live: live.map(({ definition }) => compileCampaign(definition, 'v1', library)) };
    expect(only(commit(again, night(again, '2026-04-03T03:00Z')))).toMatchObject({ occurrence: '2', enteredAt: at('2026-04-03T03:00Z') });
  });

  it('history is remembered and enters nobody; what is told a month late neither', () => {
    const live = [on('busy', 'enter')];
    const history = ['a', 'b'].map((id) => ({ ...order('2026-03-01T10:00Z', 30, id), live: false }));
    const after = play(situationWith(live), ...history);
    expect([memory(after), after.enrollments]).toEqual([[true, 1], []]);
    const update = activity('customer.updated', '2026-02-01T10:00Z', { tier: 'gold' });
    const late = applyActivity(situationWith([on('gold', 'enter')]), update, at('2026-03-25T10:00Z'));
    expect([late.profile?.segments, late.enrollments]).toEqual([{ gold: { in: true, times: 1, rule: expect.any(String) } }, []]);
    expect(late.why.at(-1)?.because).toBe('segment gold (enter): it is told 30 days late or more');
  });

  it('unknown changes nothing', () => {
    const live = [on('gold', 'enter'), on('gold', 'leave')];
    const update = (tier: string | null, when: string) => activity('customer.updated', when, { tier });
    const after = play(situationWith(live), update('gold', '2026-03-01T10:00Z'), update(null, '2026-03-02T10:00Z'));
    expect([memory(after, 'gold'), after.enrollments.map(({ campaign }) => campaign)]).toEqual([[true, 1], ['gold-enter']]);
  });

  it('a consent enters who gives it first, and who was never asked and gives it later', () => {
    const agreed = { id: 'agreed', name: 'Agreed', rule: { all: [{ field: 'consent.email.offers', is: true }] } };
    const live = [compiled({ ...thankYou, id: 'hello', entry: { trigger: { segment: 'agreed', on: 'enter' } } }, [agreed])];
    const signUp = activity('customer.updated', '2026-03-01T10:00Z', { firstName: 'Ann' });
    const yes = { contact: { ...contact, consent: { email: { offers: true }, sms: {} } } };
    expect(only(play(situationWith(live, yes), signUp))).toMatchObject({ campaign: 'hello', occurrence: '1' });
    const silent = play(situationWith(live, { contact: { ...contact, consent: { email: {}, sms: {} } } }), signUp);
    expect([memory(silent, 'agreed'), silent.enrollments]).toEqual([[false, 0], []]);
    expect(only(commit(silent, night({ ...silent, ...yes }, '2026-03-02T03:00Z')))).toMatchObject({ occurrence: '1' });
    const before = { ...emptyProfile('c-1'), attributes: { firstName: 'Ann' } };
    const there = play(situationWith(live, { ...yes, profile: before }), activity('page.viewed', '2026-03-01T10:00Z'));
    expect([memory(there, 'agreed'), there.enrollments]).toEqual([[true, 0], []]);
  });

  it('what an update step flips enters at the next sweep', () => {
    const promote = on('busy', 'enter', { steps: [{ wait: '1 day' }, { update: { 'customer.tier': 'gold' } }] });
    const inside = play(
      situationWith([promote, on('gold', 'enter')]),
      order('2026-03-01T10:00Z', 30, 'a'),
      order('2026-03-02T10:00Z', 30, 'b'),
    );
    const now = at('2026-03-03T10:00Z');
    const decision = applyDue(inside, only(inside), now);
    expect(decision.hints).toEqual([{ campaign: 'gold-enter', dueAt: now, date: '1' }]);
    const moved = commit(inside, decision);
    const [hint = { campaign: '', dueAt: null, date: '' }] = decision.hints;
    const fired = applyHint(moved, hint, now);
    expect(fired).toMatchObject({ enrollments: [{ campaign: 'gold-enter', occurrence: '1' }], hints: [{ dueAt: null }] });
    const left = play(moved, activity('customer.updated', '2026-03-03T10:00:30Z', { tier: 'silver' }));
    expect(applyHint(left, hint, now + 60_000)).toMatchObject({ enrollments: [], hints: [{ dueAt: null }] });
  });

  it('what is no longer asked is forgotten, but not how often she came', () => {
    const inside = play(situationWith([on('busy', 'enter')]), order('2026-03-01T10:00Z', 30, 'a'), order('2026-03-02T10:00Z', 30, 'b'));
    const forgot = commit(inside, night({ ...inside, live: [] }, '2026-03-03T03:00Z'));
    expect(memory(forgot)).toEqual([false, 1]);
    const again = play(forgot, order('2026-03-04T10:00Z', 30, 'c'));
    expect([memory(again), again.enrollments.length]).toEqual([[true, 1], 1]);
  });

  it('flips in turn: she is never twice in without having been out', () => {
    const live = [on('busy', 'enter'), on('busy', 'leave')];
    fc.assert(
      fc.property(fc.array(fc.record({ gap: fc.integer({ min: 0, max: 40 }), nightly: fc.boolean() }), { maxLength: 30 }), (events) => {
        let situation: Situation = situationWith(live);
        let now = at('2026-01-01T00:00Z');
        const entered: string[] = [];
        for (const [index, { gap, nightly }] of events.entries()) {
          now += gap * 86_400_000 + 1;
          const told = order(new Date(now).toISOString(), 30, `o-${index}`);
          const decision = nightly ? applyNight(situation, { stored: [] }, now) : applyActivity(situation, told, now);
          entered.push(...decision.enrollments.map(({ campaign, occurrence }) => `${campaign} ${occurrence}`));
          situation = commit(situation, decision);
        }
        expect(entered).toEqual(entered.map((_, index) => `busy-${index % 2 === 0 ? 'enter' : 'leave'} ${index + 1}`));
      }),
    );
  });
});

describe('entries a day', () => {
  const full = new Map([['busy-enter', '2026-03-05']]);
  const limited = on('busy', 'enter', { limits: { entriesPerDay: 5 } });
  const told = [order('2026-03-01T10:00Z', 30, 'a'), order('2026-03-02T10:00Z', 30, 'b')] as const;

  it('whom they keep out waits for the morning of a day with room, and enters then', () => {
    const first = play(situationWith([limited]), told[0]);
    const decision = applyActivity({ ...first, full }, told[1], told[1].occurredAt);
    expect(decision.enrollments).toEqual([]);
    expect(decision.why.at(-1)?.because).toBe('segment busy (enter): the 5 entries of the day are taken');
    const [hint] = decision.hints;
    expect(hint).toEqual({
      campaign: 'busy-enter',
      dueAt: at('2026-03-05T09:00Z'),
      date: '1',
      place: '2026-03-05',
      since: told[1].occurredAt,
    });
    const waiting = { ...commit(first, decision), full };
    if (!hint) return;
    expect(applyHint(waiting, hint, hint.dueAt ?? 0).enrollments).toMatchObject([{ occurrence: '1', enteredAt: hint.dueAt }]);
    const cancelled = { ...waiting, orders: () => ({ cancelledAt: at('2026-03-03T10:00Z') }) };
    expect(applyHint(cancelled, hint, hint.dueAt ?? 0)).toEqual({ enrollments: [], hints: [{ ...hint, dueAt: null }], why: [] });
  });

  it('an order is too late another day', () => {
    const thanks = compiled({ ...thankYou, limits: { entriesPerDay: 5 } }, []);
    const decision = applyActivity(
      { ...situationWith([thanks]), full: new Map([['thank-you', '2026-03-02']]) },
      told[0],
      told[0].occurredAt,
    );
    expect([decision.enrollments, decision.hints]).toEqual([[], []]);
  });

  it('includeExisting invites those who stand there, each once', () => {
    const there = { ...emptyProfile('c-1'), attributes: { tier: 'gold' } };
    const situation = situationWith([on('gold', 'enter')], { profile: there });
    const decision = night(situation, '2026-03-01T12:00Z', { existing: ['gold-enter'] });
    const hint = { campaign: 'gold-enter', dueAt: at('2026-03-01T12:00Z'), date: '0', place: '2026-03-01', since: at('2026-03-01T12:00Z') };
    expect([decision.hints, decision.enrollments]).toEqual([[hint], []]);
    const told = commit(situation, decision);
    expect(applyNight(told, { stored: [hint], existing: ['gold-enter'] }, at('2026-03-01T12:01Z')).hints).toEqual([]);
    const entered = commit(told, applyHint(told, hint, hint.dueAt));
    expect(only(entered)).toMatchObject({ occurrence: '0' });
    expect(night(entered, '2026-03-02T12:00Z', { existing: ['gold-enter'] })).toEqual({ enrollments: [], hints: [], why: [] });
  });
});
