import { describe, expect, test } from 'vitest';
import { grantPoints } from '../../../lib/core/loyalty/grant.ts';
import { mostRedeemed, remembered } from '../../../lib/core/loyalty/limits.ts';
import type { Loyalty } from '../../../lib/core/loyalty/loyalty.ts';
import { settle } from '../../../lib/core/loyalty/settle.ts';
import { confirmRedemption, reservePoints, returnPoints } from '../../../lib/core/loyalty/spend.ts';
import { at } from '../shop.ts';
import { accountIn, did, happened, ledger, lotsOf, nobody, order, refund, standing, text, told } from './club.ts';

const mug = { id: 'mug', name: { en: 'Mug', de: 'Becher' }, points: 60 };
const rewards = [mug, { id: 'pen', name: 'Pen', kind: 'gift', points: 10 }];
const orders = [order('2026-03-10T12:00Z', 30, 'o-1'), order('2026-03-20T12:00Z', 50, 'o-2')];
const expiring = { rewards, expiry: { after: '1 month' } };

function reserve(loyalty: Loyalty, key: string, { reward = 'mug', when = '2026-03-21T12:00Z', program = 'club' } = {}) {
  return reservePoints(loyalty, { program, key, reward, at: at(when) }, at(when));
}

function reserved(loyalty: Loyalty, key: string, more: Parameters<typeof reserve>[2] = {}) {
  const found = reserve(loyalty, key, more);
  if ('refused' in found) throw new Error(found.refused);
  return found;
}

const refusal = (found: object) => ('refused' in found ? found.refused : 'granted');

