import { describe, expect, it } from 'vitest';
import { loyaltyProgramSchema } from '../../../lib/core/definition/loyalty-program.ts';
import { activity, order } from '../shop.ts';
import { now, scopeWith, scored, shopper, withPoints } from './shopper.ts';

const refund = (when: string, pounds: number) => activity('order.refunded', when, { amount: { amount: pounds * 100, currency: 'GBP' } });
const gbp = (amount: number) => ({ amount, currency: 'GBP' });
const costs = { margins: { default: '40%' }, costToServe: { order: '3 GBP', return: '5 GBP' } };

describe('profit', () => {
  it('is margin less what orders and returns cost to serve', () => {
    const subject = shopper([order('2026-05-01T10:00Z', 100), order('2026-05-02T10:00Z', 50), refund('2026-05-05T10:00Z', 50)], costs);
    expect(scored('profit', subject, scopeWith(costs))).toEqual(gbp(4000 - 600 - 500));
  });

  it('is less the points that she spent, at what a point costs', () => {
    const program = loyaltyProgramSchema.parse({
      ...{ id: 'circle', name: 'Circle', owner: 'anna@shop.example', pointCost: '0.005 GBP' },
      earn: [{ id: 'orders', activity: 'order.placed', points: 1 }],
    });
    const subject = shopper([order('2026-05-01T10:00Z', 100)], costs);
    expect(scored('profit', withPoints(subject, { spent: 500 }), scopeWith(costs, [program]))).toEqual(gbp(4000 - 300 - 250));
  });

  it('counts what was bought before margins were stated by the default of today', () => {
    const before = shopper([order('2026-05-01T10:00Z', 100)], { margins: undefined });
    expect(before.profile.orders.margin).toBeUndefined();
    expect(scored('profit', before)).toEqual(gbp(4000));
  });

  it('of several currencies is in the base one', () => {
    const euros = activity('order.placed', '2026-05-01T10:00Z', { total: { amount: 10_000, currency: 'EUR' } });
    expect(scored('profit', shopper([euros]))).toEqual(gbp(3200));
  });

  it('is unknown where the settings state no margins, or a cost has no rate', () => {
    const subject = shopper([order('2026-05-01T10:00Z', 100)]);
    expect(scored('profit', subject, scopeWith({ margins: undefined }))).toBe('unknown');
    expect(scored('profit', subject, scopeWith({ costToServe: { order: '1 CHF' } }))).toBe('unknown');
  });
});

describe('tiers of profit', () => {
  it.each([
    [[order('2026-05-01T10:00Z', 600)], 'high'],
    [[order('2026-05-01T10:00Z', 100)], 'moderate'],
    [[order('2026-05-01T10:00Z', 8)], 'break-even'],
    [[order('2026-05-01T10:00Z', 60), refund('2026-05-03T10:00Z', 60)], 'loss-making'],
  ])('case %#: %s', (activities, tier) => {
    expect(scored('profitTier', shopper(activities, costs), scopeWith(costs))).toBe(tier);
  });

  it('who costs more than she brings is found before the shop was counted', () => {
    const subject = { ...shopper([order('2026-05-01T10:00Z', 2)], costs), shop: undefined };
    expect(scored('profitTier', subject, scopeWith(costs))).toBe('loss-making');
    expect(scored('belowZero', subject, scopeWith(costs))).toBe(true);
    expect(scored('belowZero', shopper([]), scopeWith(costs))).toBe(false);
    expect(scored('profitTier', { ...shopper([order('2026-05-01T10:00Z', 99)], costs), shop: undefined }, scopeWith(costs))).toBe(
      'unknown',
    );
  });
});

describe('the lifetime value', () => {
  const weekly = Array.from({ length: 10 }, (_, index) => order(new Date(now - (3 + index * 7) * 86_400_000).toISOString(), 30));
  const value = (more: object) => {
    const found = scored('lifetimeValue', shopper(weekly, more), scopeWith(more));
    return typeof found === 'object' && found !== null && 'amount' in found ? Number(found.amount) : Number.NaN;
  };

  it('is the margin of the orders to come: more with a better margin, a longer horizon, a smaller discount, less with costs', () => {
    const usual = value({ margins: { default: '40%' } });
    expect(usual).toBeGreaterThan(0);
    expect(value({ margins: { default: '80%' } })).toBeCloseTo(2 * usual, -1);
    expect(value({ lifetime: { horizon: '2 years' } })).toBeGreaterThan(usual);
    expect(value({ lifetime: { discount: '0%' } })).toBeGreaterThan(usual);
    expect(value({ costToServe: { order: '2 GBP' } })).toBeLessThan(usual);
  });

  it('is below nothing where an order costs more to serve than it brings', () => {
    expect(value({ costToServe: { order: '50 GBP' } })).toBeLessThan(0);
  });
});
