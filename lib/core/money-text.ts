import { minorDigits, minorOfMicro } from './money.ts';

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

/** Millionths of a currency → "£8.91M", "£0.50", "£0.0052": what a mail costs is less than its smallest coin. */
export function costText(millionths: number, currency: string): string {
  const minor = minorOfMicro(millionths, currency);
  // From ten of its smallest coins on these are fine enough.
  if (minor === 0 || Math.abs(minor) >= 9.95) return moneyText(minor, currency);
  return (millionths / 1e6).toLocaleString('en', { style: 'currency', currency, minimumSignificantDigits: 1, maximumSignificantDigits: 2 });
}
