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

/** Which of its budgets a message or a reward is paid from: that of its run, of the month or the year in the brand's zone, or the only one. */
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
  return timesCost(text, message.channel === 'sms' ? message.parts : 1, { currency, rates: ratesOf(settings) });
}

/** So many times a cost such as "0.015 GBP", in millionths of `currency`; undefined when there is no rate for it. */
export function timesCost(text: string, times: number, { currency, rates }: { currency: string; rates: Rates }): number | undefined {
  const [amount = '', of = ''] = text.split(' ');
  const [major = '', digits = ''] = amount.split('.');
  return converted(Number(major + digits.padEnd(micro, '0')) * times, { from: of, to: currency }, rates);
}

/** Rounded up; undefined without rates for both. */
export function converted(units: number, { from, to }: { from: string; to: string }, rates: Rates): number | undefined {
  if (from === to) return units;
  const worth = (currency: string) => (currency === rates.base ? 1 : rates.toBase[currency]);
  const [one, other] = [worth(from), worth(to)];
  // What a double adds in its last digits must not make one millionth more of it.
  return one === undefined || other === undefined ? undefined : Math.ceil((units * one) / other - 1e-6);
}

/** One budget of a campaign, in millionths of its currency. */
export interface Budget {
  campaign: string;
  period: string;
  limit: number;
  currency: string;
  rates: Rates;
}

/** What a decision takes from a budget, in its millionths. */
export interface Spent {
  budget: Budget;
  amount: number;
}

/** The budget that is drawn on at `now` for an enrollment of a campaign, which a run may have entered. */
export function budgetFor(
  rule: BudgetRule,
  {
    campaign,
    run,
    settings,
    now,
  }: { campaign: { id: string; zone: string }; run: string | undefined; settings: BudgetSettings; now: Instant },
): Budget {
  const period = periodOf(rule, { run, zone: campaign.zone, now });
  return { campaign: campaign.id, period, limit: limitOf(rule), currency: rule.currency, rates: ratesOf(settings) };
}

type BudgetSettings = Pick<Settings, 'rates' | 'brands'>;

/** What a step of an enrollment remembers whose reward the budget did not cover. */
export const unpaid = { refused: 'budget' } as const;

/** Names a budget among those of all campaigns. */
export function budgetName({ campaign, period }: Pick<Budget, 'campaign' | 'period'>): string {
  return `${campaign}#${period}`;
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
