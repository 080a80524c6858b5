import { activityProperties } from './built-in.ts';
import type { Properties } from './data.ts';
import type { Library } from './library.ts';
import type { LoyaltyProgram } from './loyalty-program.ts';

import { resolvePath } from './paths.ts';
import { error, type JsonPath, type Problem, warning } from './problem.ts';
import { checkCurrency, checkDays, checkRepeats, named, tiersOf } from './program-parts.ts';
import { checkActivity, checkFor } from './references.ts';

type EarnRule = LoyaltyProgram['earn'][number];

/** What points are given for, and when there are more: names, activities, properties, amounts, days. */
export function checkEarning(program: LoyaltyProgram, library: Library): Problem[] {
  const { earn, multiply } = program;
  return [
    ...checkRepeats(earn, ['earn'], 'rule of earning'),
    ...earn.flatMap((rule, index) => checkRule(rule, ['earn', index], library)),
    ...checkRepeats(multiply, ['multiply'], 'multiplier'),
    ...multiply.flatMap((rule, index) => [
      ...checkDays(rule, ['multiply', index]),
      ...named(rule.earn, { path: ['multiply', index, 'earn'], what: 'rule of earning', allowed: earn.map(({ id }) => id) }),
      ...named(rule.tiers, { path: ['multiply', index, 'tiers'], what: 'tier', allowed: tiersOf(program) }),
    ]),
  ];
}

/** Told by programs themselves. */
const ownActivities = /^(points|tier|reward)\./;

function checkRule(rule: EarnRule, path: JsonPath, library: Library): Problem[] {
  const { activity } = rule;
  if (ownActivities.test(activity)) {
    const why = `${activity} is told by programs: points for it would earn points again; give them by a campaign with a "reward"`;
    return [error([...path, 'activity'], why, { given: activity })];
  }
  const unknown = checkActivity(activity, [...path, 'activity'], library);
  const properties = library.data && activityProperties(library.data, activity);
  if (!properties) return unknown;
  return [
    ...checkPoints(rule, path, library),
    ...checkMoney(rule, { path, properties, library }),
    ...checkCategories(rule, { path, properties }),
    ...checkReturns(rule, { path, properties }),
    ...checkFor(rule, [...path, 'for'], { library, without: 'nothing is earned' }),
  ];
}

/** A refund takes back what its order earned the one who placed it, and nothing else. */
function checkReturns({ activity, for: named }: EarnRule, { path, properties }: Place): Problem[] {
  const isOrder = activity === 'order.placed';
  if (isOrder && named === undefined) return [];
  if (!isOrder && !Object.hasOwn(properties, 'orderId')) return [];
  const better = named === undefined ? 'earn by order.placed' : 'earn by what tells that it was kept';
  const why = `a refund does not take these points back: it does so only with what order.placed earns the one who ordered; ${better}, or take them back by hand`;
  return [warning(named === undefined ? [...path, 'activity'] : [...path, 'for'], why, { given: named ?? activity })];
}

function checkPoints({ points, per, activity }: EarnRule, path: JsonPath, library: Library): Problem[] {
  if (typeof points === 'number') return [];
  const at = [...path, 'points'];
  if (per !== undefined) return [error(at, 'points for each amount of money are a number', { given: points })];
  if (!points.startsWith('activity.')) return [error(at, 'points stand in the activity, such as "activity.points"', { given: points })];
  const target = resolvePath(points.split('.'), { library, activity });
  if (!target) return [];
  if ('astray' in target) return [error(at, target.astray, { given: points, ...(target.allowed && { allowed: target.allowed }) })];
  if (target.type !== 'number') return [error(at, `must lead to a number; ${points} is ${target.type}`, { given: points })];
  const [lacks] = target.mayLack;
  return lacks === undefined ? [] : [warning(at, `${lacks} is optional; without it nothing is earned`, { given: points })];
}

interface Place {
  path: JsonPath;
  properties: Properties;
}

function checkMoney({ per, of, activity }: EarnRule, { path, properties, library }: Place & { library: Library }): Problem[] {
  if (per === undefined)
    return of === undefined ? [] : [error([...path, 'of'], '"of" goes with "per": points for so much money', { given: of, atKey: true })];
  const name = of ?? 'total';
  const property = Object.hasOwn(properties, name) ? properties[name] : undefined;
  const at = of === undefined ? [...path, 'per'] : [...path, 'of'];
  const amounts = Object.entries(properties).flatMap(([each, { type }]) => (type === 'money' ? [each] : []));
  const allowed = amounts.length > 0 ? { allowed: amounts } : {};
  const wrong =
    property === undefined
      ? `${activity} has no property "${name}" in data.json${of === undefined ? ': say by "of" where the money stands' : ''}`
      : `money is wanted here; ${activity} tells "${name}" as ${property.type}`;
  const problems = property?.type === 'money' ? [] : [error(at, wrong, { given: name, ...allowed })];
  const optional = property?.type === 'money' && property.required !== true;
  return [
    ...problems,
    ...(optional ? [warning(at, `"${name}" is optional; without it nothing is earned`, { given: name })] : []),
    ...checkAmounts(per, [...path, 'per'], library),
  ];
}

function checkAmounts(per: string | string[], path: JsonPath, library: Library): Problem[] {
  const amounts = typeof per === 'string' ? [{ amount: per, at: path }] : per.map((amount, index) => ({ amount, at: [...path, index] }));
  return amounts.flatMap(({ amount, at }, index) => {
    if (/^0(\.0*)? /.test(amount)) return [error(at, 'an amount above 0', { given: amount })];
    const first = amounts.findIndex((other) => other.amount.slice(-3) === amount.slice(-3));
    const again = first === index ? [] : [error(at, `another amount in ${amount.slice(-3)} stands here already`, { given: amount })];
    return [...again, ...checkCurrency(amount, { path: at, library })];
  });
}

function checkCategories({ categories, per, activity }: EarnRule, { path, properties }: Place): Problem[] {
  if (categories === undefined) return [];
  const at = [...path, 'categories'];
  if (per === undefined)
    return [error(at, '"categories" goes with "per": points for what lines of them cost', { given: categories, atKey: true })];
  const lines = properties.lines?.of?.properties;
  const fits = lines?.category?.type === 'text' && lines.price?.type === 'money';
  return fits
    ? []
    : [error(at, `${activity} tells no "lines" with "category" and "price" in data.json`, { given: categories, atKey: true })];
}
