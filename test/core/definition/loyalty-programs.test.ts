import { describe, expect, it } from 'vitest';
import { checkLibrary, checkProgramPart } from '../../../lib/core/definition/check-library.ts';
import type { Library } from '../../../lib/core/definition/library.ts';
import { couponPoolSchema, loyaltyProgramSchema } from '../../../lib/core/definition/loyalty-program.ts';
import { salvage } from '../../../lib/core/definition/salvage.ts';
import { data, fixture, library, program, show } from './shop.ts';

const fee = { activity: 'fee.paid', points: 1 };
const order = { id: 'orders', activity: 'order.placed', points: 1 };

function problemsOf(more: object, around: Partial<Library> = {}): string[] {
  return show(checkLibrary(library([], { programs: [{ file: 'club.json', value: program(more) }], ...around })));
}

const earn = (...rules: object[]) => problemsOf({ earn: rules });
const rewards = (...list: object[]) =>
  problemsOf({ rewards: list.map((each, index) => ({ id: `r${index}`, name: 'A gift', points: 10, ...each })) });
const tiers = (levels: object[], more: object = {}) => problemsOf({ tiers: { by: 'points', over: '12 months', levels, ...more } });

describe('a program that is right', () => {
  it.each(['loyalty/club.json', 'loyalty/big-spenders.json'])('has no problem: %s', (name) => {
    const value = loyaltyProgramSchema.parse(fixture(name));
    expect(show(checkLibrary(library([], { programs: [{ file: name, value }], programIds: [value.id] })))).toEqual([]);
  });

  it('may earn for money, lines of categories, what an activity tells, and another customer', () => {
    expect(
      earn(
        { ...order, per: ['1 GBP', '1.20 EUR', '1 USD'] },
        { ...order, id: 'coffee', per: '1 GBP', categories: ['coffee'] },
        { id: 'fee', ...fee, per: '1 GBP', of: 'amount' },
        { id: 'friends', activity: 'friend.joined', points: 100, for: 'referrerId' },
      ),
    ).toEqual([]);
  });

  it('asks in its conditions for fields of the customer, her points and the activity', () => {
    const where = {
      all: [
        { field: 'activity.total', atLeast: '20 GBP' },
        { field: 'metrics.orders', atMost: 1 },
        { field: 'points.member', is: true },
      ],
    };
    expect(earn({ ...order, per: '1 GBP', where })).toEqual([]);
  });
});

