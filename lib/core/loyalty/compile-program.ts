import { compilePredicate, type Library } from '../audience/compile.ts';
import { compilePath } from '../audience/paths.ts';
import type { LoyaltyProgram } from '../definition/loyalty-program.ts';
import type { Predicate } from '../definition/predicate.ts';
import type { Settings } from '../definition/settings.ts';
import { parseMoney } from '../definition/values.ts';
import { ratesOf, toBase } from '../money.ts';
import { addToDate, type CalendarDuration, durationOf, startOfDay } from '../time.ts';
import type { EarnRule, ExpiryRule, LiveProgram, Multiplier, Reward, TierRules } from './live-program.ts';

/** Compiles a checked program. Throws a RangeError for a brand, a currency without a rate, or a path that does not exist. */
export function compileProgram(definition: LoyaltyProgram, { settings }: { settings: Settings }): LiveProgram {
  const where = `program ${definition.id}`;
  const { brands } = settings;
  const brand = definition.brand === undefined ? brands[0] : brands.find(({ id }) => id === definition.brand);
  if (!brand) throw new RangeError(`${where}: there is no brand "${definition.brand}" in the settings`);
  const scope: Scope = { segments: [], rates: ratesOf(settings), program: definition, where, zone: brand.zone };
  const { join, redemptions } = definition;
  return {
    id: definition.id,
    definition,
    status: definition.status,
    zone: brand.zone,
    language: brand.languages[0] ?? '',
    rates: scope.rates,
    join: { activity: join.activity, where: testOf(join.where, scope), lasts: optional(join.lasts) },
    earn: definition.earn.map((rule) => earnRule(rule, scope)),
    multiply: definition.multiply.map((rule) => multiplier(rule, scope)),
    pending: optional(definition.pending),
    expiry: definition.expiry && expiryRule(definition.expiry),
    remind: definition.remind.map(durationOf),
    tiers: definition.tiers && tierRules(definition.tiers, scope),
    rewards: definition.rewards.map((reward) => rewardOf(reward, scope)),
    reservation: durationOf(definition.reservation),
    redemptions: redemptions && { atMost: redemptions.atMost, per: durationOf(redemptions.per) },
  };
}

type Scope = Library & { zone: string };

function testOf(predicate: Predicate | undefined, scope: Scope) {
  return predicate && compilePredicate(predicate, scope);
}

function optional(text: string | undefined): CalendarDuration | undefined {
  return text === undefined ? undefined : durationOf(text);
}

function setOf(ids: string[] | undefined): ReadonlySet<string> | undefined {
  return ids && new Set(ids);
}

/** Days of the brand's zone, the last one included. */
function days({ from, until }: { from?: string | undefined; until?: string | undefined }, { zone }: Scope) {
  return {
    from: from === undefined ? -Infinity : startOfDay(from, zone),
    until: until === undefined ? Infinity : startOfDay(addToDate(until, { months: 0, days: 1, ms: 0 }), zone),
  };
}

function earnRule(rule: LoyaltyProgram['earn'][number], scope: Scope): EarnRule {
  const { id, activity, points, per = [], of = 'total', for: named } = rule;
  return {
    id,
    activity,
    where: testOf(rule.where, scope),
    points: typeof points === 'number' ? points : compilePath(points, scope),
    per: (typeof per === 'string' ? [per] : per).map(parseMoney),
    of,
    categories: setOf(rule.categories),
    for: named,
    pending: optional(rule.pending),
  };
}

function multiplier(rule: LoyaltyProgram['multiply'][number], scope: Scope): Multiplier {
  const { id, by, earn, tiers } = rule;
  return { id, by, earn: setOf(earn), tiers: setOf(tiers), ...days(rule, scope), where: testOf(rule.where, scope) };
}

function expiryRule(expiry: NonNullable<LoyaltyProgram['expiry']>): ExpiryRule {
  if ('after' in expiry) return { after: durationOf(expiry.after), round: expiry.round };
  return 'each' in expiry ? { each: expiry.each, grace: optional(expiry.grace) } : { idle: durationOf(expiry.idle) };
}

function tierRules({ by, over, grace, levels }: NonNullable<LoyaltyProgram['tiers']>, scope: Scope): TierRules {
  return {
    by,
    over: over === 'calendar year' ? over : durationOf(over),
    grace: optional(grace),
    levels: levels.map(({ id, name, from }) => ({ id, name, from: typeof from === 'number' ? from : inBase(from, scope) })),
  };
}

function inBase(amount: string, { rates, where }: Scope): number {
  const found = toBase(parseMoney(amount), rates);
  if (found === undefined) throw new RangeError(`${where}: "${amount}" cannot be compared: the settings have no rate for it`);
  return found;
}

function rewardOf(reward: LoyaltyProgram['rewards'][number], scope: Scope): Reward {
  const { id, name, kind, points, coupon, stock, perCustomer, cost } = reward;
  return {
    id,
    name,
    kind,
    points,
    coupon,
    validFor: optional(reward.validFor),
    stock,
    perCustomer: perCustomer && { atMost: perCustomer.atMost, per: optional(perCustomer.per) },
    tiers: setOf(reward.tiers),
    ...days(reward, scope),
    cost: cost === undefined ? undefined : parseMoney(cost),
  };
}
