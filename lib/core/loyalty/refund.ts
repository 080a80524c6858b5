import type { Activity, Money } from '../activity.ts';
import { type Rates, readMoney, toBase } from '../money.ts';
import { sortedByName } from '../sorted-by-name.ts';
import type { Instant } from '../time.ts';
import type { Lot, OrderPoints } from './account.ts';
import { add, type Books, enter } from './books.ts';
import { rounded } from './earn.ts';
import { endOfSlide } from './expiry.ts';
import { sumOf, takeBack, takePending } from './lots.ts';
import { dayNumber, disqualify, firstKept } from './tiers.ts';

/** What is kept of an order while nothing of it is known. */
export function emptyOrder(program: string, order: string): OrderPoints {
  return { program, order, refunded: {}, takenBack: 0, disqualified: 0 };
}

/** The record of an order after one more refund. Sums only, so that the order in which refunds come does not matter. */
export function refundedMore(record: OrderPoints, { amount, currency }: Money): OrderPoints {
  const refunded = { ...record.refunded, [currency]: (record.refunded[currency] ?? 0) + amount };
  return { ...record, refunded: sortedByName(refunded) };
}

/** What a refund gives back; undefined when it tells no amount above nothing. */
export function refundOf(activity: Activity): Money | undefined {
  const money = readMoney(activity.data.amount);
  return money && money.amount > 0 ? money : undefined;
}

/**
 * Takes back what an order earned for that part of it which was refunded: from the order's own points first, then from others,
 * those that end first first, and the rest is owed. Points whose time is over are not taken back: nobody has them any more.
 * Gives the record as it is then.
 */
export function takeRefundBack(books: Books, record: OrderPoints, { id, at }: { id: string; at: Instant }): OrderPoints {
  const { account, program, now } = books;
  const { earned } = record;
  if (!earned) {
    enter(books, {
      id,
      kind: 'taken-back',
      occurredAt: at,
      because: `a refund of order ${record.order}, which has not earned anything yet`,
    });
    return record;
  }
  const kept = keptShare(earned.total, record.refunded, program.rates);
  const keeps = Math.min(earned.points, rounded(earned.raw * kept, program.definition.rounding));
  const due = earned.points - keeps;
  const there = earned.lots.filter((lot) => !isOver(lot, books));
  const more = Math.max(0, Math.min(due, sumOf(there)) - record.takenBack);
  const slices = slicesOf(there, { after: record.takenBack, points: more });
  const pending = slices.filter(({ from }) => from > now).flatMap((lot) => pendingOut(books, lot));
  const taken = slices.filter(({ from }) => from <= now).flatMap((lot) => lotOut(books, lot));
  const qualifies = program.tiers?.by === 'points' ? Math.min(keeps, earned.qualifying) : Math.round(earned.qualifying * kept);
  const gone = Math.max(0, earned.qualifying - qualifies - record.disqualified);
  forfeit(books, earned.at, gone);
  add(account, 'takenBack', more);
  enter(books, {
    id,
    kind: 'taken-back',
    occurredAt: at,
    points: sumOf(pending) - more,
    // Nothing is 0, never -0.
    pending: 0 - sumOf(pending),
    lots: [...pending, ...taken],
    because: `a refund of order ${record.order}: it earned ${earned.points}, of which ${record.takenBack + more} are taken back${unknownText(earned.total, record.refunded, program.rates)}`,
  });
  return { ...record, takenBack: record.takenBack + more, disqualified: record.disqualified + gone };
}

/** Of a day that is forgotten nothing qualifies any more: it would be another day's that is taken. */
function forfeit({ account, program, now }: Books, at: Instant, amount: number): void {
  const { tiers, zone } = program;
  const wanted = dayNumber(at, zone);
  if (!tiers || wanted < firstKept({ tier: account.tier, now }, { tiers, zone })) return;
  account.qualifying = disqualify(account.qualifying, wanted, amount);
}

/** The share of an order that was not refunded, 0 to 1. Refunds in a currency without a rate cannot be compared and count nothing. */
function keptShare(total: Money | null, refunded: OrderPoints['refunded'], rates: Rates): number {
  const sums = Object.entries(refunded).map(([currency, amount]) => ({ currency, amount }));
  if (total === null || total.amount <= 0) return sums.length > 0 ? 0 : 1;
  const back = sums.reduce((sum, money) => sum + shareOf(money, total, rates), 0);
  return Math.max(0, 1 - back);
}

function shareOf(money: Money, total: Money, rates: Rates): number {
  if (money.currency === total.currency) return money.amount / total.amount;
  const [part, whole] = [toBase(money, rates), toBase(total, rates)];
  return part === undefined || whole === undefined || whole === 0 ? 0 : part / whole;
}

/** Says which refunds took nothing because the settings have no rate to compare them with the order. */
function unknownText(total: Money | null, refunded: OrderPoints['refunded'], rates: Rates): string {
  if (total === null || total.amount <= 0) return '';
  const others = Object.keys(refunded).filter((currency) => currency !== total.currency);
  const without = (currency: string) => toBase({ amount: 1, currency }, rates) === undefined;
  const idle = without(total.currency) ? others : others.filter(without);
  if (idle.length === 0) return '';
  const missing = [...idle.filter(without), ...(without(total.currency) ? [total.currency] : [])];
  return `; what was refunded in ${idle.join(', ')} takes nothing back: the settings have no rate for ${missing.join(', ')}`;
}

/** Where points slide, those are gone that nothing has kept alive until now. */
function isOver({ until, from }: Lot, { account, program, now }: Books): boolean {
  const end = until ?? (account.slidesUntil === null ? endOfSlide(program.expiry, from, program.zone) : null);
  return end !== null && end <= now;
}

/** The part of an order's lots that comes after what was taken before: those that can be spent last go first. */
function slicesOf(lots: readonly Lot[], { after, points }: { after: number; points: number }): Lot[] {
  let skip = after;
  let left = points;
  return [...lots].reverse().flatMap((lot) => {
    const skipped = Math.min(skip, lot.points);
    const some = Math.min(left, lot.points - skipped);
    skip -= skipped;
    left -= some;
    return some > 0 ? [{ ...lot, points: some }] : [];
  });
}

function pendingOut({ account }: Books, lot: Lot): Lot[] {
  const { lots, taken } = takePending(account.pending, lot);
  account.pending = lots;
  return taken;
}

function lotOut({ account }: Books, lot: Lot): Lot[] {
  const { taken, ...holding } = takeBack(account, lot);
  account.lots = holding.lots;
  account.owed = holding.owed;
  return taken;
}
