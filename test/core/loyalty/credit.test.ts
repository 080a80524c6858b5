import { describe, expect, test } from 'vitest';
import { creditActivity, creditNamed } from '../../../lib/core/loyalty/credit.ts';
import { settle } from '../../../lib/core/loyalty/settle.ts';
import { at, settings } from '../shop.ts';
import { about, accountIn, did, happened, ledger, lotsOf, nobody, order, refund, standing, text, told } from './club.ts';

const march = '2026-03-10T12:00Z';
const first = order(march, 30, 'o-1');

describe('joining', () => {
  test('given nobody, when she orders, then she is a member and this order earns', () => {
    const loyalty = happened(nobody(), [first]);
    expect(ledger(loyalty)).toEqual(['joined 0/0 order.placed#a-o-1#joined', 'earned 30/0 order.placed#a-o-1']);
    expect(loyalty.change.joined).toEqual(['club']);
    expect(told(loyalty)).toEqual(['points.earned {"points":30,"balance":30}']);
    expect(loyalty.change.told[0]).toMatchObject({ id: 'club#order.placed#a-o-1', customer: 'c-1', occurredAt: at(march) });
    expect(accountIn(loyalty)).toMatchObject({ joinedAt: at(march), memberUntil: null, settledAt: at(march), dueAt: null, owed: 0 });
    expect(accountIn(loyalty).sums).toEqual({ earned: 30, takenBack: 0, granted: 0, spent: 0, returned: 0, expired: 0, adjusted: 0 });
    expect(loyalty.change.entries[1]).toMatchObject({
      program: 'club',
      at: at(march),
      occurredAt: at(march),
      because: 'order.placed: per-pound 30',
    });
    expect(loyalty.change.entries[0]?.because).toBe('order.placed a-o-1');
  });

  test('given a club by an amount, when an order is too small, then nothing happens', () => {
    const club = nobody({ join: { activity: 'order.placed', where: { field: 'activity.total', atLeast: '50 GBP' } } });
    expect(happened(club, [first])).toBe(club);
    expect(standing(happened(club, [first, order('2026-03-11T12:00Z', 50, 'o-2')])).balance).toBe(50);
  });

  test('given a club that is joined by a fee, then orders before it earn nothing', () => {
    const club = nobody({ join: { activity: 'club.paid' } });
    const loyalty = happened(club, [first, did('club.paid', '2026-03-11T12:00Z'), order('2026-03-12T12:00Z', 7, 'o-2')]);
    expect(standing(loyalty).balance).toBe(7);
    expect(loyalty.change.joined).toEqual(['club']);
    expect(standing(happened(loyalty, [order('2026-03-11T11:59Z', 9, 'o-3')], '2026-03-13T12:00Z')).balance).toBe(7);
    expect(standing(happened(loyalty, [order('2026-03-11T12:00Z', 9, 'o-3')], '2026-03-13T12:00Z')).balance).toBe(16);
  });

  test('given another member with her address, then she does not join', () => {
    const closed = nobody({}, { taken: ['club'] });
    expect(happened(closed, [first])).toBe(closed);
    expect(standing(happened(nobody({}, { taken: ['other'] }), [first])).balance).toBe(30);
  });

  test('given a program that has ended, then nobody joins or earns, and refunds still take back', () => {
    const ended = nobody({ status: 'ended' });
    expect(happened(ended, [first])).toBe(ended);
    const member = happened(nobody(), [first]);
    const later = { ...member, programs: ended.programs };
    expect(happened(later, [order('2026-03-11T12:00Z', 5, 'o-2')])).toBe(later);
    expect(standing(happened(later, [refund('2026-03-11T12:00Z', 30, 'o-1')])).balance).toBe(0);
  });

  test('given orders that arrive in reverse, then both earn and she joined by the earlier', () => {
    const early = order('2026-03-01T12:00Z', 10, 'o-0');
    const loyalty = happened(nobody(), [first, early], march);
    expect(standing(loyalty).balance).toBe(40);
    expect(accountIn(loyalty).joinedAt).toBe(early.occurredAt);
    expect(loyalty.change.joined).toEqual(['club']);
  });
});

