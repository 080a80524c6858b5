import { describe, expect, it } from 'vitest';
import type { Activity } from '../../../lib/core/activity.ts';
import { countPurchase } from '../../../lib/core/enrollment/count-purchase.ts';
import type { Enrollment } from '../../../lib/core/enrollment/enrollment.ts';

const noon = Date.UTC(2026, 10, 2, 12);
const day = 24 * 3_600_000;
const settings = { brands: [{ currency: 'GBP' }], rates: { base: 'GBP', toBase: { EUR: 0.86 } } } as unknown as Parameters<
  typeof countPurchase
>[2];

const entry = (over: Partial<Enrollment> = {}) =>
  ({
    campaign: 'c',
    enteredAt: noon,
    status: 'inside',
    goal: { until: noon + 7 * day, reachedAt: null },
    steps: {},
    ...over,
  }) as Enrollment;
const order = (amount: number, currency = 'GBP', at = noon + day): Activity => ({
  id: 'o',
  type: 'order.placed',
  customer: 'ann',
  occurredAt: at,
  data: { orderId: 'o', total: { amount, currency } },
});
const refund = (amount: number, at = noon + day): Activity => ({
  id: 'r',
  type: 'order.refunded',
  customer: 'ann',
  occurredAt: at,
  data: { orderId: 'o', amount: { amount, currency: 'GBP' } },
});
const boughtOf = (start: Enrollment, ...activities: Activity[]) =>
  activities.reduce((enrollment, activity) => countPurchase(enrollment, activity, settings), start).bought;

describe('what is bought in the window of a goal', () => {
  it('is counted in the base currency, less refunds, in any order', () => {
    expect(boughtOf(entry(), order(1000), order(500, 'EUR'), refund(200))).toEqual({ orders: 2, revenue: 1230 });
    expect(boughtOf(entry(), refund(200), order(500, 'EUR'), order(1000))).toEqual({ orders: 2, revenue: 1230 });
  });

  it('counts also once the goal has ended it, and for the control group', () => {
    const reached = { until: noon + 7 * day, reachedAt: noon + 1 };
    for (const over of [{ status: 'ended' as const, goal: reached }, { status: 'held-out' as const }])
      expect(boughtOf(entry(over), order(1000))).toEqual({ orders: 1, revenue: 1000 });
  });

  it('is known to be incomplete where a currency has no rate, or the order no total', () => {
    expect(boughtOf(entry(), order(1000, 'USD'), { ...order(0), data: {} }, order(10))).toEqual({ orders: 3, revenue: 10, unpriced: 2 });
  });

  it('begins with the entry and ends with the window, both included', () => {
    expect(boughtOf(entry(), order(1, 'GBP', noon), order(2, 'GBP', noon + 7 * day))).toEqual({ orders: 2, revenue: 3 });
    expect(boughtOf(entry(), order(1, 'GBP', noon - 1), order(2, 'GBP', noon + 7 * day + 1))).toBeUndefined();
  });

  it('is nothing without a goal, or of anything but orders and refunds: the enrollment is the same', () => {
    const without = entry({ goal: null });
    expect(countPurchase(without, order(1), settings)).toBe(without);
    const inside = entry();
    expect(countPurchase(inside, { ...order(1), type: 'customer.visited' }, settings)).toBe(inside);
  });
});
