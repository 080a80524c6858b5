import type { Money } from './activity.ts';

/** What one unit of a currency is worth in `base`, both in major units: `{ base: 'GBP', toBase: { EUR: 0.86 } }`. */
export interface Rates {
  base: string;
  toBase: { [currency: string]: number };
}

/** The rates of the settings; without them only the first brand's currency counts. */
export function ratesOf(settings: { rates?: Rates | undefined; brands: { currency: string }[] }): Rates {
  return settings.rates ?? { base: settings.brands[0]?.currency ?? 'USD', toBase: {} };
}

/**
 * The currencies of ISO 4217 that do not have 2 decimals. Intl cannot be asked: it answers by what is customary to show
 * (0 for HUF, IDR, PKR), and amounts would lose what banks and shops write.
 */
const otherDigits = new Map([
  ...'BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF'.split(' ').map((code) => [code, 0] as const),
  ...'BHD IQD JOD KWD LYD OMR TND'.split(' ').map((code) => [code, 3] as const),
  ...'CLF UYW'.split(' ').map((code) => [code, 4] as const),
]);

/** Digits behind the decimal point by ISO 4217: 2 for GBP, 0 for JPY, 3 for KWD. A currency that is not known has 2. */
export function minorDigits(currency: string): number {
  return otherDigits.get(currency) ?? 2;
}

/** Millionths of a currency, as costs are counted, in its minor units. */
export function minorOfMicro(micro: number, currency: string): number {
  return micro / 10 ** (6 - minorDigits(currency));
}

/** "12.50 GBP". */
export function inMajorUnits(amount: number, currency: string): string {
  const digits = minorDigits(currency);
  return `${(amount / 10 ** digits).toFixed(digits)} ${currency}`;
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