describe('what points are given for', () => {
  it.each<[string, object, string]>([
    ['an activity that is not declared', { activity: 'order.payed', points: 1 }, 'activity: there is no such activity in data.json'],
    [
      'an activity that a program tells',
      { activity: 'points.earned', points: 1 },
      'activity: points.earned is told by programs: points for it would earn points again; give them by a campaign with a "reward"',
    ],
    ['points that stand nowhere', { activity: 'order.placed', points: 'activity.points' }, 'points: there is no activity.points'],
    [
      'points that are no number',
      { activity: 'order.placed', points: 'activity.orderId' },
      'points: must lead to a number; activity.orderId is text',
    ],
    [
      'points of the customer',
      { activity: 'order.placed', points: 'customer.points' },
      'points: points stand in the activity, such as "activity.points"',
    ],
    [
      'points of a path for money',
      { activity: 'order.placed', points: 'activity.points', per: '1 GBP' },
      'points: points for each amount of money are a number',
    ],
    [
      'money that the activity does not tell',
      { activity: 'fee.paid', points: 1, per: '1 GBP' },
      'per: fee.paid has no property "total" in data.json: say by "of" where the money stands',
    ],
    [
      'what is no money',
      { activity: 'order.placed', points: 1, per: '1 GBP', of: 'orderId' },
      'of: money is wanted here; order.placed tells "orderId" as text',
    ],
    ['"of" alone', { activity: 'fee.paid', points: 1, of: 'amount' }, 'of: "of" goes with "per": points for so much money'],
    ['an amount of nothing', { activity: 'order.placed', points: 1, per: '0.00 GBP' }, 'per: an amount above 0'],
    [
      'a currency twice',
      { activity: 'order.placed', points: 1, per: ['1 GBP', '2 GBP'] },
      'per[1]: another amount in GBP stands here already',
    ],
    [
      'a currency without a rate',
      { activity: 'order.placed', points: 1, per: '1 CHF' },
      'per: there is no rate for CHF: add what 1 CHF is worth in GBP to "rates" in settings.json',
    ],
    [
      'categories without money',
      { activity: 'order.placed', points: 1, categories: ['tea'] },
      'categories: "categories" goes with "per": points for what lines of them cost',
    ],
    [
      'categories of what has no lines',
      { activity: 'fee.paid', points: 1, per: '1 GBP', of: 'amount', categories: ['tea'] },
      'categories: fee.paid tells no "lines" with "category" and "price" in data.json',
    ],
    ['nobody', { activity: 'friend.joined', points: 1, for: 'referrer' }, 'for: friend.joined has no such property in data.json'],
    [
      'a segment',
      { ...order, where: { segment: 'vip' } },
      'where.segment: the condition of a program asks fields only, such as activity.total or metrics.orders',
    ],
    [
      'a did',
      { ...order, where: { all: [{ did: { activity: 'order.placed' } }] } },
      'where.all[0].did: the condition of a program asks fields only, such as activity.total or metrics.orders',
    ],
    [
      'a trigger',
      { ...order, where: { field: 'trigger.total', exists: true } },
      'where.field: trigger.* means nothing in the condition of a program; there are customer.*, metrics.*, consent.*, points.*, activity.*',
    ],
    [
      'a property that is not there',
      { ...order, where: { field: 'activity.totals', exists: true } },
      'where.field: there is no activity.totals',
    ],
  ])('refuses %s', (_what, rule, because) => {
    expect(earn({ id: 'a', ...rule })).toEqual([`error earn[0].${because}`]);
  });

  it('warns of a property that may be missing', () => {
    expect(earn({ id: 'a', activity: 'order.placed', points: 5, for: 'coupon' })).toEqual([
      expect.stringContaining('warning earn[0].for: a refund does not take these points back'),
      'warning earn[0].for: "coupon" is optional; without it nothing is earned',
    ]);
  });

  it('warns of what an order earns and no refund takes back', () => {
    const notBack = (key: string) => [expect.stringContaining(`warning earn[0].${key}: a refund does not take these points back`)];
    const activities = { ...data.activities, 'order.shipped': { properties: { orderId: { type: 'text' as const, required: true } } } };
    const around = { data: { ...data, activities } };
    expect(problemsOf({ earn: [{ id: 'a', activity: 'order.shipped', points: 5 }] }, around)).toEqual(notBack('activity'));
    expect(earn({ id: 'a', activity: 'friend.joined', points: 5, for: 'referrerId' })).toEqual([]);
  });

  it.each([
    [{ earn: [{ ...order, points: 1_000_001 }] }, 'from 1 to 1000000'],
    [{ rewards: [{ id: 'mug', name: 'A mug', points: 2 ** 40 }] }, 'from 1 to 1000000'],
    [{ rewards: [{ id: 'mug', name: 'A mug', points: 5, perCustomer: { atMost: 1000 } }] }, 'from 1 to 100'],
    [{ redemptions: { atMost: 1000, per: '1 day' } }, 'from 1 to 100'],
  ])('has an upper bound: %j', (more, sentence) => {
    expect(() => program(more)).toThrow(sentence);
  });

  it('refuses two rules of one id', () => {
    expect(earn(order, order)).toEqual(['error earn[1].id: another rule of earning is already called "orders"']);
  });
});