describe('a membership that lasts', () => {
  const club = { join: { activity: 'club.paid', lasts: '12 months' } };
  const paid = did('club.paid', march);

  test('it ends with its last day, and then nothing is earned', () => {
    const member = happened(nobody(club), [paid]);
    expect(text(accountIn(member).memberUntil)).toBe('2027-03-11T00:00');
    expect(accountIn(member).dueAt).toBe(at('2027-03-11T00:00Z'));
    const last = order('2027-03-10T23:59Z', 5, 'o-1');
    const loyalty = happened(member, [last, order('2027-03-11T00:00Z', 9, 'o-2')]);
    expect(standing(loyalty).balance).toBe(5);
    expect(ledger(loyalty)).toContain('left 0/0 left#2027-03-11T00:00:00.000Z');
    expect(loyalty.orders.map(({ order }) => order)).toEqual(['o-1']);
    expect(accountIn(loyalty).dueAt).toBeNull();
  });

  test('a fee before its end adds to what is left, once; a late fee of long ago makes it no shorter', () => {
    const member = happened(nobody(club), [paid]);
    const renewed = happened(member, [did('club.paid', '2027-02-01T12:00Z')]);
    expect(text(accountIn(renewed).memberUntil)).toBe('2028-03-11T00:00');
    expect(ledger(renewed).at(-1)).toBe('joined 0/0 club.paid#club.paid@2027-02-01T12:00Z#joined');
    expect(renewed.change.joined).toEqual(member.change.joined);
    expect(renewed.change.entries.at(-1)?.because).toMatch(/^renewed: club.paid /);
    const late = happened(renewed, [did('club.paid', '2026-01-01T12:00Z')], '2027-02-02T12:00Z');
    expect(text(accountIn(late).memberUntil)).toBe('2028-03-11T00:00');
    expect(accountIn(late).joinedAt).toBe(at('2026-01-01T12:00Z'));
    expect(happened(renewed, [did('club.paid', '2027-02-01T12:00Z')])).toBe(renewed);
  });

  test('an order renews from its day, silently', () => {
    const byOrder = { join: { activity: 'order.placed', lasts: '12 months' } };
    const orders = [order(march, 5, 'o-1'), order('2026-04-01T12:00Z', 5, 'o-2')];
    const renewed = happened(nobody(byOrder), orders);
    expect(text(accountIn(renewed).memberUntil)).toBe('2027-04-01T23:00');
    expect(ledger(renewed).filter((line) => line.startsWith('joined'))).toHaveLength(1);
  });

  test('paid again after its end she is a member again, with the points that she had', () => {
    const member = happened(nobody(club), [paid, order('2026-04-01T12:00Z', 8, 'o-1')]);
    const again = happened(member, [did('club.paid', '2027-03-11T00:00Z')]);
    expect(again.change.joined).toEqual(['club', 'club']);
    expect(ledger(again).at(-1)).toBe('joined 0/0 club.paid#club.paid@2027-03-11T00:00Z#joined');
    expect(standing(again).balance).toBe(8);
    expect(text(accountIn(again).memberUntil)).toBe('2028-03-12T00:00');
  });

  test('where the program no longer ends memberships, the next renewal holds for ever, and for ever stays so', () => {
    const member = happened(nobody(club), [paid]);
    const open = happened({ ...member, programs: nobody({ join: { activity: 'club.paid' } }).programs }, [
      did('club.paid', '2026-05-01T12:00Z'),
    ]);
    expect(accountIn(open).memberUntil).toBeNull();
    const back = happened({ ...open, programs: member.programs }, [did('club.paid', '2026-06-01T12:00Z')]);
    expect(accountIn(back).memberUntil).toBeNull();
  });
});

function earned(more: object, activity = first, subject = about(march).subject): number {
  const joined = creditActivity(nobody({ join: { activity: 'club.joined' }, ...more }), did('club.joined', '2026-01-01T00:00Z'), {
    subject,
    now: at('2026-01-01T00:00Z'),
  });
  return standing(creditActivity(joined, activity, { subject, now: at('2026-03-20T00:00Z') })).balance;
}
const perPound = { id: 'per-pound', activity: 'order.placed', points: 1, per: '1 GBP' };
const rule = (more: object) => ({ earn: [{ ...perPound, ...more }] });
const paying = (amount: number, currency: string) => did('order.placed', march, { orderId: 'x', total: { amount, currency } });

