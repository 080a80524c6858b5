import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { emptyProfile } from '../../../lib/core/customer.ts';
import type { PointsSummary } from '../../../lib/core/loyalty/account.ts';
import { reservePoints, returnPoints } from '../../../lib/core/loyalty/spend.ts';
import { pointsFields, pointsProperties, summaryOf, withPoints } from '../../../lib/core/loyalty/summary.ts';
import { qualifyingAt } from '../../../lib/core/loyalty/tiers.ts';
import { at, settings } from '../shop.ts';
import { accountIn, definition, happened, nobody, order, program, refund } from './club.ts';

const club = {
  expiry: { after: '1 month' },
  tiers: {
    by: 'points',
    over: 'calendar year',
    levels: [
      { id: 'silver', name: { en: 'Silver', de: 'Silber' }, from: 100 },
      { id: 'gold', name: { en: 'Gold', de: 'Gold!' }, from: 300 },
    ],
  },
  rewards: [
    { id: 'pen', name: { en: 'Pen', de: 'Stift' }, points: 40 },
    { id: 'mug', name: { en: 'Mug', de: 'Becher' }, points: 150 },
    { id: 'hat', name: 'Hat', points: 140 },
    { id: 'car', name: 'Car', points: 130, tiers: ['gold'] },
    { id: 'old', name: 'Old', points: 120, until: '2026-03-09' },
    { id: 'new', name: 'New', points: 110, from: '2026-03-22' },
    { id: 'now', name: 'Now', points: 20, from: '2026-03-21', until: '2026-03-21', tiers: ['silver'] },
  ],
};
const now = '2026-03-21T12:00Z';
const loyaltyOf = () => happened(nobody(club), [order('2026-03-10T12:00Z', 30, 'o-1'), order('2026-03-20T12:00Z', 70, 'o-2')]);
const summaryNow = () => summaryOf(accountIn(loyaltyOf()), program(club), at(now));
const reading = { now: at(now), rates: settings.rates!, language: undefined };

describe('what a profile remembers', () => {
  test('of an account', () => {
    const summary = summaryNow();
    expect(summary).toEqual({
      joinedAt: at('2026-03-10T12:00Z'),
      memberUntil: null,
      available: 100,
      pending: 0,
      owed: 0,
      tier: 'silver',
      tierUntil: at('2028-01-01T00:00Z'),
      qualifying: [
        [100, at('2027-01-01T00:00Z')],
        [0, null],
      ],
      limited: [],
      zone: 'Europe/London',
      expiring: { points: 30, at: at('2026-04-10T23:00Z') },
      spent: 0,
    });
  });

  test('without ends and tiers; what is owed, pending, and spent less what came back', () => {
    const plain = { rewards: club.rewards, pending: '1 day' };
    const bare = happened(nobody(plain), [order('2026-03-10T12:00Z', 50, 'o-1'), order('2026-03-12T12:00Z', 7, 'o-2')]);
    const pen = reservePoints(bare, { program: 'club', key: 'k', reward: 'pen', at: at('2026-03-12T13:00Z') }, at('2026-03-12T13:00Z'));
    if ('refused' in pen) throw new Error(pen.refused);
    const owing = happened(pen.loyalty, [refund('2026-03-12T14:00Z', 50, 'o-1')]);
    expect(summaryOf(accountIn(owing), program(plain), at('2026-03-12T14:00Z'))).toMatchObject({
      available: 0,
      pending: 7,
      owed: 40,
      spent: 40,
      expiring: null,
      tier: null,
      tierUntil: null,
      qualifying: [],
    });
    const back = returnPoints(pen.loyalty, { program: 'club', key: 'k', entry: pen.entry }, at('2026-03-12T14:00Z'));
    expect(summaryOf(accountIn(back), program(plain), at('2026-03-12T14:00Z')).spent).toBe(0);
  });

  test('points that slide end together; of a moving window what leaves it, and when', () => {
    const slide = { expiry: { idle: '1 month' }, tiers: { ...club.tiers, over: '12 months' } };
    const slid = happened(nobody(slide), [order('2026-03-10T12:00Z', 30, 'o-1'), order('2026-03-20T12:00Z', 70, 'o-2')]);
    const found = summaryOf(accountIn(slid), program(slide), at(now));
    expect(found).toMatchObject({ expiring: { points: 100, at: at('2026-04-20T23:00Z') } });
    expect(found.qualifying).toEqual([
      [100, at('2027-03-10T00:00Z')],
      [70, at('2027-03-20T00:00Z')],
      [0, null],
    ]);
  });

  test('is written for what changed, by name, and else left', () => {
    const loyalty = loyaltyOf();
    const summary = summaryNow();
    const profile = { ...emptyProfile('c-1'), points: { other: summary, another: summary } };
    const written = withPoints(profile, loyalty);
    expect(Object.keys(written.points ?? {})).toEqual(['another', 'club', 'other']);
    expect(written.points?.club).toEqual(summaryOf(accountIn(loyalty), program(club), accountIn(loyalty).settledAt));
    expect(written.points?.other).toBe(summary);
    expect(Object.keys(withPoints(emptyProfile('c-1'), loyalty).points ?? {})).toEqual(['club']);
    expect(withPoints(profile, nobody())).toBe(profile);
    expect(withPoints(profile, { ...loyalty, programs: [] })).toBe(profile);
  });
});

