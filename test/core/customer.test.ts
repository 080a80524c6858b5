import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Activity } from '../../lib/core/activity.ts';
import { type Bookkeeping, emptyProfile, foldActivity, keptActivityDays, keptOrderDays, type Profile } from '../../lib/core/customer.ts';
import { activity, order } from './shop.ts';

const rates: Bookkeeping = { base: 'GBP', toBase: { EUR: 0.8, JPY: 0.005 }, margins: { default: 0.4, coffee: 0.55 } };
const fold = (activities: Activity[]): Profile =>
  activities.reduce((profile, one) => foldActivity(profile, one, rates), emptyProfile('c-1'));

const when = fc.integer({ min: Date.UTC(2024, 0, 1), max: Date.UTC(2026, 0, 1) });
/** Few instants and few ids, so that ties are common. */
const tied = fc.oneof(when, fc.constantFrom(Date.UTC(2025, 5, 1), Date.UTC(2025, 5, 1, 12)));
const money = fc.record({ amount: fc.integer({ min: 0, max: 100_000 }), currency: fc.constantFrom('GBP', 'EUR', 'JPY', 'CHF') });
const lines = fc.array(
  fc.record({ price: money, quantity: fc.constantFrom(1, 3, 0.5, -1), category: fc.constantFrom('coffee', 'tea', null) }),
  { maxLength: 3 },
);
const data = fc.oneof(
  fc.record({
    type: fc.constant('order.placed'),
    data: fc.record({ total: money, categories: fc.array(fc.string({ maxLength: 6 }), { maxLength: 3 }), lines }),
  }),
  fc.record({ type: fc.constant('order.refunded'), data: fc.record({ amount: money }) }),
  fc.record({
    type: fc.constant('customer.updated'),
    data: fc.dictionary(fc.constantFrom('language', 'country', 'tier'), fc.constantFrom('a', 'b', null)),
  }),
  fc.record({ type: fc.constantFrom('page.viewed', 'basket.updated', 'email.clicked'), data: fc.constant({}) }),
  fc.record({
    type: fc.constant('survey.answered'),
    data: fc.record({ score: fc.constantFrom(0, 3, 9, 10, 11, 'ten'), about: fc.constantFrom('product', 'service', null, 'price') }),
  }),
  fc.record({ type: fc.constant('discontent.noted'), data: fc.record({ signal: fc.constantFrom(...'abcdefghijkl', '', 7) }) }),
);
const activities = fc
  .array(fc.tuple(tied, data), { maxLength: 90 })
  .map((list) => list.map(([occurredAt, one], index): Activity => ({ id: `a${index}`, customer: 'c-1', occurredAt, ...one })));

describe('a profile', () => {
  it('is the same in whatever order its activities are folded', () => {
    fc.assert(
      fc.property(
        activities.chain((list) => fc.tuple(fc.constant(list), fc.shuffledSubarray(list, { minLength: list.length }))),
        ([list, shuffled]) => {
          expect(JSON.stringify(fold(shuffled))).toBe(JSON.stringify(fold(list)));
        },
      ),
      { numRuns: 150 },
    );
  });

  it('does not change the profile that it was given', () => {
    const before = fold([order('2026-01-01T10:00Z')]);
    const copy = structuredClone(before);
    foldActivity(before, order('2026-01-01T12:00Z'), rates);
    expect(before).toEqual(copy);
  });

  it('stays near 2.2 KB for the busiest customer', () => {
    const busy = Array.from({ length: 3_000 }, (_, index) => {
      const day = new Date(Date.UTC(2020, 0, 1) + index * 13 * 3_600_000).toISOString();
      return index % 3 === 0
        ? activity('page.viewed', day)
        : activity('order.placed', day, { total: { amount: 123_456, currency: 'GBP' }, categories: [`category-${index % 40}`] });
    });
    const attributes = {
      firstName: 'Eve',
      lastName: 'Fletcher',
      language: 'en-GB',
      country: 'GB',
      zone: 'Europe/London',
      birthday: '1990-05-01',
    };
    const profile = fold([...busy, activity('customer.updated', '2026-01-01T00:00Z', attributes)]);
    expect(JSON.stringify(profile).length).toBeLessThan(2_300);
    expect(profile.orders.days).toHaveLength(keptOrderDays);
    expect(profile.activities['page.viewed']?.days).toHaveLength(keptActivityDays);
    expect(profile.orders.count).toBe(2_000);
  });
});

describe('attributes', () => {
  it('keep the latest value, whichever arrives last', () => {
    const older = activity('customer.updated', '2026-01-01T00:00Z', { language: 'de', country: 'DE' });
    const newer = activity('customer.updated', '2026-02-01T00:00Z', { language: 'en' });
    expect(fold([newer, older]).attributes).toEqual({ country: 'DE', language: 'en' });
  });

  it('do not keep a document or a name that would harm the program', () => {
    const poison = activity(
      'customer.updated',
      '2026-01-01T00:00Z',
      JSON.parse(`{"__proto__": {"admin": true}, "bio": "${'x'.repeat(500)}"}`),
    );
    const profile = fold([poison]);
    expect(profile.attributes).toEqual({ bio: null });
    expect(Object.hasOwn(profile.attributes, '__proto__')).toBe(false);
  });
});

describe('orders and refunds', () => {
  it('sum by currency and, by the rates, in one', () => {
    const euros = activity('order.placed', '2026-01-01T10:00Z', { total: { amount: 1000, currency: 'EUR' } });
    const yen = activity('order.placed', '2026-01-02T10:00Z', { total: { amount: 1000, currency: 'JPY' } });
    const { orders } = fold([order('2026-01-01T09:00Z', 10), euros, yen]);
    expect(orders.spend).toEqual({ EUR: 1000, GBP: 1000, JPY: 1000 });
    expect(orders.days.map(([, n, spend]) => [n, spend])).toEqual([
      [2, 1800],
      [1, 500],
    ]);
  });

  it('a day with money of no rate has an unknown sum', () => {
    const francs = activity('order.placed', '2026-01-01T10:00Z', { total: { amount: 1000, currency: 'CHF' } });
    expect(fold([order('2026-01-01T09:00Z'), francs]).orders.days[0]?.[2]).toBeNull();
  });

  it('a refund reduces the spend, also when it comes before its order, and leaves the count', () => {
    const refund = activity('order.refunded', '2026-01-03T10:00Z', { orderId: 'o', amount: { amount: 1000, currency: 'GBP' } });
    const { orders } = fold([refund, order('2026-01-01T09:00Z', 30)]);
    expect([orders.count, orders.spend.GBP]).toEqual([1, 2000]);
  });
});
