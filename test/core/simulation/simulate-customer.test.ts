import { describe, expect, it } from 'vitest';
import type { CampaignInput } from '../../../lib/core/definition/campaign.ts';
import { couponPoolSchema } from '../../../lib/core/definition/loyalty-program.ts';
import { toldInWords } from '../../../lib/core/rehearsal/told-words.ts';
import { compilePlan } from '../../../lib/core/simulation/compile-plan.ts';
import { emptyDemand, placeOfCustomer, turnNumber } from '../../../lib/core/simulation/demand.ts';
import { inForce, limitsFrom } from '../../../lib/core/simulation/limits.ts';
import { simulateCustomer, toldOf } from '../../../lib/core/simulation/simulate-customer.ts';
import type { Limits, SimulatedCustomer, SimulationPlan } from '../../../lib/core/simulation/simulated.ts';
import { addTallies, emptyTally } from '../../../lib/core/simulation/tally.ts';
import { campaign, customerWith, day, from, planOf } from './simulated-shop.ts';

const thanks = campaign('thanks', { trigger: { activity: 'order.placed' }, reentry: 'always' });

function simulated(plan: SimulationPlan, customers: SimulatedCustomer[], guessed: Limits = {}) {
  const compiled = compilePlan(plan);
  let limits = guessed;
  for (let pass = 1; ; pass += 1) {
    const counts = { tally: emptyTally(plan.campaigns.map(({ id }) => id)), demand: emptyDemand() };
    for (const customer of customers) simulateCustomer({ compiled, limits: inForce(limits) }, customer)(counts);
    const found = limitsFrom(counts.demand, compiled, 1);
    if (JSON.stringify(found) === JSON.stringify(limits) || pass === 8)
      return { tally: addTallies(emptyTally(), counts.tally), limits, passes: pass };
    limits = found;
  }
}

describe('one customer simulated', () => {
  it('counts entries, messages, days and what they cost', () => {
    const { tally } = simulated(planOf([thanks]), [customerWith('a', [{ day: -5 }, { day: 3 }, { day: 10 }])]);
    expect(tally).toMatchObject({ customers: 1, activities: 2, messaged: 1, perCustomer: { '2': 1 }, mostPerWeek: { '1': 1 } });
    expect(tally.campaigns.thanks).toMatchObject({
      entered: 2,
      targeted: 2,
      sent: { email: 2, sms: 0 },
      cost: 20_000,
      uncosted: 0,
      open: 0,
      examples: ['a'],
    });
    expect(tally.days).toEqual({
      '2026-01-04': { thanks: { entered: 1, email: 1, sms: 0, cost: 10_000 } },
      '2026-01-11': { thanks: { entered: 1, email: 1, sms: 0, cost: 10_000 } },
    });
  });

  it('gets nothing without a contact, and it is told why', () => {
    const { tally } = simulated(planOf([thanks]), [customerWith('a', [{ day: 3 }], { contact: undefined })]);
    expect(tally.campaigns.thanks).toMatchObject({ targeted: 1, sent: { email: 0, sms: 0 }, suppressed: { 'no-address': 1 } });
    expect(tally.messaged).toBe(0);
  });

  it('loses a place under the caps to another campaign', () => {
    const offer = (id: string, type: string) => campaign(id, { trigger: { activity: type }, reentry: 'always' }, { topic: 'offers' });
    const plan = planOf([offer('first', 'order.placed'), offer('second', 'basket.updated')]);
    const { tally } = simulated(plan, [customerWith('a', [{ day: 3 }, { day: 4, basket: true }])]);
    expect(tally.campaigns.second).toMatchObject({ suppressed: { capped: 1 }, lostTo: { first: 1 } });
  });

  it('tells what was bought anyway in the window of the goal, of those inside and of the control group', () => {
    const goal = { activity: 'order.placed', within: '30 days' } as const;
    const all = (holdout: string) =>
      planOf([campaign('basket', { trigger: { activity: 'basket.updated' }, reentry: 'always', holdout }, { goal })]);
    const buyer = customerWith('a', [
      { day: 3, basket: true },
      { day: 5, amount: 700 },
      { day: 9, amount: 300 },
      { day: 90, amount: 1 },
    ]);
    const bought = { n: 1, orders: 2, revenue: 1000 };
    const none = { n: 0, orders: 0, revenue: 0 };
    expect(simulated(all('0%'), [buyer]).tally.campaigns.basket).toMatchObject({
      goals: { entered: 1, heldOut: 0 },
      window: { entered: bought, heldOut: none, open: 0 },
    });
    const held = simulated(all('100%'), [buyer]).tally.campaigns.basket;
    expect(held).toMatchObject({
      entered: 0,
      heldOut: 1,
      targeted: 1,
      sent: { email: 0 },
      goals: { entered: 0, heldOut: 1 },
      window: { entered: none, heldOut: bought, open: 0 },
    });
  });

  it('counts nothing of a window that is not over at the end, neither that she bought nor that she did not', () => {
    const goal = { activity: 'order.placed', within: '30 days' } as const;
    const plan = planOf([campaign('basket', { trigger: { activity: 'basket.updated' }, reentry: 'always' }, { goal })]);
    const { tally } = simulated(plan, [
      customerWith('a', [{ day: 350, basket: true }, { day: 355 }]),
      customerWith('b', [{ day: 350, basket: true }]),
      customerWith('c', [{ day: 300, basket: true }]),
    ]);
    expect(tally.campaigns.basket).toMatchObject({ entered: 3, goals: { entered: 0 }, window: { entered: { n: 1, orders: 0 }, open: 2 } });
  });

  it('is told as it is counted', () => {
    const told = toldOf(planOf([thanks]), customerWith('a', [{ day: 3 }]));
    expect(told.filter(({ what }) => what === 'sent')).toHaveLength(1);
  });
});

