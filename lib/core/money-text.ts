import { minorDigits } from './money.ts';

/** Minor units → "£8.91M" from ten thousand on, else "£2,054"; the same on every machine. */
export function moneyText(minor: number, currency: string): string {
  const major = minor / 10 ** minorDigits(currency);
  const large = Math.abs(major) >= 10_000;
  return major.toLocaleString('en', {
    style: 'currency',
    currency,
    ...(large ? { notation: 'compact', maximumSignificantDigits: 3 } : { maximumFractionDigits: Math.abs(major) < 100 ? 2 : 0 }),
  });
}