describe('points.*', () => {
  const read = (more: object = {}, of = summaryNow()) => pointsFields(of, definition(club), { ...reading, ...more });

  test('of a member', () => {
    expect(read()).toEqual({
      member: true,
      joinedAt: at('2026-03-10T12:00Z'),
      available: 100,
      pending: 0,
      balance: 100,
      tier: 'silver',
      tierName: 'Silver',
      tierUntil: '2027-12-31',
      qualifying: 100,
      nextTier: 'Gold',
      toNextTier: 200,
      nextReward: 'Hat',
      toNextReward: 40,
      affordable: ['Pen', 'Now'],
      expiring: 30,
      expiresAt: '2026-04-10',
    });
    expect(Object.keys(pointsProperties)).toEqual(expect.arrayContaining(Object.keys(read())));
  });

  test('of nobody', () => {
    expect(pointsFields(undefined, definition(club), reading)).toEqual({ member: false });
  });

  test('in her language, or its base, or the first', () => {
    expect(read({ language: 'de' })).toMatchObject({ tierName: 'Silber', nextTier: 'Gold!', affordable: ['Stift', 'Now'] });
    expect(read({ language: 'de-AT' })).toMatchObject({ tierName: 'Silber' });
    expect(read({ language: 'fr' })).toMatchObject({ tierName: 'Silver' });
    expect(read({ language: 5 })).toMatchObject({ tierName: 'Silver' });
    const dear = summaryOf(accountIn(happened(nobody(club), [order('2026-03-10T12:00Z', 5, 'o-1')])), program(club), at(now));
    expect(read({ language: 'de' }, dear)).toMatchObject({ nextReward: 'Stift', toNextReward: 35, affordable: [] });
  });

  test('what has ended since the summary was written is not shown', () => {
    const over = read({ now: at('2026-04-10T23:00Z') });
    expect(over).toMatchObject({ available: 70, balance: 70, expiring: 0, nextReward: 'New', toNextReward: 40 });
    expect(over).not.toHaveProperty('expiresAt');
    expect(read({ now: at('2026-04-10T22:59Z') })).toMatchObject({ available: 100, expiring: 30 });
  });

  test('a year that is over counts no more', () => {
    const summary = summaryNow();
    expect(read({ now: at('2026-12-31T23:59Z') })).toMatchObject({ qualifying: 100, toNextTier: 200 });
    expect(read({ now: at('2027-01-01T00:00Z') })).toMatchObject({ qualifying: 0, toNextTier: 300 });
    expect(read({ now: at('2027-01-01T00:00Z') }, { ...summary, qualifying: [[100, null]] })).toMatchObject({ qualifying: 100 });
  });

  test('a membership ends with its last moment', () => {
    const summary = summaryNow();
    const until = at('2026-03-22T00:00Z');
    expect(read({}, { ...summary, memberUntil: until })).toMatchObject({ member: true, memberUntil: '2026-03-21' });
    expect(read({ now: until - 1 }, { ...summary, memberUntil: until }).member).toBe(true);
    expect(read({ now: until }, { ...summary, memberUntil: until }).member).toBe(false);
  });

  test('what is owed goes off the balance', () => {
    const summary = summaryNow();
    expect(read({}, { ...summary, available: 0, owed: 25, expiring: null })).toMatchObject({ available: 0, balance: -25, expiring: 0 });
  });

  test('at the top, and with everything affordable, there is nothing next', () => {
    const summary = summaryNow();
    const top = read({}, { ...summary, tier: 'gold', available: 900 });
    expect(top).not.toHaveProperty('nextTier');
    expect(top).not.toHaveProperty('toNextTier');
    expect(top).not.toHaveProperty('nextReward');
    expect(top).not.toHaveProperty('toNextReward');
    expect(top.affordable).toEqual(['Pen', 'Mug', 'Hat', 'Car']);
    expect(read({}, { ...summary, available: 40 })).toMatchObject({ affordable: ['Pen', 'Now'], nextReward: 'Hat' });
  });

  test('without a tier the first is next, and rewards of tiers are not hers', () => {
    const summary = summaryNow();
    const none = read({}, { ...summary, tier: null, tierUntil: null, qualifying: [[120, null]] });
    expect(none).toMatchObject({ nextTier: 'Silver', toNextTier: 0, affordable: ['Pen'] });
    for (const name of ['tier', 'tierName', 'tierUntil']) expect(none).not.toHaveProperty(name);
  });

  test('days are those of the brand, wherever she lives', () => {
    const late = { now: at('2026-03-21T23:30Z') };
    expect(read(late)).toMatchObject({ nextReward: 'Hat', affordable: ['Pen', 'Now'] });
    const tokyo = { ...summaryNow(), zone: 'Asia/Tokyo', memberUntil: at('2026-03-31T15:00Z') };
    expect(read(late, tokyo)).toMatchObject({ nextReward: 'New', affordable: ['Pen'], memberUntil: '2026-03-31', expiresAt: '2026-04-11' });
  });

  test('what a limit keeps from her is neither affordable nor next, until she may again', () => {
    const summary: PointsSummary = {
      ...summaryNow(),
      limited: [
        ['hat', null],
        ['pen', at('2026-03-25T00:00Z')],
      ],
    };
    expect(read({}, summary)).toMatchObject({ affordable: ['Now'], nextReward: 'Mug' });
    expect(read({ now: at('2026-03-25T00:00Z') }, summary)).toMatchObject({ affordable: ['Pen'], nextReward: 'New' });
    const none = read({}, { ...summary, limited: [['', at('2026-03-25T00:00Z')]] });
    expect(none.affordable).toEqual([]);
    expect(none).not.toHaveProperty('nextReward');
  });

  test('who is no member any more can afford nothing, but where the program has ended', () => {
    const over = { ...summaryNow(), memberUntil: at(now) };
    expect(read({}, over).affordable).toEqual([]);
    expect(pointsFields(over, definition({ ...club, status: 'ended' }), reading).affordable).toEqual(['Pen', 'Now']);
  });

  test('a limit that is reached is remembered, with when it ends', () => {
    const rewards = [
      { id: 'pen', name: 'Pen', points: 10, perCustomer: { atMost: 1 } },
      { id: 'mug', name: 'Mug', points: 10, perCustomer: { atMost: 1, per: '30 days' } },
      { id: 'hat', name: 'Hat', points: 10 },
    ];
    const rules = { rewards, redemptions: { atMost: 3, per: '1 day' } };
    const when = at('2026-03-10T12:00Z');
    const after = rewards.reduce(
      (all, { id: reward }) => {
        const reserved = reservePoints(all, { program: 'club', key: reward, reward, at: when }, when);
        if ('refused' in reserved) throw new Error(reserved.refused);
        return reserved.loyalty;
      },
      happened(nobody(rules), [order('2026-03-10T12:00Z', 50, 'o-1')]),
    );
    expect(summaryOf(accountIn(after), program(rules), when).limited).toEqual([
      ['', at('2026-03-11T12:00Z')],
      ['pen', null],
      ['mug', at('2026-04-09T11:00Z')],
    ]);
  });

  test('of a moving window what qualifies is right on every day, or not told', () => {
    const rolling = { tiers: { ...club.tiers, over: '2 months' } };
    const rules = definition(rolling);
    const days = fc.uniqueArray(fc.nat(58), { minLength: 1, maxLength: 20 });
    void fc.assert(
      fc.property(days, fc.nat(24 * 130), (list, hours) => {
        const start = at('2026-01-01T12:00Z');
        const orders = list.toSorted((a, b) => a - b).map((after) => order(new Date(start + after * 86_400_000).toISOString(), 10));
        const loyalty = happened(nobody(rolling), orders);
        const account = accountIn(loyalty);
        const later = account.settledAt + hours * 3_600_000;
        const live = program(rolling);
        const fields = pointsFields(summaryOf(account, live, account.settledAt), rules, { ...reading, now: later });
        const wanted = qualifyingAt(account.qualifying, later, { tiers: live.tiers!, zone: live.zone });
        if (fields.qualifying === undefined) expect(list.length).toBeGreaterThan(12);
        else expect(fields.qualifying).toBe(wanted);
      }),
    );
  });

  test('where tiers go by spend, in units of the base currency', () => {
    const summary = summaryNow();
    const bySpend = definition({
      tiers: {
        by: 'spend',
        over: '12 months',
        levels: [
          { id: 's', name: 'S', from: '100 GBP' },
          { id: 'g', name: 'G', from: '250 EUR' },
        ],
      },
    });
    expect(pointsFields({ ...summary, tier: 's', qualifying: [[15_050, null]] }, bySpend, reading)).toMatchObject({
      qualifying: 150.5,
      toNextTier: 49.5,
      tierName: 'S',
    });
    expect(pointsFields({ ...summary, tier: null, qualifying: [] }, definition(), reading)).not.toHaveProperty('qualifying');
  });
});