describe('multipliers', () => {
  const multiply = (...list: object[]) => problemsOf({ multiply: list.map((each, index) => ({ id: `m${index}`, by: 2, ...each })) });

  it.each<[object, string]>([
    [{ earn: ['order'] }, 'earn[0]: there is no such rule of earning in this program'],
    [{ tiers: ['silver'] }, 'tiers[0]: there is no such tier in this program'],
    [{ from: '2027-03-02', until: '2027-03-01' }, 'until: the last day must not come before the first, 2027-03-02'],
    [{ where: { field: 'activity.referrerId', exists: true } }, 'where.field: there is no activity.referrerId'],
  ])('refuses %o', (rule, because) => {
    expect(multiply(rule)).toEqual([`error multiply[0].${because}`]);
  });

  it('asks of every activity that it multiplies', () => {
    const rules = [order, { id: 'friends', activity: 'friend.joined', points: 5 }];
    const where = { field: 'activity.total', atLeast: '50 GBP' };
    expect(problemsOf({ earn: rules, multiply: [{ id: 'm', by: 2, where }] })).toEqual([
      'error multiply[0].where.field: there is no activity.total (of friend.joined)',
    ]);
    expect(problemsOf({ earn: rules, multiply: [{ id: 'm', by: 2, where, earn: ['orders'] }] })).toEqual([]);
  });

  it('holds on a single day', () => {
    expect(multiply({ from: '2027-03-01', until: '2027-03-01' })).toEqual([]);
  });
});

describe('tiers', () => {
  const gold = { id: 'gold', name: 'Gold', from: 100 };

  it.each<[object[], object, string]>([
    [[gold, { id: 'best', name: 'Best', from: 100 }], {}, '[1].from: more than the level before it, which begins at 100'],
    [[gold], { by: 'spend' }, '[0].from: an amount, such as "200 GBP": the tiers go by spend'],
    [[{ ...gold, from: '100 GBP' }], {}, '[0].from: a number of points: the tiers go by points'],
    [[gold, { ...gold, from: 200 }], {}, '[1].id: another level is already called "gold"'],
    [
      [
        { ...gold, from: '100 GBP' },
        { id: 'best', name: 'Best', from: '110 EUR' },
      ],
      { by: 'spend' },
      '[1].from: more than the level before it, which begins at 100 GBP',
    ],
    [
      [{ ...gold, from: '100 CHF' }],
      { by: 'spend' },
      '[0].from: there is no rate for CHF: add what 1 CHF is worth in GBP to "rates" in settings.json',
    ],
    [[{ ...gold, name: { de: 'Gold' } }], {}, '[0].name: the name in the default language is missing: "en"'],
  ])('refuses %o', (levels, more, because) => {
    expect(tiers(levels, more)).toEqual([`error tiers.levels${because}`]);
  });

  it('warns of a name that lacks another language', () => {
    expect(tiers([{ ...gold, name: { en: 'Gold' } }])).toEqual([
      'warning tiers.levels[0].name: the name in "de" is missing; these customers read it in "en"',
    ]);
  });
});

describe('rewards', () => {
  it.each<[object, string]>([
    [{ coupon: 'back-30' }, 'coupon: there is no such pool of codes in coupons/'],
    [{ validFor: '30 days' }, 'validFor: "validFor" is how long a code holds: it goes with "coupon"'],
    [{ stock: 1, perCustomer: { atMost: 2 } }, 'perCustomer.atMost: no more than there are: the stock is 1'],
    [{ tiers: ['silver'] }, 'tiers[0]: there is no such tier in this program'],
    [{ from: '2027-03-02', until: '2027-03-01' }, 'until: the last day must not come before the first, 2027-03-02'],
    [{ cost: '5 CHF' }, 'cost: there is no rate for CHF: add what 1 CHF is worth in GBP to "rates" in settings.json'],
  ])('refuses %o', (reward, because) => {
    expect(rewards(reward)).toEqual([`error rewards[0].${because}`]);
  });

  it('refuses two of one id', () => {
    expect(rewards({}, { id: 'r0' })).toEqual(['error rewards[1].id: another reward is already called "r0"']);
  });
});

