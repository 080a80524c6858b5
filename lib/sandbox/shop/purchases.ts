import type { ActivityInput } from '../../core/activity.ts';
import { minorDigits } from '../../core/money.ts';
import { atLocal, day, hour, type Instant, localDate, minute } from '../../core/time.ts';
import { besideOrders } from './beside-orders.ts';
import { type Market, type Product, products } from './catalogue.ts';
import { chance, pick } from './chance.ts';
import type { Shopper } from './customers.ts';
import { cameAt, ordersPerYear } from './rhythm.ts';
import { type Data, told } from './told.ts';

/** Hours of the day at which people shop, by weight. */
const shoppingHours = [7, 8, 9, 10, 12, 12, 13, 15, 17, 18, 19, 19, 20, 20, 20, 21, 21, 22, 23] as const;
const basketWeeks = 3;

/**
 * Everything that a shopper did until `endAt`, in time order. She buys at a rhythm of her own, which differs by orders of
 * magnitude between people, and after each purchase may be gone for good: few buy most, and half never come back.
 */
export function activitiesOf(shopper: Shopper, endAt: Instant): ActivityInput[] {
  const draw = (what: string, n = 0) => chance(shopper.id, what, n);
  const perYear = ordersPerYear(shopper.id);
  const leaves = 0.045 + 0.32 * draw('leaves') ** 2;
  const activities: ActivityInput[] = [];
  let at = cameAt(shopper.id, endAt);
  for (let n = 1; at < endAt && n <= 80; n++) {
    activities.push(...purchase(shopper, n, shoppingTime(shopper, at, draw('hour', n))));
    if (draw('gone', n) < leaves) break;
    at += Math.max(day, ((-Math.log(1 - draw('gap', n)) * 365) / perYear) * day);
  }
  activities.push(...basket(shopper, endAt));
  activities.push(...besideOrders(shopper, activities, endAt));
  return activities
    .filter(({ occurredAt }) => Date.parse(occurredAt) < endAt)
    .sort((a, b) => Date.parse(a.occurredAt) - Date.parse(b.occurredAt));
}

function shoppingTime(shopper: Shopper, at: Instant, drawn: number): Instant {
  const hours = shoppingHours[Math.floor(drawn * shoppingHours.length)] ?? 20;
  return atLocal(localDate(Math.floor(at), shopper.zone), hours * 60 + Math.floor(chance(shopper.id, at) * 60), shopper.zone);
}

function activity(shopper: Shopper, type: string, { id, at, data }: { id: string; at: Instant; data: Data }): ActivityInput {
  return told(shopper.id, type, { id, at, data });
}

/** An order, and in one of 25 cases its refund, whole or in part. */
function purchase(shopper: Shopper, n: number, at: Instant): ActivityInput[] {
  const orderId = `${shopper.id}-${n}`;
  const { total, categories, lines } = shoppingOf(shopper, orderId);
  const { country, currency } = shopper.market;
  const placed = activity(shopper, 'order.placed', {
    id: orderId,
    at,
    data: { orderId, total: { amount: total, currency }, categories, lines, country },
  });
  if (chance(orderId, 'refund') >= 0.04) return [placed];
  const amount = chance(orderId, 'whole') < 0.5 ? total : (lines[0]?.price.amount ?? total);
  const refundedAt = at + Math.round((2 + 12 * chance(orderId, 'after')) * day);
  return [
    placed,
    activity(shopper, 'order.refunded', { id: `${orderId}-r`, at: refundedAt, data: { orderId, amount: { amount, currency } } }),
  ];
}

/** What she put into her basket in the last weeks: ordered, emptied, or left standing. */
function basket(shopper: Shopper, endAt: Instant): ActivityInput[] {
  const draw = (what: string) => chance(shopper.id, 'basket', what);
  if (draw('any') >= 0.14) return [];
  const basketId = `${shopper.id}-b1`;
  const { currency, country } = shopper.market;
  const at = shoppingTime(shopper, endAt - basketWeeks * 7 * day * draw('when'), draw('hour'));
  const { total, lines, categories } = shoppingOf(shopper, basketId);
  const updates = [0, Math.round(20 * minute * draw('second'))].slice(0, draw('twice') < 0.4 ? 2 : 1);
  const filled = updates.map((later, n) => {
    const sofar = n === updates.length - 1 ? lines : lines.slice(0, 1);
    const amount = n === updates.length - 1 ? total : (lines[0]?.price.amount ?? total);
    return activity(shopper, 'basket.updated', {
      id: `${basketId}-${n + 1}`,
      at: at + later,
      data: { basketId, total: { amount, currency }, lines: sofar },
    });
  });
  const endedAt = at + Math.round((0.5 + 30 * draw('decided') ** 3) * hour);
  if (draw('fate') < 0.15)
    return [...filled, activity(shopper, 'basket.emptied', { id: `${basketId}-e`, at: endedAt, data: { basketId } })];
  if (draw('fate') >= 0.55) return filled;
  const orderId = `${shopper.id}-b1-o`;
  const data = { orderId, basketId, total: { amount: total, currency }, categories, lines, country };
  return [...filled, activity(shopper, 'order.placed', { id: orderId, at: endedAt, data })];
}

/** One to five products, more often of the shopper's two favourite categories. */
function shoppingOf(shopper: Shopper, seed: string) {
  const { market } = shopper;
  const favourites = [1, 2].map((n) => pick(products, chance(shopper.id, 'favourite', n)).category);
  const count = 1 + Math.floor(5 * chance(seed, 'count') ** 2);
  const lines = Array.from({ length: count }, (_, n) => {
    const [first, second] = [pick(products, chance(seed, n, 'first')), pick(products, chance(seed, n, 'second'))];
    const product = favourites.includes(first.category) || !favourites.includes(second.category) ? first : second;
    const quantity = chance(seed, n, 'quantity') < 0.8 ? 1 : 2;
    return {
      product,
      line: {
        sku: product.sku,
        name: product.name,
        quantity,
        price: { amount: priceIn(market, product) * quantity, currency: market.currency },
      },
    };
  });
  return {
    total: lines.reduce((sum, { line }) => sum + line.price.amount, 0),
    categories: [...new Set(lines.map(({ product }) => product.category))],
    lines: lines.map(({ line }) => line),
  };
}

function priceIn({ currency, perPound, step }: Market, { pence }: Product): number {
  const minor = (pence / 100) * perPound * 10 ** minorDigits(currency);
  return Math.max(step, Math.round(minor / step) * step);
}