describe('what is earned', () => {
  test.each([
    ['by the pound, rounded down', rule({}), order(march, 29.99), 29],
    ['for ten pounds each, also for parts of it', rule({ points: 5, per: '10 GBP' }), order(march, 25), 12],
    ['rounded to the nearest', { rounding: 'nearest', ...rule({ points: 5, per: '10 GBP' }) }, order(march, 25), 13],
    ['rounded up', { rounding: 'up' }, order(march, 29.01), 30],
    ['a whole number stays one, whatever binary fractions say', { rounding: 'up', multiply: [{ id: 'm', by: 1.1 }] }, order(march, 10), 11],
    ['and rounded down as well', { ...rule({ points: 1, per: '0.10 GBP' }) }, order(march, 0.7), 7],
    ['in the currency that the rule names', rule({ per: ['1 GBP', '2 EUR'] }), paying(1000, 'EUR'), 5],
    ['converted to the first amount', rule({ per: '1 GBP' }), paying(1000, 'EUR'), 8],
    ['converted from a currency without small units', rule({ per: '1 GBP' }), paying(10_000, 'JPY'), 50],
    ['converted to an amount below one penny', rule({ per: '1 JPY' }), paying(100, 'GBP'), 200],
    ['converted to the first amount that has a rate', rule({ per: ['1 CHF', '1 EUR'] }), paying(800, 'GBP'), 10],
    ['nothing without a rate', rule({ per: '1 GBP' }), paying(1000, 'CHF'), 0],
    ['nothing for an amount of nothing', rule({ per: '0 GBP' }), order(march, 10), 0],
    ['nothing below nothing', rule({}), paying(-1000, 'GBP'), 0],
    ['nothing without a total', rule({}), did('order.placed', march, { orderId: 'x' }), 0],
    ['for each activity', { earn: [{ id: 'r', activity: 'review.written', points: 25 }] }, did('review.written', march), 25],
    ['of no other activity', { earn: [{ id: 'r', activity: 'review.written', points: 25 }] }, first, 0],
    ['of another property', rule({ of: 'goods' }), did('order.placed', march, { goods: { amount: 500, currency: 'GBP' } }), 5],
    ['where a condition holds', rule({ where: { field: 'activity.total', atLeast: '30 GBP' } }), first, 30],
    ['not where it does not', rule({ where: { field: 'activity.total', atLeast: '31 GBP' } }), first, 0],
    ['not where it is unknown', rule({ where: { field: 'activity.shop', is: 'x' } }), first, 0],
    ['by several rules', { earn: [perPound, { id: 'each', activity: 'order.placed', points: 100 }] }, first, 130],
    ['rounded once', { earn: [perPound, { ...perPound, id: 'more' }] }, order(march, 1.5), 3],
    ['no more than a thousand million', rule({ points: 1_000_000, per: '1 GBP' }), order(march, 1_000_000), 1_000_000_000],
  ])('%s', (_, more, activity, points) => {
    expect(earned(more, activity)).toBe(points);
  });

  test('the number of points may stand in the activity', () => {
    const partner = { earn: [{ id: 'partner', activity: 'partner.stay', points: 'activity.points' }] };
    const stay = (points: number | string) => did('partner.stay', march, { points });
    expect(earned(partner, stay(70))).toBe(70);
    expect(earned(partner, stay(7.9))).toBe(7);
    expect(earned(partner, stay(-70))).toBe(0);
    expect(earned(partner, stay('70'))).toBe(0);
    expect(earned(partner, did('partner.stay', march))).toBe(0);
  });

  const lines = [
    { category: 'tea', price: { amount: 1200, currency: 'GBP' } },
    { category: 'cups', price: { amount: 800, currency: 'GBP' } },
    { category: 'tea', price: { amount: 1000, currency: 'EUR' } },
    { price: { amount: 5000, currency: 'GBP' } },
    { category: 'tea' },
    'no line',
    null,
  ];
  test('only what lines of a category cost', () => {
    expect(earned(rule({ categories: ['tea'] }), order(march, 30, 'x', { lines }))).toBe(20);
    expect(earned(rule({ categories: ['tea', 'cups'] }), order(march, 30, 'x', { lines }))).toBe(28);
    expect(earned(rule({ categories: ['tea'] }), order(march, 30, 'x', { categories: ['tea'] }))).toBe(0);
    expect(earned(rule({ categories: ['tea'] }), order(march, 30, 'x', { lines: 'none' }))).toBe(0);
  });

  test('for each activity with something of a category', () => {
    const tea = { earn: [{ id: 'tea', activity: 'order.placed', points: 50, categories: ['tea'] }] };
    expect(earned(tea, order(march, 30, 'x', { lines }))).toBe(50);
    expect(earned(tea, order(march, 30, 'x', { categories: ['cups', 'tea'] }))).toBe(50);
    expect(earned(tea, order(march, 30, 'x', { categories: ['cups'] }))).toBe(0);
    expect(earned(tea, first)).toBe(0);
  });
});