describe('how points end', () => {
  it.each<[object, string]>([
    [
      { expiry: undefined, remind: ['7 days'] },
      'error remind: points of this program never end, so nobody is reminded: add "expiry", or take "remind" away',
    ],
    [{ expiry: { each: '02-29' } }, 'error expiry.each: there is a 29 February every four years only: say "02-28"'],
    [{ expiry: { each: '04-31' } }, 'error expiry.each: a day of the year that exists, such as "12-31"'],
    [{ remind: ['7 days', '7 days'] }, 'error remind[1]: the same time twice'],
    [
      { expiry: { after: '1 month' }, remind: ['30 days'] },
      'warning remind[0]: points end after 1 month: she would be reminded when she has just earned them',
    ],
    [{ brand: 'shops' }, 'error brand: there is no such brand in settings.json'],
    [{ join: { activity: 'fee.payed' } }, 'error join.activity: there is no such activity in data.json'],
    [{ pointCost: '0.01 CHF' }, 'error pointCost: there is no rate for CHF: add what 1 CHF is worth in GBP to "rates" in settings.json'],
  ])('refuses %o', (more, because) => {
    expect(problemsOf(more)).toEqual([because]);
  });
});

describe('several', () => {
  it('programs and pools of one id are refused', () => {
    const twice = <T>(value: T) => [
      { file: 'a.json', value },
      { file: 'b.json', value },
    ];
    const pools = twice(couponPoolSchema.parse({ id: 'spring', name: 'Spring', codes: 'imported' }));
    expect(show(checkLibrary(library([], { programs: twice(program()), pools })))).toEqual([
      'error id: a.json is the loyalty program "club" already',
      'error id: a.json is the pool of codes "spring" already',
    ]);
  });

  it('imported codes take no prefix', () => {
    const value = couponPoolSchema.parse({ id: 'x', name: 'X', codes: 'imported', prefix: 'X-' });
    expect(show(checkLibrary(library([], { pools: [{ file: 'x.json', value }] })))).toEqual([
      'error prefix: imported codes stand as they were imported: "prefix" goes with "codes": "generated"',
    ]);
  });
});

describe('a program with a mistake', () => {
  const rest = (more: object) => {
    const found = salvage(loyaltyProgramSchema, JSON.parse(JSON.stringify({ ...program(), ...more })));
    return found && show(checkProgramPart(found, library([])).map((problem) => ({ file: 'club.json', ...problem })));
  };

  it('has the rest checked all the same', () => {
    expect(
      rest({
        rounding: 'sideways',
        earn: [
          { ...order, activity: 'order.payed' },
          { id: 'x', points: 1 },
        ],
      }),
    ).toEqual(['error earn[0].activity: there is no such activity in data.json']);
  });

  it.each([
    ['its points', { points: -5 }],
    ['a day that does not exist', { points: 10, until: '2027-02-30' }],
    ['no points', {}],
  ])('has the pool of a reward checked, also where its mistake is %s', (_, more) => {
    const reward = { id: 'coffee', name: 'A coffee', coupon: 'cofee', ...more };
    expect(rest({ rounding: 'sideways', rewards: [reward] })).toEqual([
      'error rewards[0].coupon: there is no such pool of codes in coupons/',
    ]);
  });

  it('has the pools of its other rewards checked', () => {
    const rewards = [{ points: 5, prize: true }, { id: 'Wrong' }, { id: 'coffee', name: 'A coffee', points: 10, coupon: 'cofee' }];
    expect(rest({ rewards })).toEqual(['error rewards[2].coupon: there is no such pool of codes in coupons/']);
  });

  it('is not told what only follows from it', () => {
    const rewards = [{ id: 'gift', name: 'A gift', points: 10, tiers: ['gold'] }];
    const multiply = [{ id: 'double', by: 2, earn: ['orders'] }];
    expect(rest({ expiry: { afer: '12 months' }, tiers: { by: 'points' }, rewards })).toEqual([]);
    expect(rest({ earn: [{ ...order, id: 'Orders' }], multiply })).toEqual([]);
  });
});