describe('a redemption', () => {
  test('takes the points that end first, and remembers from which lots', () => {
    const { loyalty, entry } = reserved(happened(nobody(expiring), orders), 'k-1');
    expect(entry).toEqual({
      id: 'spent#k-1',
      program: 'club',
      kind: 'spent',
      at: at('2026-03-21T12:00Z'),
      occurredAt: at('2026-03-21T12:00Z'),
      points: -60,
      pending: 0,
      lots: [
        { points: 30, from: at('2026-03-10T12:00Z'), until: at('2026-04-10T23:00Z') },
        { points: 30, from: at('2026-03-20T12:00Z'), until: at('2026-04-20T23:00Z') },
      ],
      because: 'reward mug',
      reward: 'mug',
    });
    expect(loyalty.change.entries.at(-1)).toEqual(entry);
    expect(lotsOf(loyalty)).toEqual(['20 2026-04-20T23:00']);
    expect(accountIn(loyalty)).toMatchObject({ sums: { spent: 60 }, settledAt: at('2026-03-21T12:00Z'), redeemed: [] });
    const again = reserved(loyalty, 'k-1');
    expect(again).toEqual({ loyalty, entry });
  });

  test('settles first, so that nothing that has ended is spent', () => {
    expect(refusal(reserve(happened(nobody(expiring), orders), 'k', { when: '2026-04-10T22:59Z' }))).toBe('granted');
    expect(refusal(reserve(happened(nobody(expiring), orders), 'k', { when: '2026-04-10T23:00Z' }))).toBe(
      '"Mug" costs 60 points and she has 50: 10 are missing',
    );
  });

  test('of exactly what there is leaves nothing; pending points cannot be spent', () => {
    const exact = reserved(happened(nobody({ rewards }), [order('2026-03-10T12:00Z', 60, 'o-1')]), 'k');
    expect(standing(exact.loyalty).balance).toBe(0);
    const waiting = happened(nobody({ rewards, pending: '14 days' }), [order('2026-03-10T12:00Z', 60, 'o-1')]);
    expect(refusal(reserve(waiting, 'k'))).toBe('"Mug" costs 60 points and she has 0: 60 are missing');
  });

  test('keeps points alive that slide', () => {
    const club = happened(nobody({ rewards, expiry: { idle: '1 month' } }), orders);
    expect(text(accountIn(reserved(club, 'k').loyalty).slidesUntil)).toBe('2026-04-21T23:00');
  });

  test('is refused where there is no such program, reward or member, with what there is', () => {
    const member = happened(nobody({ rewards }), orders);
    expect(refusal(reserve(member, 'k', { program: 'other' }))).toBe('there is no program "other" in force; there are: club');
    expect(refusal(reserve({ ...member, programs: [] }, 'k'))).toBe('there is no program "club" in force; there are: none');
    expect(refusal(reserve({ ...member, programs: nobody({ status: 'draft', rewards }).programs }, 'k'))).toContain(
      'no program "club" in force',
    );
    expect(refusal(reserve(member, 'k', { reward: 'car' }))).toBe('"club" has no reward "car"; it has: mug, pen');
    expect(refusal(reserve(nobody({ rewards }), 'k'))).toBe('she is no member of "The club"');
    expect(refusal(reserve({ ...member, entered: new Set(['club#spent#k']) }, 'k'))).toBe(
      'the redemption "k" stands in the ledger already',
    );
  });

  test('goes on where the program has ended, and ends with the membership', () => {
    const member = happened(nobody({ rewards }), orders);
    expect(refusal(reserve({ ...member, programs: nobody({ status: 'ended', rewards }).programs }, 'k'))).toBe('granted');
    const short = nobody({ rewards, join: { activity: 'order.placed', lasts: '1 month' } });
    expect(refusal(reserve(happened(short, orders), 'k', { when: '2026-04-20T22:59Z' }))).toBe('granted');
    expect(refusal(reserve(happened(short, orders), 'k', { when: '2026-04-20T23:00Z' }))).toBe('her membership ended on 2026-04-20');
    const early = happened(nobody({ rewards, pending: '1 day' }), [order('2026-03-30T12:00Z', 60, 'o-1')], '2026-03-10T12:00Z');
    expect(refusal(reserve(early, 'k', { when: '2026-03-20T12:00Z' }))).toBe('she is no member of "The club"');
  });

  test('only on the days of the reward, both included', () => {
    const club = happened(nobody({ rewards: [{ ...mug, from: '2026-04-01', until: '2026-04-30' }] }), orders);
    expect(refusal(reserve(club, 'k', { when: '2026-03-31T22:59Z' }))).toBe('"Mug" is to be had from 2026-04-01 on');
    expect(refusal(reserve(club, 'k', { when: '2026-03-31T23:00Z' }))).toBe('granted');
    expect(refusal(reserve(club, 'k', { when: '2026-04-30T22:59Z' }))).toBe('granted');
    expect(refusal(reserve(club, 'k', { when: '2026-04-30T23:00Z' }))).toBe('"Mug" was to be had until 2026-04-30');
  });

  test('only for the tiers of the reward', () => {
    const tiers = {
      by: 'points',
      over: '12 months',
      levels: [
        { id: 'silver', name: 'Silver', from: 50 },
        { id: 'gold', name: 'Gold', from: 70 },
      ],
    };
    const club = { tiers, rewards: [{ ...mug, tiers: ['gold', 'black'] }] };
    expect(refusal(reserve(happened(nobody(club), orders), 'k'))).toBe('granted');
    const silver = happened(nobody(club), [order('2026-03-10T12:00Z', 60, 'o-1')]);
    expect(refusal(reserve(silver, 'k'))).toBe('"Mug" is for the tiers gold, black, and hers is silver');
    const none = happened(nobody(club), [order('2026-03-10T12:00Z', 40, 'o-1')]);
    expect(refusal(reserve(none, 'k'))).toBe('"Mug" is for the tiers gold, black, and hers is none');
  });

  test('says what she owes', () => {
    const spent = reserved(happened(nobody({ rewards }), orders), 'k').loyalty;
    const owing = happened(spent, [refund('2026-03-22T12:00Z', 50, 'o-2')]);
    expect(refusal(reserve(owing, 'k-2', { reward: 'pen', when: '2026-03-22T12:00Z' }))).toBe(
      '"Pen" costs 10 points and she owes 30: 40 are missing',
    );
  });
});

test('a refusal names a reward in the default language of the brand, in whichever order its names stand', () => {
  const german = nobody({ rewards: [{ ...mug, name: { de: 'Becher', en: 'Mug' } }] });
  expect(refusal(reserve(happened(german, orders.slice(0, 1)), 'k'))).toContain('"Mug" costs 60 points');
});