describe('multipliers', () => {
  const times = (...multiply: object[]) => ({ multiply });

  test('the highest that holds counts, of equal ones the first', () => {
    expect(earned(times({ id: 'two', by: 2 }, { id: 'three', by: 3 }, { id: 'half', by: 1.5 }))).toBe(90);
    const loyalty = happened(nobody(times({ id: 'a', by: 2 }, { id: 'b', by: 2 })), [first]);
    expect(loyalty.change.entries.at(-1)?.because).toBe('order.placed: per-pound 30 × 2 (a)');
  });

  test('by day: the first day and the last are in it', () => {
    const week = times({ id: 'week', by: 2, from: '2026-03-10', until: '2026-03-12' });
    expect(earned(week, order('2026-03-09T23:59Z', 1))).toBe(1);
    expect(earned(week, order('2026-03-10T00:00Z', 1))).toBe(2);
    expect(earned(week, order('2026-03-12T23:59Z', 1))).toBe(2);
    expect(earned(week, order('2026-03-13T00:00Z', 1))).toBe(1);
  });

  test('by rule, and by a condition', () => {
    expect(earned(times({ id: 'm', by: 2, earn: ['other'] }))).toBe(30);
    expect(earned(times({ id: 'm', by: 2, earn: ['per-pound'] }))).toBe(60);
    expect(earned(times({ id: 'm', by: 2, where: { field: 'activity.total', atLeast: '31 GBP' } }))).toBe(30);
    expect(earned(times({ id: 'm', by: 2, where: { field: 'activity.total', atLeast: '30 GBP' } }))).toBe(60);
  });

  test('by tier: the one that she had before', () => {
    const tiers = { by: 'points', over: '12 months', levels: [{ id: 'gold', name: 'Gold', from: 30 }] };
    const club = nobody({ tiers, multiply: [{ id: 'gold-double', by: 2, tiers: ['gold'] }] });
    expect(standing(happened(club, [first])).balance).toBe(30);
    expect(standing(happened(club, [first, order('2026-03-11T12:00Z', 10, 'o-2')])).balance).toBe(50);
    expect(earned(times({ id: 'm', by: 2, tiers: ['gold'] }))).toBe(30);
  });

  test('what one activity earns by several rules is multiplied rule by rule', () => {
    const both = {
      earn: [perPound, { id: 'each', activity: 'order.placed', points: 100 }],
      multiply: [{ id: 'm', by: 2, earn: ['each'] }],
    };
    expect(earned(both)).toBe(230);
  });
});

