import type { Activity, Money } from '../activity.ts';
import { firstValue } from '../audience/paths.ts';
import type { Subject } from '../audience/test.ts';
import { minorDigits, type Rates, readMoney } from '../money.ts';
import { toldBy } from '../recorded-activity.ts';
import { addDuration, type Instant } from '../time.ts';
import type { Lot } from './account.ts';
import { endOfLot } from './expiry.ts';
import type { EarnRule, LiveProgram } from './live-program.ts';

/** What an activity earns: whole points, in lots by when they can be spent, and by which rules in words. */
export interface Earnings {
  points: number;
  /** Before rounding. */
  raw: number;
  lots: Lot[];
  because: string;
}

/** No activity earns more: a figure beyond it is a mistake of the sender. */
export const mostPoints = 1_000_000_000;

/** What rules are asked about. `named`: the customer of the subject is named by the activity, and did not do it herself. */
export interface Earning {
  activity: Activity;
  subject: Subject;
  tier: string | undefined;
  now: Instant;
  named: boolean;
}

/**
 * What an activity earns by the rules of a program: the sum of all rules that hold, each times the highest multiplier that
 * holds for it, rounded once. Rules with a return window of their own make lots of their own.
 */
export function earningsOf(program: LiveProgram, earning: Earning): Earnings {
  const { activity, now } = earning;
  const found = program.earn.flatMap((rule) => {
    const raw = holds(rule, earning) ? pointsOf(rule, earning, program.rates) : 0;
    if (!(raw > 0)) return [];
    const best = highest(program, rule, earning);
    const at = Math.min(activity.occurredAt, now);
    const pending = rule.pending ?? program.pending;
    const from = pending ? addDuration(at, pending, program.zone) : at;
    const words = `${rule.id} ${tidy(raw)}${best ? ` × ${best.by} (${best.id})` : ''}`;
    return [{ from, raw: raw * (best?.by ?? 1), words }];
  });
  const lots: Lot[] = [];
  const sum = { raw: 0, points: 0 };
  for (const { from, raw } of found.sort((a, b) => a.from - b.from)) {
    sum.raw += raw;
    const points = Math.min(rounded(sum.raw, program.definition.rounding), mostPoints) - sum.points;
    sum.points += points;
    const last = lots.at(-1);
    if (last?.from === from) last.points += points;
    else lots.push({ points, from, until: endOfLot(program.expiry, from, program.zone) });
  }
  return {
    points: sum.points,
    raw: sum.raw,
    lots: lots.filter(({ points }) => points > 0),
    because: `${activity.type}: ${found.map(({ words }) => words).join(', ')}`,
  };
}

/** To whole points, as the program rounds. What only binary fractions add or lack is not looked at. */
export function rounded(points: number, how: 'down' | 'nearest' | 'up'): number {
  const value = tidy(points);
  if (how === 'down') return Math.floor(value);
  return how === 'up' ? Math.ceil(value) : Math.round(value);
}

function tidy(value: number): number {
  return Math.round(value * 1e6) / 1e6;
}

/** Whether a condition holds; unknown is no. */
export function isMet(where: EarnRule['where'], { activity, subject, now }: Pick<Earning, 'activity' | 'subject' | 'now'>): boolean {
  return where === undefined || where({ ...subject, activity: toldBy(activity) }, now) === true;
}

function holds(rule: EarnRule, earning: Earning): boolean {
  const { activity, subject, named } = earning;
  if (rule.activity !== activity.type || (rule.for !== undefined) !== named) return false;
  const customer = rule.for === undefined ? undefined : activity.data[rule.for];
  if (named && (typeof customer !== 'string' || customer.trim() !== subject.profile.id)) return false;
  return isMet(rule.where, earning);
}

function highest({ multiply }: LiveProgram, rule: EarnRule, earning: Earning): { id: string; by: number } | undefined {
  const at = earning.activity.occurredAt;
  return multiply
    .filter(({ earn, tiers, from, until }) => {
      const ofTier = tiers === undefined || (earning.tier !== undefined && tiers.has(earning.tier));
      return (earn === undefined || earn.has(rule.id)) && ofTier && at >= from && at < until;
    })
    .filter(({ where }) => isMet(where, earning))
    .reduce<{ id: string; by: number } | undefined>((best, next) => (best && best.by >= next.by ? best : next), undefined);
}

function pointsOf(rule: EarnRule, { activity, subject, now }: Earning, rates: Rates): number {
  const each = typeof rule.points === 'number' ? rule.points : firstValue(rule.points({ ...subject, activity: toldBy(activity) }, now));
  if (typeof each !== 'number' || !Number.isFinite(each)) return 0;
  const { categories } = rule;
  if (rule.per.length === 0) return categories && !isOfCategory(activity, categories) ? 0 : each;
  const paid = categories ? linesOf(activity, categories) : [readMoney(activity.data[rule.of])];
  return each * paid.reduce((sum, money) => sum + (money ? timesPer(money, rule.per, rates) : 0), 0);
}

/** How often the amount of a rule is in what was paid: that of the same currency, else the first that can be converted. */
function timesPer(money: Money, per: readonly Money[], rates: Rates): number {
  const same = per.find(({ currency }) => currency === money.currency);
  if (same) return same.amount > 0 ? money.amount / same.amount : 0;
  for (const each of per) {
    const times = worth(money, rates) / worth(each, rates);
    if (Number.isFinite(times)) return times;
  }
  return 0;
}

/** In units of the base currency, not rounded; not a number without a rate. */
function worth({ amount, currency }: Money, { base, toBase }: Rates): number {
  const rate = currency === base ? 1 : (toBase[currency] ?? Number.NaN);
  return (amount * rate) / 10 ** minorDigits(currency);
}

function isOfCategory({ data }: Activity, categories: ReadonlySet<string>): boolean {
  const named = Array.isArray(data.categories) ? data.categories : [];
  const inLines = linesIn(data.lines).map(({ category }) => category);
  return [...named, ...inLines].some((category) => typeof category === 'string' && categories.has(category));
}

/** What the lines of these categories cost; a line says what it cost in all. */
function linesOf({ data }: Activity, categories: ReadonlySet<string>): (Money | undefined)[] {
  return linesIn(data.lines)
    .filter(({ category }) => typeof category === 'string' && categories.has(category))
    .map(({ price }) => readMoney(price));
}

function linesIn(lines: unknown): { category: unknown; price: unknown }[] {
  if (!Array.isArray(lines)) return [];
  return lines.flatMap((line: unknown) =>
    typeof line === 'object' && line !== null
      ? [{ category: 'category' in line ? line.category : undefined, price: 'price' in line ? line.price : undefined }]
      : [],
  );
}