describe('limits', () => {
  const rich = [order('2026-03-10T12:00Z', 1000, 'o-1')];
  const ofPens = (perCustomer: object, more: object = {}) =>
    happened(nobody({ rewards: [mug, { id: 'pen', name: 'Pen', points: 10, perCustomer }], ...more }), rich);
  const pen = (loyalty: Loyalty, key: string, when: string) => reserve(loyalty, key, { reward: 'pen', when });
  const pens = (loyalty: Loyalty, ...whens: string[]) =>
    whens.reduce((all, when) => reserved(all, when, { reward: 'pen', when }).loyalty, loyalty);

  test('of one reward for ever', () => {
    const had = pens(ofPens({ atMost: 2 }), '2026-04-01T12:00Z', '2026-05-01T12:00Z');
    expect(refusal(pen(had, 'k', '2029-05-01T12:00Z'))).toBe('"Pen" goes at most 2 times to one customer, and she has had 2');
    expect(refusal(reserve(had, 'k', { when: '2029-05-01T12:00Z' }))).toBe('granted');
    expect(refusal(pen(pens(ofPens({ atMost: 1 }), '2026-04-01T12:00Z'), 'k', '2026-05-01T12:00Z'))).toBe(
      '"Pen" goes once to one customer, and she has had 1',
    );
  });

  test('of one reward in a time', () => {
    const had = pens(ofPens({ atMost: 2, per: '30 days' }), '2026-04-01T12:00Z', '2026-04-11T12:00Z');
    expect(refusal(pen(had, 'k', '2026-05-01T11:59Z'))).toContain('she has had 2');
    expect(refusal(pen(had, 'k', '2026-05-01T12:00Z'))).toBe('granted');
  });

  test('of all redemptions in a time, each reward counted', () => {
    const club = happened(nobody({ rewards, redemptions: { atMost: 2, per: '1 day' } }), rich);
    const had = reserved(pens(club, '2026-04-01T12:00Z'), 'k-1', { when: '2026-04-01T13:00Z' }).loyalty;
    expect(refusal(pen(had, 'k-2', '2026-04-02T11:59Z'))).toBe('a member redeems at most 2 times in 1 day, and she has redeemed 2 times');
    expect(refusal(pen(had, 'k-2', '2026-04-02T12:00Z'))).toBe('granted');
  });

  test('only what a limit asks for is remembered', () => {
    expect(accountIn(pens(ofPens({ atMost: 3 }), '2026-04-01T12:00Z', '2026-05-01T12:00Z')).redeemed).toEqual([
      [at('2026-04-01T12:00Z'), 'pen'],
      [at('2026-05-01T12:00Z'), 'pen'],
    ]);
    const moving = pens(ofPens({ atMost: 3, per: '10 days' }), '2026-04-01T12:00Z', '2026-05-01T12:00Z');
    expect(accountIn(moving).redeemed).toEqual([[at('2026-05-01T12:00Z'), 'pen']]);
    const both = happened(nobody({ rewards, redemptions: { atMost: 1, per: '10 days' } }), rich);
    expect(accountIn(pens(both, '2026-04-01T12:00Z', '2026-05-01T12:00Z')).redeemed).toEqual([[at('2026-05-01T12:00Z'), 'pen']]);
    const lowered = { ...pens(ofPens({ atMost: 3 }), '2026-04-01T12:00Z', '2026-05-01T12:00Z'), programs: ofPens({ atMost: 1 }).programs };
    expect(accountIn(reserved(lowered, 'k', { when: '2026-06-01T12:00Z' }).loyalty).redeemed).toEqual([[at('2026-05-01T12:00Z'), 'pen']]);
    const several = happened(nobody({ rewards, redemptions: { atMost: 5, per: '10 days' } }), rich);
    const three = pens(several, '2026-04-01T12:00Z', '2026-04-02T12:00Z', '2026-04-03T12:00Z');
    const fewer = { ...three, programs: nobody({ rewards, redemptions: { atMost: 4, per: '10 days' } }).programs };
    expect(accountIn(reserved(fewer, 'k', { when: '2026-04-04T12:00Z' }).loyalty).redeemed).toHaveLength(4);
  });
});

