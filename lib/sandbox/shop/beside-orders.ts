import type { ActivityInput } from '../../core/activity.ts';
import { day, hour, type Instant, localDate, minute } from '../../core/time.ts';
import { chance, pickEvenly } from './chance.ts';
import type { Shopper } from './customers.ts';
import { cameAt } from './rhythm.ts';
import { told } from './told.ts';

/** The shop's other systems began to tell what they know so long before the end. */
const toldFor = 8 * 7 * day;
const program = 'linden-circle';
const tiers = [
  { orders: 5, tier: 'Silver', before: 'Bronze' },
  { orders: 12, tier: 'Gold', before: 'Silver' },
  { orders: 25, tier: 'Oak', before: 'Gold' },
];
const complaints = ['came late', 'a cup was broken', 'the wrong tea was in the parcel'] as const;

/**
 * What the shop's other systems tell of a shopper beside her orders: the account that she opened or the friend who sent her,
 * deliveries, answers to the survey, complaints, and what the loyalty programme will tell of tiers and points.
 */
export function besideOrders(shopper: Shopper, purchases: ActivityInput[], endAt: Instant): ActivityInput[] {
  const orders = purchases
    .filter(({ type, occurredAt }) => type === 'order.placed' && Date.parse(occurredAt) < endAt)
    .map((order) => ({ id: order.id, at: Date.parse(order.occurredAt), total: totalOf(order) }))
    .sort((a, b) => a.at - b.at);
  const isMember = chance(shopper.id, 'circle') < 0.4;
  return [
    ...arrival(shopper, orders, endAt),
    ...deliveries(shopper, orders),
    ...(isMember ? [...climbs(shopper, orders), ...falls(shopper, orders, endAt), ...points(shopper, orders)] : []),
  ].filter(({ occurredAt }) => Date.parse(occurredAt) >= endAt - toldFor);
}

interface Order {
  id: string;
  at: Instant;
  /** Minor units. */
  total: number;
}

function totalOf({ data }: ActivityInput): number {
  const total = data?.total;
  return typeof total === 'object' && total !== null && 'amount' in total ? Number(total.amount) : 0;
}

/** Some open an account days before they first buy; some of them come on a friend's word. */
function arrival({ id }: Shopper, [first]: Order[], endAt: Instant): ActivityInput[] {
  if (!first || chance(id, 'account') >= 0.7) return [];
  const at = Math.round(first.at - 15 * minute - 9 * day * chance(id, 'account', 'before') ** 2);
  const referrer = chance(id, 'referred') < 0.25 ? referrerOf(id, { at, endAt }) : undefined;
  return referrer === undefined
    ? [told(id, 'account.opened', { id: `${id}-a`, at, data: {} })]
    : [told(id, 'friend.joined', { id: `${id}-f`, at, data: { referrerId: referrer } })];
}

/** Somebody who was a customer before her. */
function referrerOf(id: string, { at, endAt }: { at: Instant; endAt: Instant }): string | undefined {
  const number = Number(id.slice('lp-'.length));
  const candidates = [1, 2, 3, 4, 5].map((n) => `lp-${1001 + Math.floor(chance(id, 'referrer', n) * (number - 1001))}`);
  return candidates.find((other) => other !== id && cameAt(other, endAt) < at - 30 * day);
}

/** Each parcel; a few are complained of. Who was asked how it was may answer: the survey asks once in 90 days. */
function deliveries({ id, details }: Shopper, orders: Order[]): ActivityInput[] {
  let askedAt = Number.NEGATIVE_INFINITY;
  return orders.flatMap((order) => {
    const at = order.at + Math.round((2 + 3 * chance(order.id, 'delivery')) * day);
    const delivered = told(id, 'order.delivered', { id: `${order.id}-d`, at, data: { orderId: order.id } });
    if (chance(order.id, 'complaint') < 0.03) return [delivered, ...complaint(id, order.id, at)];
    const asks = at - askedAt > 90 * day;
    if (asks) askedAt = at;
    const answers = asks && details[0]?.email !== undefined && chance(order.id, 'answers') < 0.35;
    return answers ? [delivered, answer(id, order.id, at)] : [delivered];
  });
}

function answer(id: string, orderId: string, deliveredAt: Instant): ActivityInput {
  const drawn = chance(orderId, 'score');
  const score =
    drawn < 0.18 ? Math.floor((drawn / 0.18) * 7) : drawn < 0.45 ? 7 + Math.floor((drawn - 0.18) / 0.135) : drawn < 0.7 ? 9 : 10;
  const at = Math.round(deliveredAt + (5.7 + 5 * chance(orderId, 'thinks') ** 2) * day);
  return told(id, 'survey.answered', { id: `${orderId}-s`, at, data: { campaign: 'nps', step: 'how-was-it', score } });
}

function complaint(id: string, orderId: string, deliveredAt: Instant): ActivityInput[] {
  const complaintId = `${orderId}-c`;
  const openedAt = Math.round(deliveredAt + (0.2 + 2 * chance(complaintId, 'opened')) * day);
  const resolvedAt = Math.round(openedAt + (1 + 5 * chance(complaintId, 'resolved')) * day);
  const about = pickEvenly(complaints, chance(complaintId, 'about'));
  return [
    told(id, 'complaint.opened', { id: `${complaintId}-o`, at: openedAt, data: { complaintId, about } }),
    told(id, 'complaint.resolved', { id: `${complaintId}-r`, at: resolvedAt, data: { complaintId } }),
  ];
}

function climbs({ id }: Shopper, orders: Order[]): ActivityInput[] {
  return tiers.flatMap(({ orders: needed, tier, before }) => {
    const order = orders[needed - 1];
    const data = { program, direction: 'up', tier, before };
    return order ? [told(id, 'tier.changed', { id: `${id}-${tier}`, at: order.at + minute, data })] : [];
  });
}

/** Who did not come for most of a year falls by one tier. */
function falls({ id }: Shopper, orders: Order[], endAt: Instant): ActivityInput[] {
  const [last, held] = [orders.at(-1), tiers.findLast((tier) => orders.length >= tier.orders)];
  const at = last && last.at + 270 * day;
  if (!held || at === undefined || at >= endAt) return [];
  const data = { program, direction: 'down', tier: held.before, before: held.tier };
  return [told(id, 'tier.changed', { id: `${id}-down`, at, data })];
}

/** Points of an order end after a year, which is told 30 days before; some are spent then. */
function points({ id }: Shopper, orders: Order[]): ActivityInput[] {
  return orders.flatMap((order) => {
    const earned = 1 + Math.floor(order.total / 100);
    const at = order.at + 335 * day;
    const expiresAt = localDate(order.at + 365 * day, 'UTC');
    const expiring = told(id, 'points.expiring', { id: `${order.id}-p`, at, data: { program, points: earned, expiresAt, daysLeft: 30 } });
    if (chance(order.id, 'spends') >= 0.25) return [expiring];
    const spentAt = Math.round(at + 6 * hour + 12 * day * chance(order.id, 'spent'));
    return [expiring, told(id, 'points.redeemed', { id: `${order.id}-q`, at: spentAt, data: { program, points: earned, balance: 0 } })];
  });
}
