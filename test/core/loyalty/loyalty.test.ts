import { describe, expect, test } from 'vitest';
import { afterChange, concerns, hasChanged, noLoyaltyChange, orderOf } from '../../../lib/core/loyalty/loyalty.ts';
import { did, happened, nobody, order, program, refund } from './club.ts';

const when = '2026-03-10T12:00Z';
const first = order(when, 30, 'o-1');

test('a decision has changed something when it has an account, a line or an order', () => {
  const { change } = happened(nobody(), [first]);
  expect(hasChanged(noLoyaltyChange)).toBe(false);
  expect(hasChanged({ ...noLoyaltyChange, joined: change.joined, told: change.told })).toBe(false);
  for (const part of ['accounts', 'entries', 'orders'] as const) {
    expect(change[part].length).toBeGreaterThan(0);
    expect(hasChanged({ ...noLoyaltyChange, [part]: change[part] })).toBe(true);
  }
});

test('a program is concerned by what makes members, what earns, and refunds', () => {
  const club = program({
    join: { activity: 'club.paid' },
    earn: [
      { id: 'review', activity: 'review.written', points: 5 },
      { id: 'friend', activity: 'friend.ordered', points: 5, for: 'referrerId' },
    ],
  });
  const types = ['club.paid', 'review.written', 'order.refunded', 'friend.ordered', 'order.placed'];
  expect(types.map((type) => concerns(club, did(type, when)))).toEqual([true, true, true, false, false]);
});

test('what a decision changed stands in the place of what was there', () => {
  const before = happened(nobody(), [first, order(when, 5, 'o-2')]);
  const second = happened({ ...before, change: noLoyaltyChange }, [refund(when, 10, 'o-1')]);
  const later = afterChange(before, second.change);
  expect(later).toEqual({ ...before, accounts: second.accounts, orders: second.orders, change: second.change });
  expect(later.orders).toHaveLength(2);
  const other = happened(nobody({ id: 'second' }), [first]);
  expect(afterChange(before, other.change).accounts.map((account) => account.program)).toEqual(['club', 'second']);
  expect(afterChange(before, other.change).orders).toHaveLength(3);
});

describe('the order of an activity', () => {
  test('is named by it, else an order is named by its activity', () => {
    expect(orderOf(first)).toBe('o-1');
    expect(orderOf(refund(when, 5, 'o-1'))).toBe('o-1');
    expect(orderOf(did('order.placed', when, {}, 'a-1'))).toBe('a-1');
    expect(orderOf(did('order.refunded', when, {}, 'a-1'))).toBeUndefined();
    expect(orderOf(did('review.written', when, { orderId: 'o-1' }))).toBeUndefined();
  });

  test('is no number, nothing empty and nothing too long', () => {
    for (const orderId of [7, '', 'x'.repeat(129)]) expect(orderOf(did('order.placed', when, { orderId }, 'a-1'))).toBe('a-1');
    expect(orderOf(did('order.placed', when, { orderId: 'x'.repeat(128) }))).toBe('x'.repeat(128));
  });
});
