import { describe, expect, it } from 'vitest';
import type { Activity } from '../../../lib/core/activity.ts';
import type { Enrollment, Window } from '../../../lib/core/enrollment/enrollment.ts';
import { countPurchase, windowsFrom } from '../../../lib/core/enrollment/windows.ts';

const noon = Date.UTC(2026, 10, 2, 12);
const day = 24 * 3_600_000;
const settings = { brands: [{ currency: 'GBP' }], rates: { base: 'GBP', toBase: { EUR: 0.86 } } } as unknown as Parameters<
  typeof countPurchase
>[2];
const open: Window = { from: noon, until: noon + 7 * day };
const entry = (...measured: Window[]) =>
  ({ campaign: 'c', enteredAt: noon, trigger: { basket: 1 }, steps: {}, measured }) as unknown as Enrollment;
const order = (amount: number, { currency = 'GBP', at = noon + day, id = `o${amount}` } = {}): Activity => ({
  id,
  type: 'order.placed',
  customer: 'ann',
  occurredAt: at,
  data: { orderId: id, total: { amount, currency } },
});
const refund = (amount: number, of: string, at = noon + day): Activity => ({
  id: 'r',
  type: 'order.refunded',
  customer: 'ann',
  occurredAt: at,
  data: { orderId: of, amount: { amount, currency: 'GBP' } },
});
const boughtIn = (start: Enrollment, ...activities: Activity[]) =>
  activities
    .reduce((enrollment, activity) => countPurchase(enrollment, activity, settings), start)
    .measured?.map(({ orders, revenue, unpriced }) => ({ orders, revenue, ...(unpriced && { unpriced }) }));
const bought = (...activities: Activity[]) => boughtIn(entry(open), ...activities)?.[0];

describe('what is bought in a window', () => {
  it('is counted in the base currency, from its first to its last instant', () => {
    expect(bought(order(1000), order(500, { currency: 'EUR' }))).toEqual({ orders: 2, revenue: 1430 });
    expect(bought(order(1, { at: noon }), order(2, { at: noon + 7 * day }))).toEqual({ orders: 2, revenue: 3 });
    expect(bought(order(1, { at: noon - 1 }), order(2, { at: noon + 7 * day + 1 }))).toEqual({});
  });

  it('is less by a refund of what was counted in it, whenever that comes, and by no other', () => {
    expect(bought(order(1000), refund(200, 'o1000', noon + 90 * day), refund(50, 'o1000'))).toEqual({ orders: 1, revenue: 750 });
    expect(bought(order(1000), refund(200, 'other'))).toEqual({ orders: 1, revenue: 1000 });
    const later = { from: noon + 8 * day, until: noon + 15 * day };
    const [early, late] = [order(1000), order(300, { at: noon + 9 * day })];
    expect(boughtIn(entry(open, later), early, late, refund(100, 'o1000', noon + 10 * day))).toEqual([
      { orders: 1, revenue: 900 },
      { orders: 1, revenue: 300 },
    ]);
  });

  it('remembers the latest orders only', () => {
    const many = Array.from({ length: 21 }, (_, index) => order(1, { id: `o${index}` }));
    expect(bought(...many, refund(1, 'o0'))?.revenue).toBe(21);
    expect(bought(...many, refund(1, 'o1'))?.revenue).toBe(20);
  });

  it('is known to be incomplete where a currency has no rate, the order no total, or a sum is too large to be one', () => {
    const strange = [order(1000, { currency: 'USD' }), { ...order(0), data: {} }, order(Number.MAX_SAFE_INTEGER)];
    expect(bought(...strange, order(10))).toEqual({ orders: 4, revenue: 10, unpriced: 3 });
    expect(bought(order(2 ** 36), order(1))).toEqual({ orders: 2, revenue: 2 ** 36, unpriced: 1 });
  });

  it('is nothing without a goal, or of anything but orders and refunds: the enrollment is the same', () => {
    for (const without of [entry(), entry({ from: noon, until: 0 })]) expect(countPurchase(without, order(1), settings)).toBe(without);
    const inside = entry(open);
    expect(countPurchase(inside, { ...order(1), type: 'customer.visited' }, settings)).toBe(inside);
  });
});

describe('the windows of an entry', () => {
  const opening = { from: noon + day, until: noon + 8 * day };

  it('are one, her first, when she was never in', () => {
    expect(windowsFrom([], undefined, opening)).toEqual([{ ...opening, first: true }]);
    expect(windowsFrom([], undefined, { from: noon, until: 0 })).toEqual([{ from: noon, until: 0, first: true }]);
  });

  it('are none of its own while one is open, in another item or in the same, where it moves along with what it is judged by', () => {
    const before = { ...entry({ ...open, first: true, orders: 1 }), steps: { offer: { arm: 'a' } } };
    expect(windowsFrom([before], undefined, opening)).toEqual([]);
    expect(windowsFrom([before], before, opening)).toEqual([
      { ...open, first: true, orders: 1, trigger: { basket: 1 }, arms: { offer: 'a' } },
    ]);
    expect(windowsFrom([before], before, { ...opening, from: open.until })).toHaveLength(1);
  });

  it('begin anew once it is over: her first stays, and any other goes', () => {
    const late = { from: open.until + 1, until: open.until + day };
    const first = { ...open, first: true as const };
    expect(windowsFrom([entry(open)], entry(open), late)).toEqual([late]);
    expect(windowsFrom([entry(first)], entry(first), late)).toEqual([{ ...first, trigger: { basket: 1 }, arms: {} }, late]);
    expect(windowsFrom([entry(first)], entry(first), { ...late, until: 0 })).toHaveLength(1);
  });
});
