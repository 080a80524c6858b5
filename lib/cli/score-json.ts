import { minorDigits } from '../core/money.ts';
import type { Portrait } from '../core/scoring/portrait.ts';
import { decimalText } from '../orders/decimal.ts';
import { isoDay } from './figure-text.ts';

/** The portrait for other programs: days as YYYY-MM-DD, money in decimals of the major unit, what cannot be said as null. */
export function portraitJson(portrait: Portrait): string {
  const { asOf, firstOrder, lastOrder, modelsUntil, currency, lapse, segments, check, ...rest } = portrait;
  const { evaluation, ...used } = lapse;
  const { calibrateUntil, until, chosen: _chosen, because: _because, ...tried } = evaluation;
  const money = (minor: number) => decimalText(BigInt(Math.round(minor)), minorDigits(currency));
  const object = {
    asOf: isoDay(asOf),
    firstOrder: isoDay(firstOrder),
    lastOrder: isoDay(lastOrder),
    currency,
    ...rest,
    revenue: money(portrait.revenue),
    segments: segments.map((row) => ({ ...row, revenue: money(row.revenue) })),
    modelsUntil: isoDay(modelsUntil),
    lapse: { asOf: isoDay(modelsUntil), ...used, calibrateUntil: isoDay(calibrateUntil), until: isoDay(until), ...tried },
    check,
  };
  return JSON.stringify(object, (_, value: unknown) => value ?? null);
}
