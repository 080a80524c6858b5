import { minorDigits } from '../../core/money.ts';
import { moneyText } from '../../core/money-text.ts';
import { counted } from '../counted.ts';

/** Millionths of a currency → "£8.91M", "£0.0521": what a mail costs is less than its smallest coin. */
export function costText(millionths: number, currency: string): string {
  const major = millionths / 1e6;
  if (major !== 0 && Math.abs(major) < 1)
    return major.toLocaleString('en', { style: 'currency', currency, maximumSignificantDigits: 2, minimumSignificantDigits: 1 });
  return moneyText(major * 10 ** minorDigits(currency), currency);
}

/** The same with its sign, for what two versions differ by. */
export function costDifference(millionths: number, currency: string): string {
  return millionths > 0 ? `+${costText(millionths, currency)}` : costText(millionths, currency).replace('-', '−');
}

/** A number with its sign: "+12", "−3", "0". */
export function difference(value: number): string {
  return value > 0 ? `+${counted(value)}` : counted(value).replace('-', '−');
}

/** "capped 12, no-consent 3", most first. */
export function reasonsText(counts: { [reason: string]: number }): string {
  return Object.entries(counts)
    .filter(([, times]) => times > 0)
    .sort(([one, a], [other, b]) => b - a || (one < other ? -1 : 1))
    .map(([reason, times]) => `${reason} ${counted(times)}`)
    .join(', ');
}