describe('the return window', () => {
  const waiting = { pending: '14 days' };

  test('points are pending until it closes, and released then', () => {
    const loyalty = happened(nobody(waiting), [first]);
    expect(standing(loyalty)).toEqual({ balance: 0, pending: 30 });
    expect(ledger(loyalty).at(-1)).toBe('earned 0/30 order.placed#a-o-1');
    expect(accountIn(loyalty).dueAt).toBe(at('2026-03-24T12:00Z'));
    expect(told(loyalty)).toEqual(['points.earned {"points":30,"balance":0}']);
    expect(settle(loyalty, at('2026-03-24T11:59:59.999Z'))).toBe(loyalty);
    const later = settle(loyalty, at('2026-03-24T12:00Z'));
    expect(standing(later)).toEqual({ balance: 30, pending: 0 });
    expect(ledger(later).at(-1)).toBe('released 30/-30 released#2026-03-24T12:00:00.000Z');
    expect(accountIn(later)).toMatchObject({ settledAt: at('2026-03-24T12:00Z'), dueAt: null });
  });

  test('an order told after its window can be spent at once, and expiry counts from when it could be spent', () => {
    const club = nobody({ ...waiting, expiry: { after: '1 month' } });
    const loyalty = happened(club, [first], '2026-04-01T12:00Z');
    expect(standing(loyalty)).toEqual({ balance: 30, pending: 0 });
    expect(lotsOf(loyalty)).toEqual(['30 2026-04-24T23:00']);
  });

  test('a rule may have a window of its own; the parts add up to the rounded sum', () => {
    const each = { id: 'each', activity: 'order.placed', points: 1, per: '2 GBP', pending: '30 days' };
    const loyalty = happened(nobody({ earn: [each, perPound], pending: '7 days' }), [order(march, 2.75, 'o-1')]);
    expect(standing(loyalty)).toEqual({ balance: 0, pending: 4 });
    expect(accountIn(loyalty).pending).toEqual([
      { points: 2, from: at('2026-03-17T12:00Z'), until: null },
      { points: 2, from: at('2026-04-09T11:00Z'), until: null },
    ]);
    expect(loyalty.change.entries[1]?.because).toBe('order.placed: per-pound 2.75, each 1.375');
  });

  test('an order from a clock that is ahead is not pending for that', () => {
    expect(standing(happened(nobody(), [order('2026-03-10T12:05Z', 3)], march))).toEqual({ balance: 3, pending: 0 });
  });

  test('points whose time was over before they came are entered as earned and as expired', () => {
    const loyalty = happened(nobody({ expiry: { after: '1 month' } }), [first], '2026-06-01T12:00Z');
    expect(ledger(loyalty)).toEqual([
      'joined 0/0 order.placed#a-o-1#joined',
      'earned 30/0 order.placed#a-o-1',
      'expired -30/0 order.placed#a-o-1#expired',
    ]);
    expect(loyalty.change.entries.at(-1)).toMatchObject({ occurredAt: at('2026-04-10T23:00Z'), lots: [{ points: 30 }] });
    expect(standing(loyalty).balance).toBe(0);
    expect(accountIn(loyalty).sums).toMatchObject({ earned: 30, expired: 30 });
    expect(told(loyalty)).toEqual(['points.expired {"points":30,"balance":0}', 'points.earned {"points":30,"balance":0}']);
  });
});

