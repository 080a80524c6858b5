import type { Money } from './activity.ts';
import { readMoney } from './money.ts';

/** Shares of the price that are left after what the goods cost, 0 to 1, by category; `default` for all others. */
export type Margins = { default: number; [category: string]: number };

/**
 * The margin in an order, in whole minor units of its currency. Each line (price × quantity, in that currency) brings the
 * share of its category, what no line explains the default. Where lines come to more than the total, as with a discount,
 * each counts in proportion.
 */
export function marginOf({ amount, currency }: Money, lines: unknown, margins: Margins): number {
  const priced = (Array.isArray(lines) ? lines : []).flatMap((line) => pricedLine(line, currency));
  const listed = priced.reduce((sum, line) => sum + line.amount, 0);
  const margin = priced.reduce((sum, line) => sum + line.amount * shareOf(line.category, margins), 0);
  if (listed > amount) return Math.round((margin * Math.max(amount, 0)) / listed);
  return Math.round(margin + (amount - listed) * margins.default);
}

function shareOf(category: unknown, margins: Margins): number {
  return typeof category === 'string' && Object.hasOwn(margins, category) ? (margins[category] ?? margins.default) : margins.default;
}

function pricedLine(line: unknown, currency: string): { amount: number; category: unknown }[] {
  if (typeof line !== 'object' || line === null || !('price' in line)) return [];
  const price = readMoney(line.price);
  const quantity = 'quantity' in line ? line.quantity : 1;
  if (price?.currency !== currency || typeof quantity !== 'number' || !(price.amount * quantity > 0)) return [];
  return [{ amount: price.amount * quantity, category: 'category' in line ? line.category : undefined }];
}
