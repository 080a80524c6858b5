import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { emptyProfile, foldActivity } from '../../lib/core/customer.ts';
import { type Margins, marginOf } from '../../lib/core/margin.ts';
import { activity, order } from './shop.ts';

const margins: Margins = { default: 0.4, coffee: 0.5, cups: 0.2 };
const pounds = (amount: number) => ({ amount: amount * 100, currency: 'GBP' });
const line = (price: number, category?: string, quantity = 1) => ({ price: pounds(price), quantity, ...(category && { category }) });

describe('the margin of an order', () => {
  it('is the share of each line by its category, and the default for what no line explains', () => {
    expect(marginOf(pounds(100), [line(20, 'coffee', 2), line(10, 'cups'), line(10, 'tea')], margins)).toBe(2000 + 200 + 400 + 1600);
  });

  it('counts lines in proportion where they come to more than was paid', () => {
    expect(marginOf(pounds(30), [line(40, 'coffee'), line(20, 'cups')], margins)).toBe(1200);
  });

  it('does not believe lines without a price, of another currency, or of less than nothing', () => {
    const odd = [
      { category: 'coffee' },
      line(50, 'coffee', -1),
      { price: { amount: 5000, currency: 'EUR' }, category: 'coffee' },
      'coffee',
      null,
    ];
    expect(marginOf(pounds(100), odd, margins)).toBe(4000);
    expect(marginOf(pounds(0), [line(40, 'coffee')], margins)).toBe(0);
  });

  it('is whole, and lies between the smallest and the largest share', () => {
    const lines = fc.array(
      fc.record({
        price: fc.record({ amount: fc.nat(10_000), currency: fc.constant('GBP') }),
        category: fc.constantFrom('coffee', 'cups', 'x'),
      }),
    );
    fc.assert(
      fc.property(fc.nat(100_000), lines, (amount, listed) => {
        const margin = marginOf({ amount, currency: 'GBP' }, listed, margins);
        expect(Number.isInteger(margin)).toBe(true);
        expect(margin).toBeGreaterThanOrEqual(Math.floor(amount * 0.2));
        expect(margin).toBeLessThanOrEqual(Math.ceil(amount * 0.5));
      }),
    );
  });
});

describe('the margin of a customer', () => {
  const books = { base: 'GBP', toBase: {} };

  it('is that of the margins of the day: other settings count for what comes after', () => {
    const before = foldActivity(emptyProfile('c-1'), order('2026-01-01T10:00Z', 100), books);
    expect(before.orders.margin).toBeUndefined();
    const first = foldActivity(before, order('2026-02-01T10:00Z', 50), { ...books, margins: { default: 0.4 } });
    const second = foldActivity(first, order('2026-03-01T10:00Z', 50), { ...books, margins: { default: 0.1 } });
    expect(second.orders.margin).toEqual({ GBP: [2000 + 500, 10_000] });
  });

  it('is taken back by a refund', () => {
    const refund = activity('order.refunded', '2026-01-03T10:00Z', { amount: pounds(25) });
    const profile = [refund, order('2026-01-01T10:00Z', 100)].reduce(
      (known, one) => foldActivity(known, one, { ...books, margins }),
      emptyProfile('c-1'),
    );
    expect(profile.orders.margin).toEqual({ GBP: [3000, 7500] });
  });
});
