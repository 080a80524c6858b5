import { describe, expect, it } from 'vitest';
import type { CampaignInput } from '../../../lib/core/definition/campaign.ts';
import { applyActivity } from '../../../lib/core/enrollment/apply-activity.ts';
import { applyHint } from '../../../lib/core/enrollment/apply-hint.ts';
import { applyNight } from '../../../lib/core/enrollment/apply-night.ts';
import type { DateHint } from '../../../lib/core/enrollment/enrollment.ts';
import type { Situation } from '../../../lib/core/enrollment/situation.ts';
import { at, campaign, order, situationWith, thankYou } from '../shop.ts';
import { commit, only, play, wakeUntil } from './play.ts';

const winBack: CampaignInput = {
  ...thankYou,
  id: 'win-back',
  kind: 'win-back',
  topic: 'offers',
  entry: { trigger: { lapse: '90 days' } },
  goal: { activity: 'order.placed', within: '45 days' },
  limits: { timesPerCustomer: 2 },
  steps: [{ send: 'miss-you' }, { wait: '7 days' }, { send: 'offer' }],
};
const fixed = campaign(winBack);
const own = campaign(winBack, { entry: { trigger: { lapse: 'own rhythm', sure: '90%', minimum: '30 days' } } });
const hintOf = (situation: Situation, told: ReturnType<typeof order>, now = told.occurredAt): DateHint => {
  const [hint, ...more] = applyActivity(situation, told, now).hints;
  if (!hint || more.length > 0) throw new Error('expected one hint');
  return hint;
};
const night = (situation: Situation, stored: DateHint[], now: string, existing: string[] = []) =>
  applyNight(situation, { stored, existing }, at(now)).hints;

describe('a lapse', () => {
  const first = order('2026-03-01T12:00Z', 30, 'o-1');
  const hint = { campaign: 'win-back', dueAt: at('2026-05-30T11:00Z'), date: '2026-03-01T12:00:00.000Z' };
  const bought = play(situationWith([fixed]), first);

  it('fires at its own minute, as the occurrence of her last order, and is then waited for no more', () => {
    expect(hintOf(situationWith([fixed]), first)).toEqual(hint);
    expect(applyHint(bought, hint, hint.dueAt - 1)).toEqual({ enrollments: [], hints: [], why: [] });
    const decision = applyHint(bought, hint, hint.dueAt + 40_000);
    expect(decision.hints).toEqual([{ ...hint, dueAt: null }]);
    const inside = commit(bought, decision);
    expect(only(inside)).toMatchObject({
      occurrence: hint.date,
      enteredAt: hint.dueAt,
      trigger: { date: '2026-05-30', daysSilent: 89, lastOrderAt: hint.date },
    });
    expect(applyHint(inside, hint, hint.dueAt + 60_000).enrollments).toEqual([]);
    expect(night(inside, [], '2026-06-01T03:00Z')).toEqual([]);
  });

  it('is put off by an order, also by one that is told late, and ends when she buys', () => {
    const second = order('2026-05-01T12:00Z', 30, 'o-2');
    expect(hintOf(bought, second)).toEqual({ ...hint, dueAt: at('2026-07-30T12:00Z'), date: '2026-05-01T12:00:00.000Z' });
    expect(applyActivity(bought, order('2026-02-01T12:00Z', 30, 'o-0'), at('2026-05-01T12:00Z')).hints).toEqual([]);
    expect(applyHint(play(bought, second), hint, hint.dueAt)).toMatchObject({
      enrollments: [],
      hints: [{ dueAt: at('2026-07-30T12:00Z') }],
    });
    const inside = commit(bought, applyHint(bought, hint, hint.dueAt));
    expect(only(play(inside, order('2026-06-01T12:00Z', 30, 'o-3')))).toMatchObject({ status: 'ended', ended: { because: 'goal' } });
  });

  it('comes again half a year later at the soonest, and so often as allowed', () => {
    let situation = bought;
    const entered: string[] = [];
    for (const [index, month] of ['2026-06', '2026-12', '2027-06', '2028-06'].entries()) {
      const told = order(`${month}-01T12:00Z`, 30, `o-${index + 2}`);
      const next = hintOf(situation, told);
      situation = play(situation, told);
      const decision = applyHint(situation, next, next.dueAt ?? 0);
      entered.push(...decision.enrollments.map(({ occurrence }) => occurrence.slice(0, 7)));
      situation = wakeUntil(commit(situation, decision), new Date((next.dueAt ?? 0) + 60 * 86_400_000).toISOString());
    }
    expect(entered).toEqual(['2026-06', '2026-12']);
  });

  it('already past when it is told of enters nobody, but with includeExisting on a day with room', () => {
    const history = { ...first, live: false };
    const now = at('2026-09-01T12:00Z');
    const decision = applyActivity(situationWith([fixed]), history, now);
    expect(decision.hints.filter(({ dueAt }) => dueAt !== null)).toEqual([]);
    const there = commit(situationWith([fixed]), decision);
    expect(night(there, [], '2026-09-02T03:00Z')).toEqual([]);
    const [invited, ...more] = night({ ...there, full: new Map([['win-back', '2026-09-04']]) }, [], '2026-09-02T03:00Z', ['win-back']);
    expect([invited, more]).toEqual([{ ...hint, dueAt: at('2026-09-04T08:00Z'), place: '2026-09-04', since: at('2026-09-02T03:00Z') }, []]);
    if (invited) expect(applyHint(there, invited, invited.dueAt ?? 0).enrollments).toMatchObject([{ trigger: { daysSilent: 186 } }]);
  });
});

describe('a lapse by rhythm', () => {
  const rhythm = { gaps: { 30: 9, 180: 1 } };
  const bought = play(situationWith([own], { rhythm }), order('2026-03-01T12:00Z'));
  const hint = { campaign: 'win-back', dueAt: at('2026-04-15T12:00Z'), date: '2026-03-01T12:00:00.000Z' };

  it('is computed again when it fires: the shop has become slower', () => {
    const decision = applyHint({ ...bought, rhythm: { gaps: { 60: 5 } } }, hint, hint.dueAt);
    expect(decision).toEqual({ enrollments: [], hints: [{ ...hint, dueAt: at('2026-04-30T12:00Z') }], why: [] });
  });

  it('gets at night what it lacks, and is left alone where little has changed', () => {
    expect(night(bought, [], '2026-03-10T03:00Z')).toEqual([hint]);
    expect(night(bought, [hint], '2026-03-10T03:00Z')).toEqual([]);
    expect(night(bought, [{ ...hint, dueAt: hint.dueAt + 3_600_000 }], '2026-03-10T03:00Z')).toEqual([]);
    expect(night(bought, [{ ...hint, dueAt: hint.dueAt + 9 * 86_400_000 }], '2026-03-10T03:00Z')).toEqual([hint]);
    expect(night(bought, [{ ...hint, date: 'another order' }], '2026-03-10T03:00Z')).toEqual([hint]);
  });

  it('that a faster shop has overtaken comes at once', () => {
    const faster = { ...bought, rhythm: { gaps: { 31: 5 } } };
    expect(night(faster, [hint], '2026-04-10T03:00Z')).toEqual([{ ...hint, dueAt: at('2026-04-10T03:00Z') }]);
  });
});
