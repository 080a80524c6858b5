import { describe, expect, it } from 'vitest';
import { enterNamed, namedBy } from '../../../lib/core/enrollment/enter-named.ts';
import { activity, at, campaign, situationWith, thankYou } from '../shop.ts';
import { commit, planned } from './play.ts';

const thanks = campaign(thankYou, {
  id: 'referral-thanks',
  entry: { trigger: { activity: 'friend.joined', for: 'referrerId', where: { field: 'activity.plan', is: 'gold' } } },
  steps: [{ send: 'thanks', validFor: '2 days' }],
});
const welcome = campaign(thankYou, { id: 'referral-welcome', entry: { trigger: { activity: 'friend.joined' } } });
const joined = (data: object) => activity('friend.joined', '2026-03-02T10:00:00Z', { plan: 'gold', ...data });

describe('an activity that names another customer', () => {
  it('names her for the campaigns that are for her, and leaves the others to the one who did it', () => {
    expect(namedBy([thanks, welcome], joined({ referrerId: 'eve' }))).toEqual({
      named: [{ customer: 'eve', campaigns: ['referral-thanks'] }],
      why: [],
    });
  });

  it.each([
    ['c-1', 'names the one who did it'],
    [undefined, 'names no customer'],
    [' ', 'names no customer'],
    [7, 'names no customer'],
  ])('enters nobody when the property is %j', (referrerId, because) => {
    const { named, why } = namedBy([thanks], joined({ ...(referrerId !== undefined && { referrerId }) }));
    expect(named).toEqual([]);
    expect(why).toMatchObject([{ campaign: 'referral-thanks', verdict: 'not-entered', because: expect.stringContaining(because) }]);
  });

  it('enters her with what it told and who did it, and the same again enters nobody', () => {
    const friend = joined({ referrerId: 'eve' });
    const input = { activity: friend, campaigns: ['referral-thanks'] };
    const before = situationWith([thanks, welcome]);
    const first = enterNamed(before, input, friend.occurredAt);
    expect(first.enrollments).toMatchObject([{ occurrence: friend.id, trigger: { by: 'c-1', plan: 'gold', date: '2026-03-02' } }]);
    const after = commit(before, first);
    expect(planned(after)).toEqual(['thanks 2026-03-02T10:00']);
    const again = enterNamed(after, input, at('2026-03-03T10:00:00Z'));
    expect(again).toMatchObject({ enrollments: [], why: [{ verdict: 'not-entered' }] });
  });

  it('asks the condition of the trigger', () => {
    const friend = joined({ referrerId: 'eve', plan: 'basic' });
    expect(enterNamed(situationWith([thanks]), { activity: friend, campaigns: ['referral-thanks'] }, friend.occurredAt)).toMatchObject({
      enrollments: [],
      why: [{ verdict: 'not-entered', because: expect.stringContaining('activity.plan') }],
    });
  });
});
