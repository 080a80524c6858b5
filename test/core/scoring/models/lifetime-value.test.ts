import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { gammaGamma } from '../../../../lib/core/scoring/models/gamma-gamma.ts';
import { discountedOrders, lifetimeValue, valuePerCustomer } from '../../../../lib/core/scoring/models/lifetime-value.ts';
import { mbgNbd } from '../../../../lib/core/scoring/models/mbg-nbd.ts';
import { nbd } from '../../../../lib/core/scoring/models/nbd.ts';

const spend = { p: 6.25, q: 3.74, gamma: 15.44 };
const orders = { r: 0.52, alpha: 6.18, a: 0.89, b: 1.61 };
const customer = { x: 2, tx: 30, T: 38, mean: 20 };

describe('discounted orders', () => {
  it('by hand: one order a week for two weeks, at a rate that halves money each week', () => {
    expect(discountedOrders((weeks) => weeks, { annualRate: 2 ** 52 - 1, weeks: 2 })).toBeCloseTo(0.5 + 0.25, 9);
  });

  it('discounts a last step that is shorter at its own end', () => {
    expect(discountedOrders((weeks) => weeks, { annualRate: 2 ** 52 - 1, weeks: 1.5 })).toBeCloseTo(0.5 + 0.5 * 2 ** -1.5, 9);
  });

  it('are all orders when money keeps its worth', () => {
    expect(discountedOrders((weeks) => weeks, { annualRate: 0 })).toBeCloseTo(52, 9);
  });

  it('are none within no time, and unknown where there is no sense in the question', () => {
    expect(discountedOrders((weeks) => weeks, { annualRate: 0.1, weeks: 0 })).toBe(0);
    expect(discountedOrders((weeks) => weeks, { annualRate: 0.1, weeks: -1 })).toBeNaN();
    expect(discountedOrders((weeks) => weeks, { annualRate: 0.1, step: 0 })).toBeNaN();
    expect(discountedOrders((weeks) => weeks, { annualRate: -1 })).toBeNaN();
  });
});

describe('lifetime value', () => {
  it('by hand: without lapse and without discount it is rate × year × mean order × margin', () => {
    const rate = (1 + 2) / (4 + 38);
    const value = lifetimeValue(customer, { model: nbd, orders: { r: 1, alpha: 4 }, spend }, { annualRate: 0, margin: 0.4 });
    expect(value).toBeCloseTo(0.4 * 52 * rate * gammaGamma.conditionalSpend(spend, customer), 6);
  });

  it('falls with the rate and grows with the horizon', () => {
    const by = { model: mbgNbd, orders, spend };
    fc.assert(
      fc.property(fc.double({ min: 0, max: 0.5, noNaN: true }), fc.integer({ min: 1, max: 150 }), (annualRate, weeks) => {
        const value = lifetimeValue(customer, by, { annualRate, weeks });
        expect(value).toBeGreaterThan(0);
        expect(lifetimeValue(customer, by, { annualRate: annualRate + 0.1, weeks })).toBeLessThan(value);
        expect(lifetimeValue(customer, by, { annualRate, weeks: weeks + 1 })).toBeGreaterThan(value);
      }),
    );
  });
});

describe('the plain equation', () => {
  it('is what is left of revenue, by customer', () => {
    expect(valuePerCustomer({ revenue: 100_000, acquisition: 30_000, retention: 10_000, customers: 40 })).toBe(1500);
    expect(valuePerCustomer({ revenue: 0, acquisition: 30_000, retention: 0, customers: 40 })).toBe(-750);
  });

  it('says nothing of no customers', () => {
    expect(valuePerCustomer({ revenue: 0, acquisition: 30_000, retention: 0, customers: 0 })).toBeUndefined();
  });
});
