import type { Activity } from '../activity.ts';
import type { Settings } from '../definition/settings.ts';
import { largestRevenue } from '../measurement/squares.ts';
import { ratesOf, readMoney, toBase } from '../money.ts';
import type { Instant } from '../time.ts';
import type { Enrollment, Window } from './enrollment.ts';

/** Of an order that is older than so many in its window a refund is not heard. */
const mostIds = 20;

/** What an entry knows of the window that it may open. */
export type Opening = Pick<Window, 'from' | 'until' | 'run' | 'as'>;

/**
 * The windows of an entry: it opens one, unless one of hers in this campaign is open. Of the entry before it in the same item the
 * open one and her first stay. `hers`: all of hers in this campaign.
 */
export function windowsFrom(hers: readonly Enrollment[], before: Enrollment | undefined, opening: Opening): Window[] {
  const isOpen = ({ until }: Window) => opening.from <= until;
  const kept = before ? keptWindows(before).filter((window) => window.first || isOpen(window)) : [];
  if (hers.some(({ measured = [] }) => measured.some(isOpen))) return kept;
  if (hers.length > 0) return opening.until > 0 ? [...kept, opening] : kept;
  return [{ ...opening, first: true }];
}

/** The windows of an enrollment that is about to begin anew, with what of it they are judged by. */
export function keptWindows(enrollment: Enrollment): Window[] {
  const { measured = [], trigger } = enrollment;
  return measured.map((window) => ({ trigger, ...window, arms: armsIn(enrollment, window) }));
}

/** The arms by which a window is judged: what she came to once it was over is not its doing. */
export function armsIn(enrollment: Enrollment, { from, until, arms }: Window): { [split: string]: string } {
  const { since = enrollment.enteredAt } = enrollment;
  return Math.max(from, until) < since ? { ...arms } : { ...armsOf(enrollment), ...arms };
}

/** The arms that an enrollment came to: split → arm. */
export function armsOf({ steps }: Pick<Enrollment, 'steps'>): { [split: string]: string } {
  const arms = Object.entries(steps).map(([step, { arm }]) => [step, arm] as const);
  return Object.fromEntries(arms.flatMap(([step, arm]) => (typeof arm === 'string' ? [[step, arm]] : [])));
}

export const covers = ({ from, until }: Window, at: Instant): boolean => from <= at && at <= until;

/** The enrollment with the first of its windows that is meant changed; the same where none is. */
export function withWindow(enrollment: Enrollment, isIt: (window: Window) => boolean, change: (window: Window) => Window): Enrollment {
  const { measured = [] } = enrollment;
  const found = measured.find(isIt);
  return found ? { ...enrollment, measured: measured.map((window) => (window === found ? change(window) : window)) } : enrollment;
}

/**
 * Counts an order into the window of the enrollment in which it was placed, whether she is inside, has left or is in the control
 * group; and takes a refund, whenever it comes, off the window in which its order was counted. The same enrollment when it is
 * none, or belongs to no window.
 */
export function countPurchase(enrollment: Enrollment, { type, data, occurredAt }: Activity, settings: Pick<Settings, 'rates' | 'brands'>) {
  const isOrder = type === 'order.placed';
  if (!isOrder && type !== 'order.refunded') return enrollment;
  const id = String(data.orderId);
  const money = readMoney(isOrder ? data.total : data.amount);
  const value = money && toBase(money, ratesOf(settings));
  return withWindow(
    enrollment,
    (window) => (isOrder ? covers(window, occurredAt) : !!window.ids?.includes(id)),
    ({ orders = 0, revenue = 0, unpriced = 0, ids = [], ...window }) => {
      const sum = value === undefined ? Number.NaN : revenue + (isOrder ? value : -value);
      const isKnown = Math.abs(sum) <= largestRevenue;
      return {
        ...window,
        orders: isOrder ? orders + 1 : orders,
        ids: isOrder ? [...ids, id].slice(-mostIds) : ids,
        revenue: isKnown ? sum : revenue,
        unpriced: isKnown ? unpriced : unpriced + 1,
      };
    },
  );
}