describe('dates of one minute', () => {
  const birthday: CampaignInput['entry'] = { trigger: { date: 'customer.birthday', every: 'year' } };
  const first = campaign('z', birthday, { limits: { priority: 90 }, steps: [{ update: { 'customer.seen': true } }] });
  const second = campaign('a', { ...birthday, audience: { field: 'customer.seen', exists: false } }, { limits: { priority: 10 } });

  it.each([
    ['a, z', [second, first]],
    ['z, a', [first, second]],
  ])('come as the sweep has them, the higher first, in whatever order the campaigns stand: %s', (_, campaigns) => {
    const born = customerWith('c1', [{ day: 3 }], { attributes: { birthday: '1990-05-05' } });
    const { tally } = simulated(planOf(campaigns), [born]);
    expect(tally.campaigns).toMatchObject({ z: { entered: 1 }, a: { entered: 0, notEntered: { 'not-in-audience': 1 } } });
  });
});

describe('what customers share', () => {
  const many = Array.from({ length: 200 }, (_, index) => customerWith(`c${index}`, [{ day: 1 + (index % 40) }]));

  it('is spent in order of time, to the last message that fits, and found in few passes', () => {
    const limited = campaign('thanks', { trigger: { activity: 'order.placed' } }, { limits: { budget: '0.57 GBP' } });
    const { tally, limits, passes } = simulated(planOf([limited]), many);
    expect(tally.campaigns.thanks).toMatchObject({ entered: 200, sent: { email: 57 }, cost: 570_000, suppressed: { budget: 143 } });
    expect(Object.keys(limits)).toEqual(['thanks#life@10000']);
    expect(passes).toBeLessThan(5);
  });

  it('of a budget goes on with what costs less, when it does not cover what costs more', () => {
    const steps: CampaignInput['steps'] = [
      { id: 'gift', reward: { coupon: 'tenner', validFor: '14 days' } },
      { send: 'hello', validFor: '2 days' },
    ];
    const limited = campaign('gift', { trigger: { activity: 'order.placed' } }, { steps, limits: { budget: '2.50 GBP' } });
    const pools = [couponPoolSchema.parse({ id: 'tenner', name: 'Ten off', codes: 'generated', cost: '1 GBP' })];
    const { tally } = simulated(planOf([limited], { pools }), many);
    expect(tally.campaigns.gift?.rewards.tenner).toMatchObject({ granted: 2, cost: 2_000_000 });
    // Mails at a penny take the rest.
    expect(tally.campaigns.gift).toMatchObject({ sent: { email: 50 }, cost: 500_000, suppressed: { budget: 150 } });
  });

  it('of a budget leaves a message unsent that cannot do without what it no longer gave', () => {
    const steps: CampaignInput['steps'] = [
      { id: 'gift', reward: { coupon: 'tenner', validFor: '14 days' } },
      { send: 'code', validFor: '2 days' },
      { send: 'hello', validFor: '2 days' },
    ];
    const limited = campaign('gift', { trigger: { activity: 'order.placed' } }, { steps, limits: { budget: '3.50 GBP' } });
    const pools = [couponPoolSchema.parse({ id: 'tenner', name: 'Ten off', codes: 'generated', cost: '1 GBP' })];
    const plan = planOf([limited], { pools, needs: { code: ['gift'], hello: [] } });
    const { tally, limits } = simulated(plan, many.slice(0, 20));
    expect(tally.campaigns.gift?.rewards.tenner).toMatchObject({ granted: 3 });
    expect(tally.campaigns.gift).toMatchObject({ sent: { email: 23 }, suppressed: { budget: 17 } });
    const gifts = many
      .slice(2, 4)
      .map((customer) => toldOf(plan, customer, limits).flatMap((told) => toldInWords(told, String).match(/^[\w-]+ gift: .*/) ?? []));
    expect(gifts).toEqual([['granted gift: a code of "tenner"'], ['not-granted gift: no code of "tenner": the budget of "gift" is spent']]);
  });

  it('of a reward tells which codes stand in a message that went out', () => {
    const steps: CampaignInput['steps'] = [
      { id: 'gift', reward: { coupon: 'tenner', validFor: '14 days' } },
      { send: 'code', validFor: '2 days' },
      { send: 'again', validFor: '2 days' },
      { id: 'more', reward: { coupon: 'tenner', validFor: '14 days' } },
      { send: 'hello', validFor: '2 days' },
    ];
    const gifts = campaign('gift', { trigger: { activity: 'order.placed' } }, { steps, topic: 'offers' });
    const pools = [couponPoolSchema.parse({ id: 'tenner', name: 'Ten off', codes: 'generated', cost: '1 GBP' })];
    const unreached = { ...customerWith('out', [{ day: 2 }]), contact: undefined };
    const plan = planOf([gifts], { pools, shows: { code: ['gift'], again: ['gift'], hello: [] } });
    const { tally } = simulated({ ...plan, settings: { ...plan.settings, caps: [] } }, [...many.slice(0, 20), unreached]);
    expect(tally.campaigns.gift).toMatchObject({ entered: 21, sent: { email: 60 } });
    expect(tally.campaigns.gift?.rewards.tenner).toEqual({ granted: 42, shown: 20, cost: 42_000_000, points: 0 });
  });

  it('of a reward counts no code for a message that went out before it', () => {
    const steps: CampaignInput['steps'] = [
      { id: 'before', send: 'code', validFor: '2 days' },
      { wait: '3 days' },
      { id: 'gift', reward: { coupon: 'tenner', validFor: '14 days' } },
      { wait: '3 days' },
      { id: 'after', send: 'code', validFor: '2 days' },
    ];
    const pools = [couponPoolSchema.parse({ id: 'tenner', name: 'Ten off', codes: 'generated', cost: '1 GBP' })];
    const plan = planOf([campaign('gift', { trigger: { activity: 'order.placed' } }, { steps })], { pools, shows: { code: ['gift'] } });
    const { tally } = simulated(plan, [customerWith('early', [{ day: 2 }]), customerWith('late', [{ day: 360 }])]);
    expect(tally.campaigns.gift).toMatchObject({ sent: { email: 3 }, rewards: { tenner: { granted: 2, shown: 1 } } });
  });

  it('of a budget is asked again by who starts over after a refusal', () => {
    const steps: CampaignInput['steps'] = [{ id: 'gift', reward: { coupon: 'tenner', validFor: '14 days' } }, { wait: '60 days' }];
    const entry = { trigger: { activity: 'order.placed' }, restart: true, reentry: 'always' as const };
    const limited = campaign('gift', entry, { steps, limits: { budget: '1 GBP', per: 'month' } });
    const pools = [couponPoolSchema.parse({ id: 'tenner', name: 'Ten off', codes: 'generated', cost: '1 GBP' })];
    const plan = planOf([limited], { pools });
    const { tally } = simulated(plan, [customerWith('first', [{ day: 2 }]), customerWith('again', [{ day: 3 }, { day: 40 }])]);
    expect(tally.campaigns.gift).toMatchObject({ entered: 2, restarted: 1, rewards: { tenner: { granted: 2, cost: 2_000_000 } } });
  });

  it('within one minute goes to one customer after the other, and what one asks for twice once, whatever was thought before', () => {
    const limited = campaign(
      'thanks',
      { trigger: { activity: 'order.placed' }, reentry: 'always' },
      { topic: 'offers', limits: { budget: '0.02 GBP' } },
    );
    const [first = '', second = ''] = ['a', 'b'].sort((one, other) => placeOfCustomer(one) - placeOfCustomer(other));
    // A marketing cap holds the second message of whoever got the first.
    const settings = { ...planOf([limited]).settings, caps: [{ class: 'marketing' as const, atMost: 1, per: '7 days' }] };
    const customers = [customerWith(first, [{ day: 3 }]), customerWith(second, [{ day: 3 }, { day: 3 }])];
    const refused = {
      'thanks#life@10000': { at: from + 3 * day + day / 2, turn: turnNumber({ place: placeOfCustomer(second), asked: 0 }) },
    };
    const plan = planOf([limited], { settings });
    for (const limits of [{}, refused]) expect(simulated(plan, customers, limits).tally.campaigns.thanks?.sent.email).toBe(2);
  });

  it('lets each run in as many as a day has places, and settles', () => {
    const every = { every: 'week' as const, on: ['tuesday' as const], at: '09:00' };
    const limited = campaign('weekly', { trigger: every, reentry: 'always' }, { limits: { entriesPerDay: 2 } });
    const { tally, passes } = simulated(planOf([limited]), many);
    expect(tally.campaigns.weekly?.entered).toBe(52 * 2);
    expect(passes).toBeLessThan(8);
  });

  it('needs one pass where nothing runs out', () => {
    const limited = campaign('thanks', { trigger: { activity: 'order.placed' } }, { limits: { budget: '20 GBP' } });
    expect(simulated(planOf([limited]), many)).toMatchObject({ passes: 1, limits: {} });
  });

  it('lets no more in on one day, and who can wait comes on a later one', () => {
    const lapse = campaign('quiet', { trigger: { lapse: '10 days' } }, { limits: { entriesPerDay: 2 } });
    const { tally } = simulated(planOf([lapse]), many);
    const perDay = Object.values(tally.days).map(({ quiet }) => quiet?.entered ?? 0);
    expect(Math.max(...perDay)).toBe(2);
    expect(tally.campaigns.quiet).toMatchObject({ entered: 200 });
  });

  it('turns away whom an activity would enter on a full day', () => {
    const limited = campaign('thanks', { trigger: { activity: 'order.placed' } }, { limits: { entriesPerDay: 2 } });
    const { tally } = simulated(planOf([limited]), many);
    expect(tally.campaigns.thanks).toMatchObject({ entered: 80, notEntered: { 'entries-per-day': 120 } });
  });
});
