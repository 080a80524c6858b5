import { describe, expect, it } from 'vitest';
import { emptyProfile } from '../../../lib/core/customer.ts';
import type { CampaignInput } from '../../../lib/core/definition/campaign.ts';
import { applyActivity } from '../../../lib/core/enrollment/apply-activity.ts';
import { applyHint, nextHints } from '../../../lib/core/enrollment/apply-hint.ts';
import { activity, at, campaign, situationWith, thankYou } from '../shop.ts';
import { commit, only } from './play.ts';

const birthday: Partial<CampaignInput> = {
  id: 'birthday',
  kind: 'database',
  topic: 'offers',
  entry: { trigger: { date: 'customer.birthday', every: 'year', before: '3 days', at: '09:00' } },
  steps: [{ send: 'gift' }],
};
const born = (date: string, zone = 'Europe/London', change: Partial<CampaignInput> = {}) =>
  situationWith([campaign(thankYou, { ...birthday, ...change })], {
    profile: { ...emptyProfile('c-1'), attributes: { birthday: date, zone } },
  });
const next = (date: string, zone: string, now: string) => {
  const [hint] = nextHints(born(date, zone), at(now));
  return hint?.dueAt == null ? undefined : [new Date(hint.dueAt).toISOString().slice(0, 16), hint.date];
};

describe('the next time of a date', () => {
  it.each([
    ['1990-05-10', 'Europe/London', '2026-01-01T00:00Z', ['2026-05-07T08:00', '2026-05-10']],
    ['1990-05-10', 'America/New_York', '2026-05-07T13:00Z', ['2027-05-07T13:00', '2027-05-10']],
    ['1990-01-02', 'Asia/Tokyo', '2026-06-01T00:00Z', ['2026-12-30T00:00', '2027-01-02']],
    ['1992-02-29', 'Australia/Lord_Howe', '2027-01-01T00:00Z', ['2027-02-24T22:00', '2027-02-28']],
    ['1992-02-29', 'America/St_Johns', '2028-01-01T00:00Z', ['2028-02-26T12:30', '2028-02-29']],
    ['1990-05-10', 'no zone', '2026-01-01T00:00Z', ['2026-05-07T08:00', '2026-05-10']],
  ])('%s in %s, from %s', (date, zone, now, expected) => {
    expect(next(date, zone, now)).toEqual(expected);
  });

  it('is none where the date is not known', () => {
    expect(nextHints(situationWith([campaign(thankYou, birthday)]), at('2026-01-01T00:00Z'))).toEqual([
      { campaign: 'birthday', dueAt: null, date: '' },
    ]);
    expect(next('tomorrow', 'UTC', '2026-01-01T00:00Z')).toBeUndefined();
  });

  it('moves with her attributes, also while history is told', () => {
    const update = { ...activity('customer.updated', '2025-01-01T00:00Z', { birthday: '1990-05-10' }), live: false };
    const decision = applyActivity(situationWith([campaign(thankYou, birthday)]), update, at('2026-01-01T00:00Z'));
    expect(decision.hints).toEqual([{ campaign: 'birthday', dueAt: at('2026-05-07T08:00Z'), date: '2026-05-10' }]);
    const other = activity('page.viewed', '2026-01-02T00:00Z');
    expect(
      applyActivity(
        { ...situationWith([campaign(thankYou, birthday)]), profile: decision.profile ?? emptyProfile('') },
        other,
        other.occurredAt,
      ).hints,
    ).toEqual([]);
  });
});

describe('a date that comes', () => {
  const hint = { campaign: 'birthday', dueAt: at('2026-05-07T08:00Z'), date: '2026-05-10' };

  it('enters her once for its year and sets the next hint', () => {
    const decision = applyHint(born('1990-05-10'), hint, at('2026-05-07T08:01Z'));
    expect(decision.enrollments).toMatchObject([
      { occurrence: '2026', trigger: { date: '2026-05-10' }, planned: 1, enteredAt: hint.dueAt },
    ]);
    expect(decision.enrollments[0]?.outbox[0]).toMatchObject({ id: 'birthday#2026#gift', plannedAt: hint.dueAt });
    expect(decision.hints).toEqual([{ campaign: 'birthday', dueAt: at('2027-05-07T08:00Z'), date: '2027-05-10' }]);
    const after = commit(born('1990-05-10'), decision);
    expect(applyHint(after, hint, at('2026-05-07T08:02Z')).enrollments).toEqual([]);
    expect(only(commit(after, applyHint(after, decision.hints[0] ?? hint, at('2027-05-07T08:00Z'))))).toMatchObject({
      occurrence: '2027',
      entries: 2,
    });
  });

  it('too early is a no-op', () => {
    expect(applyHint(born('1990-05-10'), hint, at('2026-05-07T07:59Z'))).toEqual({ enrollments: [], hints: [], why: [] });
  });

  it('that is no longer hers, or later in her new zone, only moves the hint', () => {
    const changed = applyHint(born('1990-08-01'), hint, at('2026-05-07T08:01Z'));
    expect([changed.enrollments, changed.hints[0]?.date]).toEqual([[], '2026-08-01']);
    const moved = applyHint(born('1990-05-10', 'America/New_York'), hint, at('2026-05-07T08:01Z'));
    expect(moved).toMatchObject({ enrollments: [], hints: [{ dueAt: at('2026-05-07T13:00Z'), date: '2026-05-10' }] });
  });

  it('reads the audience now, and takes the hint away when the campaign is gone', () => {
    const entry = { trigger: { date: 'customer.birthday', every: 'year' as const }, audience: { field: 'metrics.orders', atLeast: 1 } };
    const nobody = applyHint(born('1990-05-10', 'UTC', { entry }), { ...hint, dueAt: at('2026-05-10T09:00Z') }, at('2026-05-10T09:00Z'));
    expect(nobody).toMatchObject({ enrollments: [], why: [{ verdict: 'not-entered' }], hints: [{ date: '2027-05-10' }] });
    expect(applyHint({ ...born('1990-05-10'), live: [] }, hint, hint.dueAt)).toEqual({
      enrollments: [],
      hints: [{ ...hint, dueAt: null }],
      why: [],
    });
  });

  it('once, without "every", comes once', () => {
    const entry = { trigger: { date: 'customer.birthday', after: '2 days' } };
    const once = born('2026-05-10', 'UTC', { entry });
    const [first] = nextHints(once, at('2026-01-01T00:00Z'));
    expect(first).toEqual({ campaign: 'birthday', dueAt: at('2026-05-12T09:00Z'), date: '2026-05-10' });
    const decision = applyHint(once, first ?? hint, at('2026-05-12T09:00Z'));
    expect(decision).toMatchObject({ enrollments: [{ occurrence: '2026-05-10' }], hints: [{ dueAt: null }] });
  });
});