describe('points that come back', () => {
  const setting = () => {
    const member = happened(nobody({ ...expiring, redemptions: { atMost: 1, per: '1 year' } }), orders);
    return { member, ...reserved(member, 'k') };
  };

  test('go into the lots that they came from, and the limit forgets', () => {
    const { member, loyalty: spent, entry } = setting();
    const back = returnPoints(spent, { program: 'club', key: 'k', entry }, at('2026-03-21T12:30Z'));
    expect(lotsOf(back)).toEqual(lotsOf(member));
    expect(ledger(back).at(-1)).toBe('returned 60/0 returned#k');
    expect(back.change.entries.at(-1)).toMatchObject({ because: 'reward mug', reward: 'mug', occurredAt: at('2026-03-21T12:30Z') });
    expect(accountIn(back)).toMatchObject({ redeemed: [], sums: { spent: 60, returned: 60 }, settledAt: at('2026-03-21T12:30Z') });
    expect(returnPoints(back, { program: 'club', key: 'k', entry }, at('2026-03-21T12:30Z'))).toBe(back);
    expect(refusal(reserve(back, 'k-2', { when: '2026-03-21T12:31Z' }))).toBe('granted');
    expect(refusal(reserve(spent, 'k-2', { when: '2026-03-21T12:31Z' }))).toContain('a member redeems once');
  });

  test('forget only their own redemption', () => {
    const two = happened(nobody({ ...expiring, redemptions: { atMost: 5, per: '1 year' } }), orders);
    const pen = reserved(two, 'p', { reward: 'pen' });
    const other = reserved(pen.loyalty, 'q', { reward: 'pen', when: '2026-03-22T12:00Z' });
    const back = returnPoints(other.loyalty, { program: 'club', key: 'q', entry: other.entry }, at('2026-03-22T13:00Z'));
    expect(accountIn(back).redeemed).toEqual([[at('2026-03-21T12:00Z'), 'pen']]);
    const strange = { ...other.entry, reward: 'mug' };
    expect(
      accountIn(returnPoints(other.loyalty, { program: 'club', key: 'q', entry: strange }, at('2026-03-22T13:00Z'))).redeemed,
    ).toHaveLength(2);
  });

  test('are gone where their time is over', () => {
    const { loyalty: spent, entry } = setting();
    const back = returnPoints(spent, { program: 'club', key: 'k', entry }, at('2026-04-10T23:00Z'));
    expect(ledger(back).slice(-2)).toEqual(['returned 60/0 returned#k', 'expired -30/0 returned#k#expired']);
    expect(back.change.entries.at(-1)).toMatchObject({ occurredAt: at('2026-04-10T23:00Z') });
    expect(lotsOf(back)).toEqual(['50 2026-04-20T23:00']);
  });

  test('pay first what is owed', () => {
    const { loyalty: spent, entry } = setting();
    const owing = happened(spent, [refund('2026-03-22T12:00Z', 50, 'o-2')]);
    expect(standing(owing).balance).toBe(-30);
    expect(standing(returnPoints(owing, { program: 'club', key: 'k', entry }, at('2026-03-23T12:00Z'))).balance).toBe(30);
  });

  test('slide anew where the others ended meanwhile, and else with them', () => {
    const club = happened(nobody({ rewards, expiry: { idle: '1 month' } }), orders);
    const one = reserved(club, 'k');
    const soon = returnPoints(one.loyalty, { program: 'club', key: 'k', entry: one.entry }, at('2026-03-25T12:00Z'));
    expect(text(accountIn(soon).slidesUntil)).toBe('2026-04-21T23:00');
    const late = returnPoints(one.loyalty, { program: 'club', key: 'k', entry: one.entry }, at('2026-05-25T12:00Z'));
    expect(text(accountIn(late).slidesUntil)).toBe('2026-06-25T23:00');
    expect(standing(late).balance).toBe(60);
  });

  test('of a program or member that is not there change nothing', () => {
    const { loyalty: spent, entry } = setting();
    expect(returnPoints(spent, { program: 'other', key: 'k', entry }, at('2026-03-25T12:00Z'))).toBe(spent);
    const stranger = nobody();
    expect(returnPoints(stranger, { program: 'club', key: 'k', entry }, at('2026-03-25T12:00Z'))).toBe(stranger);
  });
});

