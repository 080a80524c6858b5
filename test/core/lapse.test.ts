import { describe, expect, it } from 'vitest';
import { emptyProfile, foldActivity } from '../../lib/core/customer.ts';
import { gapsOf, lapsesAt, longestSilence, merged, type ShopRhythm, withGaps } from '../../lib/core/lapse.ts';
import { ratesOf } from '../../lib/core/money.ts';
import { activity, at, order, settings } from './shop.ts';

const rates = ratesOf(settings);

/** Of ten gaps nine are a month and one is half a year. */
const shop: ShopRhythm = { gaps: { 30: 9, 180: 1 } };
const shopQuantile = 45;
const shopMean = 45;

const ordersOf = (...days: string[]) =>
  days.reduce((profile, day, index) => foldActivity(profile, order(`${day}T12:00Z`, 30, `o-${index}`), rates), emptyProfile('c-1')).orders;

describe('how long a silence is long', () => {
  it.each([
    ['no gap of hers: the shop’s', [], shopQuantile],
    ['one gap: the shop’s, scaled by how she compares', [15], (shopQuantile * ((15 + 2 * shopMean) / 3)) / shopMean],
    ['two', [15, 25], (shopQuantile * ((40 + 2 * shopMean) / 4)) / shopMean],
    ['three: her own, drawn to the shop’s', [10, 20, 30], (3 * 28 + 2 * shopQuantile) / 5],
  ])('%s', (_, gaps, expected) => {
    expect(longestSilence(gaps, 0.9, shop)).toBeCloseTo(expected, 9);
  });

  it('without the shop’s rhythm only her own three gaps say something', () => {
    expect(longestSilence([10, 20], 0.9, undefined)).toBeUndefined();
    expect(longestSilence([10, 20, 30], 0.9, undefined)).toBeCloseTo(28, 9);
    expect(longestSilence([10, 20], 0.9, { gaps: {} })).toBeUndefined();
  });

  it('takes the quantile that statisticians take', () => {
    const gaps = [3, 9, 9, 14, 30, 31, 60];
    for (const share of [0.5, 0.8, 0.95]) expect(longestSilence(gaps, share, undefined)).toBeCloseTo(quantileOf7(gaps, share), 9);
  });
});

/** Written out from the definition: Hyndman and Fan 1996, type 7. */
function quantileOf7(values: number[], share: number): number {
  const h = (values.length - 1) * share;
  const [low = 0, high = 0] = [values[Math.floor(h)], values[Math.ceil(h)]];
  return low + (h - Math.floor(h)) * (high - low);
}

describe('when she lapses', () => {
  const around = { rhythm: shop, zone: 'Europe/London' };
  const own = { sure: 0.9, minimum: undefined };

  it('never without an order, or while nothing is known of the shop', () => {
    expect(lapsesAt(emptyProfile('c-1').orders, own, around)).toBeUndefined();
    expect(lapsesAt(ordersOf('2026-01-01'), own, { ...around, rhythm: undefined })).toBeUndefined();
  });

  it('by fixed days on the calendar of her zone, by her own rhythm to the minute', () => {
    const orders = ordersOf('2026-03-01');
    expect(lapsesAt(orders, { fixed: { months: 0, days: 90, ms: 0 } }, around)).toBe(at('2026-05-30T11:00Z'));
    expect(lapsesAt(orders, own, around)).toBe(at('2026-04-15T12:00Z'));
  });

  it('never sooner than the minimum', () => {
    const minimum = { months: 2, days: 0, ms: 0 };
    expect(lapsesAt(ordersOf('2026-03-01'), { sure: 0.9, minimum }, around)).toBe(at('2026-05-01T11:00Z'));
    expect(lapsesAt(ordersOf('2026-03-01'), { sure: 0.9, minimum: { months: 0, days: 3, ms: 0 } }, around)).toBe(at('2026-04-15T12:00Z'));
  });
});

describe('gaps', () => {
  it('are between days of orders: several of a day are one, and a refund is none', () => {
    const orders = ordersOf('2026-01-01', '2026-01-11', '2026-01-11', '2026-02-10');
    expect(gapsOf(orders)).toEqual([10, 30]);
    const refund = activity('order.refunded', '2026-01-20T00:00Z', { amount: { amount: 100, currency: 'GBP' } });
    expect(gapsOf(foldActivity({ ...emptyProfile('c-1'), orders }, refund, rates).orders)).toEqual([10, 30]);
  });

  it('of all customers add up, and one of ten years counts as five', () => {
    expect(merged([withGaps(shop, [30, 7]), withGaps({ gaps: {} }, [3650])])).toEqual({ gaps: { 7: 1, 30: 10, 180: 1, 1825: 1 } });
  });
});
