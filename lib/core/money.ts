import type { Money } from './activity.ts';
import type { Settings } from './definition/settings.ts';

/** What one unit of a currency is worth in `base`, both in major units: `{ base: 'GBP', toBase: { EUR: 0.86 } }`. */
export interface Rates {
  base: string;
  toBase: { [currency: string]: number };
}

/** The rates of the settings; without them only the first brand's currency counts. */
export function ratesOf(settings: Settings): Rates {
  return settings.rates ?? { base: settings.brands[0]?.currency ?? 'USD', toBase: {} };
}

const digitsByCurrency = new Map<string, number>();

/** Digits behind the decimal point by ISO 4217: 2 for GBP, 0 for JPY, 3 for KWD. A currency that is not known has 2. */
export function minorDigits(currency: string): number {
  const known = digitsByCurrency.get(currency);
  if (known !== undefined) return known;
  const digits = readDigits(currency);
  digitsByCurrency.set(currency, digits);
  return digits;
}

function readDigits(currency: string): number {
  if (!/^[A-Z]{3}$/.test(currency)) return 2;
  return new Intl.NumberFormat('en', { style: 'currency', currency }).resolvedOptions().maximumFractionDigits ?? 2;
}

/** In minor units of the base currency, rounded half up; undefined when there is no rate, since a guess would be wrong money. */
export function toBase(money: Money, rates: Rates): number | undefined {
  if (money.currency === rates.base) return money.amount;
  const rate = rates.toBase[money.currency];
  if (rate === undefined || !Number.isFinite(rate)) return undefined;
  const shift = 10 ** (minorDigits(rates.base) - minorDigits(money.currency));
  return Math.round(money.amount * rate * shift);
}

/** Money as activities carry it in their data: `{ amount: integer minor units, currency }`. Anything else is undefined. */
export function readMoney(value: unknown): Money | undefined {
  if (typeof value !== 'object' || value === null || !('amount' in value) || !('currency' in value)) return undefined;
  const { amount, currency } = value;
  if (typeof amount !== 'number' || !Number.isSafeInteger(amount)) return undefined;
  return typeof currency === 'string' && /^[A-Z]{3}$/.test(currency) ? { amount, currency } : undefined;
}
