import type { Activity } from '../core/activity.ts';
import { type Attributed, lastTouch, type Touch } from '../core/measurement/report-attribution.ts';
import { type Rates, readMoney, toBase } from '../core/money.ts';
import { fromJson } from '../store/json.ts';
import type { Item } from '../world.ts';
import type { ReportAsked } from './report-campaigns.ts';

/** All campaigns take part: the last message gets the order, whichever report is asked for. */
export function attributeOrders(
  { messages, orders, refunds }: { messages: Item[]; orders: Item[]; refunds: Item[] },
  { rates, asked: { campaign: wanted, since = '', until = '~' } }: { rates: Rates; asked: ReportAsked },
): Attributed[] {
  const touches = messages.flatMap(({ sk, state, at }): Touch[] => {
    const [, , campaign = '', , step = ''] = sk.split('#');
    return (state === 'sent' || state === 'unknown') && typeof at === 'number' ? [{ campaign, step, at }] : [];
  });
  if (touches.length === 0) return [];
  const days = (activity: Activity) => new Date(activity.occurredAt).toISOString().slice(0, 10);
  const activities = (items: Item[]) => items.map((item) => fromJson<Activity>(item.activity));
  const worth = (value: unknown) => {
    const money = readMoney(value);
    return (money && toBase(money, rates)) ?? 0;
  };
  const back = new Map<string, number>();
  for (const { data } of activities(refunds)) back.set(String(data.orderId), (back.get(String(data.orderId)) ?? 0) + worth(data.amount));
  const purchases = activities(orders)
    .filter((order) => days(order) >= since && days(order) <= until)
    .map(({ id, occurredAt, data }) => ({ order: String(data.orderId ?? id), at: occurredAt, revenue: worth(data.total) }));
  return lastTouch(touches, purchases, back).filter(({ campaign }) => wanted === undefined || campaign === wanted);
}