describe('a redemption for good', () => {
  const penOf = () => reserved(happened(nobody({ rewards }), orders), 'k', { reward: 'pen' });
  const confirm = (more: object = {}, loyalty = penOf().loyalty) =>
    confirmRedemption(loyalty, { program: 'club', key: 'k', entry: penOf().entry, ...more }, at('2026-03-21T12:10Z'));

  test('moves no points and tells campaigns, with the code', () => {
    const pen = penOf();
    const done = confirm({ code: 'PEN-1', expiresAt: at('2026-04-21T12:10Z') }, pen.loyalty);
    expect(told(done).slice(-2)).toEqual([
      'points.redeemed {"points":10,"balance":70}',
      'reward.granted {"reward":"pen","points":10,"kind":"gift","code":"PEN-1","expiresAt":"2026-04-21"}',
    ]);
    expect(done.change.told.slice(-2).map(({ id, occurredAt }) => [id, occurredAt])).toEqual([
      ['club#redeemed#k', at('2026-03-21T12:10Z')],
      ['club#reward#k', at('2026-03-21T12:10Z')],
    ]);
    expect(done.accounts).toBe(pen.loyalty.accounts);
    expect(ledger(done)).toEqual(ledger(pen.loyalty));
  });

  test('without a code tells none, and of a reward that is gone no kind', () => {
    const pen = penOf();
    expect(told(confirm()).at(-1)).toBe('reward.granted {"reward":"pen","points":10,"kind":"gift"}');
    expect(told(confirm({}, { ...pen.loyalty, programs: nobody().programs })).at(-1)).toBe('reward.granted {"reward":"pen","points":10}');
    const { reward: _, ...bare } = pen.entry;
    expect(told(confirm({ entry: bare })).at(-1)).toBe('reward.granted {"reward":"","points":10}');
  });

  test('of a program or member that is not there tells nothing', () => {
    const pen = penOf();
    const stranger = nobody();
    expect(confirm({}, stranger)).toBe(stranger);
    expect(confirm({ program: 'other' }, pen.loyalty)).toBe(pen.loyalty);
  });
});

