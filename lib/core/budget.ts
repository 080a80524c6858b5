import type { Settings } from './definition/settings.ts';
import type { LimitRules } from './enrollment/program.ts';
import { minorDigits, type Rates, ratesOf } from './money.ts';
import { type Instant, localDate, minute } from './time.ts';

export type BudgetRule = NonNullable<LimitRules['budget']>;

/** Amounts are whole millionths of the currency: the smallest unit that a cost can be written in. */
const micro = 6;

/** What it may cost in all. */
export function limitOf({ amount, currency }: BudgetRule): number {
  return amount * 10 ** (micro - minorDigits(currency));
}

/** Which of its budgets a message is paid from: that of its run, of the month or the year in the brand's zone, or the only one. */
export function periodOf({ per }: BudgetRule, { run, zone, now }: { run: string | undefined; zone: string; now: Instant }): string {
  if (per === 'run') return run ?? 'life';
  if (per === 'life') return per;
  return localDate(now, zone).slice(0, per === 'month' ? 7 : 4);
}

/** What is counted for a message: the planned unit cost, for a text that of her country for each part. */
export type Priced = { channel: 'email' } | { channel: 'sms'; country: string | undefined; parts: number };

/** In millionths of `currency`, never too low; undefined when there is no cost or no rate for it. */
export function costOf(message: Priced, settings: Pick<Settings, 'unitCosts' | 'rates' | 'brands'>, currency: string): number | undefined {
  const { unitCosts } = settings;
  const byCountry = unitCosts.sms ?? {};
  const text = message.channel === 'email' ? unitCosts.email : (byCountry[message.country ?? 'default'] ?? byCountry.default);
  if (text === undefined) return undefined;
  const [amount = '', of = ''] = text.split(' ');
  const [major = '', digits = ''] = amount.split('.');
  const units = Number(major + digits.padEnd(micro, '0')) * (message.channel === 'sms' ? message.parts : 1);
  return converted(units, { from: of, to: currency }, ratesOf(settings));
}

/** Rounded up; undefined without rates for both. */
export function converted(units: number, { from, to }: { from: string; to: string }, rates: Rates): number | undefined {
  if (from === to) return units;
  const worth = (currency: string) => (currency === rates.base ? 1 : rates.toBase[currency]);
  const [one, other] = [worth(from), worth(to)];
  // What a double adds in its last digits must not make one millionth more of it.
  return one === undefined || other === undefined ? undefined : Math.ceil((units * one) / other - 1e-6);
}

/** What is left of one budget, and what of it is promised to attempts that are under way. */
export interface Purse {
  limit: number;
  currency: string;
  left: number;
  leases: { [nonce: string]: { amount: number; at: Instant } };
}

/** A purse as a newer version of the campaign wants it: what was spent stays spent. */
export function withLimit(purse: Purse, wanted: Pick<Purse, 'limit' | 'currency'>, rates: Rates): Purse {
  const spent = converted(purse.limit - purse.left, { from: purse.currency, to: wanted.currency }, rates) ?? wanted.limit;
  return { ...purse, ...wanted, left: wanted.limit - spent };
}

/** How many of these costs fit, from the first on. */
export function fitting(left: number, costs: number[]): number {
  let sum = 0;
  const over = costs.findIndex((cost) => {
    sum += cost;
    return sum > left;
  });
  return over < 0 ? costs.length : over;
}

/** An attempt takes less; one that died keeps what it leased. */
const underWay = 3 * minute;

/** Leases of attempts that died: nobody will settle them. What they hold is spent. */
export function deadLeases({ leases }: Purse, now: Instant): string[] {
  return Object.keys(leases).filter((nonce) => now - (leases[nonce]?.at ?? now) >= underWay);
}

/** Whether this may still be paid once those that are under way have given back what they did not use. */
export function mayComeBack({ left, leases }: Purse, cost: number, now: Instant): boolean {
  const promised = Object.values(leases).filter(({ at }) => now - at < underWay);
  return promised.reduce((sum, { amount }) => sum + amount, left) >= cost;
}
