import type { Activity } from '../activity.ts';
import type { Settings } from '../definition/settings.ts';
import { ratesOf, readMoney, toBase } from '../money.ts';
import type { Enrollment } from './enrollment.ts';

const signs: { [type: string]: number } = { 'order.placed': 1, 'order.refunded': -1 };

/**
 * Counts an order or a refund into the window of the enrollment's goal, whether she is inside, has left or is in the control
 * group. The same enrollment when it is none, or happened outside of the window.
 */
export function countPurchase(
  enrollment: Enrollment,
  { type, data, occurredAt }: Activity,
  settings: Pick<Settings, 'rates' | 'brands'>,
): Enrollment {
  const { measured: { goal, enteredAt } = enrollment, bought = { orders: 0, revenue: 0 } } = enrollment;
  const sign = signs[type];
  if (!goal || !sign || occurredAt < enteredAt || occurredAt > goal.until) return enrollment;
  const money = readMoney(sign > 0 ? data.total : data.amount);
  const value = money && toBase(money, ratesOf(settings));
  const { orders, revenue, unpriced = 0 } = bought;
  const counted = { ...bought, orders: sign > 0 ? orders + 1 : orders };
  return {
    ...enrollment,
    bought: value === undefined ? { ...counted, unpriced: unpriced + 1 } : { ...counted, revenue: revenue + sign * value },
  };
}