describe('an order earns once', () => {
  test('the same activity again, or the same order under another name, changes nothing', () => {
    const loyalty = happened(nobody(), [first]);
    expect(happened(loyalty, [first])).toBe(loyalty);
    expect(happened(loyalty, [{ ...first, id: 'another' }])).toBe(loyalty);
  });

  test('what a failed write taught stands, too', () => {
    const member = { ...happened(nobody(), [first]), orders: [] };
    const review = did('review.written', '2026-03-11T12:00Z');
    const told = { ...member, programs: nobody({ earn: [{ id: 'r', activity: 'review.written', points: 5 }] }).programs };
    expect(standing(happened(told, [review])).balance).toBe(35);
    const knows = { ...told, entered: new Set(['club#review.written#review.written@2026-03-11T12:00Z']) };
    expect(happened(knows, [review])).toBe(knows);
    expect(
      standing(happened({ ...told, entered: new Set(['other#review.written#review.written@2026-03-11T12:00Z']) }, [review])).balance,
    ).toBe(35);
  });

  test('without an id of the order, the activity is the order', () => {
    const bare = did('order.placed', march, { total: { amount: 500, currency: 'GBP' } }, 'a-9');
    const loyalty = happened(nobody(), [bare, refund('2026-03-11T12:00Z', 5, 'a-9')]);
    expect(standing(loyalty).balance).toBe(0);
  });

  test('a long name of an activity is told under a short one', () => {
    const loyalty = happened(nobody(), [{ ...first, id: 'x'.repeat(128) }]);
    expect(loyalty.change.told[0]?.id).toMatch(/^club#[0-9a-z]{5,12}$/);
  });

  test('nothing that was given is changed', () => {
    const before = happened(nobody({ pending: '1 day' }), [first]);
    const copy = structuredClone({ ...before, programs: [] });
    happened(before, [order('2026-03-12T12:00Z', 4, 'o-2'), refund('2026-03-13T12:00Z', 30, 'o-1')]);
    expect({ ...before, programs: [] }).toEqual(copy);
  });

  test('each program credits for itself', () => {
    const two = nobody();
    const both = { ...two, programs: [...two.programs, ...nobody({ id: 'second', earn: [{ ...perPound, points: 3 }] }).programs] };
    const loyalty = happened(both, [first]);
    expect(loyalty.accounts.map(({ program, lots }) => [program, lots[0]?.points])).toEqual([
      ['club', 30],
      ['second', 90],
    ]);
    expect(loyalty.orders).toHaveLength(2);
  });
});

describe('points for somebody who is named', () => {
  const friend = { id: 'friend', activity: 'friend.ordered', points: 200, for: 'referrerId' };
  const club = { earn: [perPound, friend] };
  const ordered = { ...did('friend.ordered', '2026-03-11T12:00Z', { referrerId: ' c-1 ' }), customer: 'c-2' };
  const then = about('2026-03-11T12:00Z');

  test('the member who is named gets them, once', () => {
    const member = happened(nobody(club), [first]);
    const loyalty = creditNamed(member, ordered, then);
    expect(standing(loyalty).balance).toBe(230);
    expect(ledger(loyalty).at(-1)).toMatch(/^earned 200\/0 named#[0-9a-z]+#friend\.ordered#friend\.ordered@2026-03-11T12:00Z$/);
    expect(creditNamed(loyalty, ordered, then)).toBe(loyalty);
    expect(standing(creditNamed(loyalty, { ...ordered, customer: 'c-3' }, then)).balance).toBe(430);
  });

  test('nobody who is no member, and nobody who names herself', () => {
    const stranger = nobody(club);
    expect(creditNamed(stranger, ordered, then)).toBe(stranger);
    const member = happened(stranger, [first]);
    expect(creditNamed(member, { ...ordered, customer: 'c-1' }, then)).toBe(member);
    expect(happened(member, [{ ...ordered, customer: 'c-1' }])).toBe(member);
  });

  test('nobody else, and not by the rules without "for"', () => {
    const member = happened(nobody(club), [first]);
    for (const referrerId of ['c-9', 7, null]) expect(creditNamed(member, { ...ordered, data: { referrerId } }, then)).toBe(member);
    expect(creditNamed(member, { ...order('2026-03-11T12:00Z', 10, 'o-2'), customer: 'c-2' }, then)).toBe(member);
  });

  test('not where the program has ended, not after her membership', () => {
    const member = happened(nobody(club), [first]);
    const ended = { ...member, programs: nobody({ ...club, status: 'ended' }).programs };
    expect(creditNamed(ended, ordered, then)).toBe(ended);
    const short = happened(nobody({ ...club, join: { activity: 'order.placed', lasts: '1 day' } }), [order('2026-01-01T12:00Z', 1)]);
    expect(standing(creditNamed(short, ordered, then)).balance).toBe(1);
  });

  test('who did it can be asked, and they lift her tier', () => {
    const tiers = { by: 'points', over: '12 months', levels: [{ id: 'gold', name: 'Gold', from: 150 }] };
    const where = { field: 'activity.by', is: 'c-2' };
    const member = happened(nobody({ earn: [perPound, { ...friend, where }], tiers }), [first]);
    expect(accountIn(creditNamed(member, ordered, then)).tier?.id).toBe('gold');
    expect(creditNamed(member, { ...ordered, customer: 'c-3' }, then)).toBe(member);
  });
});

test('the rates are those of the settings', () => {
  expect(nobody().programs[0]?.rates).toEqual(settings.rates);
});