describe('points that are given', () => {
  const then = '2026-03-21T12:00Z';
  const gift = {
    program: 'club',
    id: 'win-back#o#p1#c-1',
    points: 200,
    at: at('2026-03-21T11:00Z'),
    because: 'campaign win-back, step p1',
  };
  const give = (loyalty: Loyalty, more: object = {}) => grantPoints(loyalty, { ...gift, ...more }, at(then));
  const given = (loyalty: Loyalty, more: object = {}) => {
    const found = give(loyalty, more);
    if ('refused' in found) throw new Error(found.refused);
    return found;
  };

  test('can be spent at once, end as others do, and do not qualify', () => {
    const tiers = { by: 'points', over: '12 months', levels: [{ id: 'silver', name: 'Silver', from: 100 }] };
    const member = happened(nobody({ expiry: { after: '1 month' }, pending: '14 days', tiers }), [order('2026-03-20T12:00Z', 5, 'o-1')]);
    const loyalty = given(member);
    expect(lotsOf(loyalty)).toEqual(['200 2026-04-21T23:00']);
    expect(ledger(loyalty).at(-1)).toBe('granted 200/0 win-back#o#p1#c-1');
    expect(loyalty.change.entries.at(-1)).toMatchObject({ because: gift.because, occurredAt: gift.at, at: at(then) });
    expect(loyalty.change.entries.at(-1)).not.toHaveProperty('by');
    expect(accountIn(loyalty)).toMatchObject({ tier: null, sums: { granted: 200, earned: 5 }, settledAt: at(then) });
    expect(told(loyalty).at(-1)).toBe('points.earned {"points":200,"balance":200}');
    expect(give(loyalty)).toBe(loyalty);
  });

  test('make a member of who is none', () => {
    const loyalty = given(nobody());
    expect(ledger(loyalty)).toEqual(['joined 0/0 win-back#o#p1#c-1#joined', 'granted 200/0 win-back#o#p1#c-1']);
    expect(accountIn(loyalty).joinedAt).toBe(gift.at);
    expect(loyalty.change.joined).toEqual(['club']);
  });

  test('keep points alive that slide', () => {
    expect(text(accountIn(given(nobody({ expiry: { idle: '1 month' } }))).slidesUntil)).toBe('2026-04-21T23:00');
  });

  test('by a colleague are an adjustment, with a name', () => {
    const loyalty = given(nobody(), { by: 'anna@linden.example' });
    expect(loyalty.change.entries.at(-1)).toMatchObject({ kind: 'adjusted', points: 200, by: 'anna@linden.example' });
    expect(accountIn(loyalty).sums).toMatchObject({ adjusted: 200, granted: 0 });
    const less = given(loyalty, { id: 'two', points: -150, by: 'anna@linden.example' });
    expect(less.change.entries.at(-1)).toMatchObject({
      kind: 'adjusted',
      points: -150,
      by: 'anna@linden.example',
      because: gift.because,
      occurredAt: gift.at,
      lots: [{ points: 150 }],
    });
    expect(accountIn(less).sums.adjusted).toBe(50);
    expect(standing(less).balance).toBe(50);
    expect(accountIn(less).settledAt).toBe(at(then));
    expect(standing(given(less, { id: 'three', points: -50 })).balance).toBe(0);
    expect(refusal(give(less, { id: 'three', points: -51 }))).toBe('she has 50 points: 51 cannot be taken');
    expect(given(less, { id: 'three', points: -50 }).change.entries.at(-1)).not.toHaveProperty('by');
  });

  test('are refused where they cannot be', () => {
    expect(refusal(give(nobody(), { program: 'other' }))).toBe('there is no program "other" in force');
    expect(refusal(give(nobody({ status: 'draft' })))).toBe('there is no program "club" in force');
    expect(refusal(give(nobody({}, { taken: ['club'] })))).toBe('another customer with her address is the member');
    expect(refusal(give(nobody(), { points: -5 }))).toBe('she is no member of "The club"');
    for (const points of [0, 1.5, Number.NaN])
      expect(refusal(give(nobody(), { points }))).toBe(`points are a whole number other than 0, not ${points}`);
    const member = happened(nobody(), [order('2026-03-20T12:00Z', 5, 'o-1')]);
    expect(standing(given({ ...member, taken: ['club'] })).balance).toBe(205);
  });

  test('by campaigns end with the program; a colleague may still put right what members have', () => {
    const { programs } = nobody({ status: 'ended' });
    const member = { ...happened(nobody(), [order('2026-03-20T12:00Z', 5, 'o-1')]), programs };
    expect(refusal(give(member))).toBe('"club" has ended: nobody is given points any more');
    expect(standing(given(member, { by: 'anna@linden.example' })).balance).toBe(205);
    expect(refusal(give(nobody({ status: 'ended' }), { by: 'anna@linden.example' }))).toBe(
      '"club" has ended: nobody becomes a member any more',
    );
    expect(standing(given(member, { points: -5 })).balance).toBe(0);
  });

  test('settle first', () => {
    const member = happened(nobody({ expiry: { after: '1 month' } }), [
      did('order.placed', '2026-02-10T12:00Z', { total: { amount: 500, currency: 'GBP' } }),
    ]);
    expect(lotsOf(given(member))).toEqual(['200 2026-04-21T23:00']);
    expect(settle(given(member), at(then))).toEqual(given(member));
  });
});

describe('a program that has ended', () => {
  test('lets a member spend whose membership is over, and only then', () => {
    const club = { join: { activity: 'club.paid', lasts: '12 months' }, rewards: [{ id: 'pen', name: 'Pen', points: 10 }] };
    const member = happened(nobody(club), [did('club.paid', '2026-01-01T10:00Z'), order('2026-12-01T10:00Z', 50, 'o-1')]);
    const when = '2027-01-06T00:00Z';
    const ask = { program: 'club', key: 'k', reward: 'pen', at: at(when) };
    expect(reservePoints(member, ask, at(when))).toEqual({ refused: 'her membership ended on 2027-01-01' });
    const ended = { ...member, programs: nobody({ ...club, status: 'ended' }).programs };
    expect(reservePoints(ended, ask, at(when))).toMatchObject({ entry: { points: -10 } });
  });
});

test('what is remembered for limits is bounded, the latest of all', () => {
  const ids = ['a', 'b', 'c', 'd', 'e', 'f'];
  const many = ids.map((id) => ({ id, name: id, points: 1, perCustomer: { atMost: 100 } }));
  const live = nobody({ rewards: many }).programs[0]!;
  const redeemed = Array.from({ length: 720 }, (_, index): [number, string] => [index, ids[index % 6] ?? '']);
  expect(remembered(redeemed.slice(0, 60), { program: live, now: 9_999 })).toHaveLength(60);
  expect(remembered(redeemed, { program: live, now: 9_999 })).toEqual(redeemed.slice(-mostRedeemed));
});
